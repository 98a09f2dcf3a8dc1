import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decodeMulti, ExtensionCodec } from '@msgpack/msgpack';

/** An event as `aws logs put-log-events` takes it. */
export interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** Events of one log stream. */
export interface Batch {
  /** Alias of the output that was refused, such as `application-containers`; it names the log group. */
  readonly output: string;
  /** Log stream, without the node's name in front. */
  readonly logStream: string;
  readonly events: readonly LogEvent[];
}

/** Fluent Bit's time: seconds and nanoseconds since 1970. https://docs.fluentbit.io/manual/concepts/key-concepts#timestamp */
const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 0,
  encode: () => null,
  decode: (data) => {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return view.getUint32(0) + view.getUint32(4) / 1e9;
  },
});

/** Header of a chunk's file, in bytes: where the length of the records is, that of the metadata, and where both begin. */
const HEADER = { recordsLength: 10, metadataLength: 22, end: 24 } as const;

type Row = readonly [time: number | readonly [number, unknown], record: Readonly<Record<string, unknown>>];

/** The events of a chunk that Fluent Bit has put into its folder `rejected`: `<tag>_<status>_<output>_<address>.flb`. */
export function eventsOf(name: string, file: Uint8Array): Batch[] {
  const [, output = ''] = /_[0-9]+_(.+)_0x[0-9a-f]+\.flb$/.exec(name) ?? [];
  if (!output || file[0] !== 0xc1) throw new Error(`${name} is not a rejected chunk of Fluent Bit`);
  const header = new DataView(file.buffer, file.byteOffset);
  const start = HEADER.end + header.getUint16(HEADER.metadataLength);
  // The rest of the file is reserved and empty.
  const records = file.subarray(start, start + header.getUint32(HEADER.recordsLength));
  const streams = new Map<string, LogEvent[]>();
  for (const row of decodeMulti(records, { extensionCodec })) {
    const [time, record] = row as Row;
    const seconds = typeof time === 'number' ? time : time[0];
    const message = typeof record.log === 'string' ? record.log : JSON.stringify(record);
    const logStream = String(record.log_stream ?? 'journal');
    streams.set(logStream, [...(streams.get(logStream) ?? []), { timestamp: Math.floor(seconds * 1000), message }]);
  }
  return [...streams].map(([logStream, events]) => ({
    output,
    logStream,
    events: events.sort((a, b) => a.timestamp - b.timestamp),
  }));
}

/** Writes the events of rejected chunks as files for `aws logs put-log-events`, and prints a line for each. */
function main(folder: string, chunks: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const batches = chunks.flatMap((path) => eventsOf(basename(path), readFileSync(path)));
  for (const [index, { output, logStream, events }] of batches.entries()) {
    const file = join(folder, `${index + 1}.json`);
    writeFileSync(file, JSON.stringify(events));
    console.log([output, logStream, `${events.length} events`, file].join('\t'));
  }
}

if (process.argv[1]?.endsWith('rejected.ts')) {
  const [folder, ...chunks] = process.argv.slice(2);
  if (folder && chunks.length > 0) main(folder, chunks);
  else {
    console.error('usage: npm run rejected -- <folder to write to> <chunk.flb> …');
    process.exitCode = 2;
  }
}
