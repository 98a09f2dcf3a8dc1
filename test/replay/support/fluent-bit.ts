import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Events that the program sends to a log group at once. */
export interface Batch {
  readonly group: string;
  readonly messages: readonly string[];
  /** Whether they are reports of counters. @default false */
  readonly isReport?: boolean;
  /** Milliseconds between two events. @default 1 */
  readonly step?: number;
}

/** What the program does in place of Fluent Bit. */
export interface Scenario {
  /** Records that it says its input `shop` has read. */
  readonly rows: number;
  readonly batches: readonly Batch[];
  /** Sends the batches again and again. @default false */
  readonly isEndless?: boolean;
  /** What it ends with, instead of all that. @default - it runs until it is ended */
  readonly says?: string;
}

/** The program itself; it knows nothing of the configuration but its ports. */
function program({ rows, batches, isEndless, says }: Scenario): void {
  const { readFileSync } = require('node:fs');
  if (says !== undefined) {
    console.error(says);
    process.exit(1);
  }
  const text: string = readFileSync(process.argv.at(-1), 'utf8');
  const [, httpPort] = /^ +http_port: (\d+)$/m.exec(text) ?? [];
  const [, port] = /^ +port: (\d+)$/m.exec(text) ?? [];
  const call = (action: string, body: object, format?: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = {
        'x-amz-target': `Logs_20140328.${action}`,
        ...(format && { 'x-amzn-logs-format': format }),
      };
      const options = { host: '127.0.0.1', port, method: 'POST', headers, rejectUnauthorized: false };
      const request = require('node:https').request(options, (response: NodeJS.ReadableStream) => {
        response.on('data', () => {});
        response.on('end', resolve);
      });
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  const send = async (): Promise<void> => {
    for (const { group, messages, isReport, step = 1 } of batches) {
      const of = { logGroupName: group, logStreamName: 'node' };
      await call('CreateLogStream', of);
      const logEvents = messages.map((message, at) => ({ timestamp: 1_800_000_000_000 + at * step, message }));
      await call('PutLogEvents', { ...of, logEvents }, isReport ? 'json/emf' : undefined);
    }
    if (isEndless) setTimeout(send, 100);
  };
  require('node:http')
    .createServer((_: unknown, response: { end(body: string): void }) =>
      response.end(JSON.stringify({ input: { shop: { records: rows }, counters: { records: 99 } } })),
    )
    .listen(Number(httpPort), '127.0.0.1', send);
}

/** Writes the program into a folder; gives its path. */
export function fakeFluentBit(folder: string, scenario: Scenario): string {
  const path = join(folder, 'fluent-bit');
  writeFileSync(path, `#!${process.execPath}\n(${program})(${JSON.stringify(scenario)});\n`);
  chmodSync(path, 0o755);
  return path;
}
