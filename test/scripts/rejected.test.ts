import { ExtData, encode } from '@msgpack/msgpack';
import { eventsOf } from '../../scripts/rejected';

/** A chunk as Fluent Bit writes it: header, metadata, records. */
function chunk(rows: readonly unknown[], metadata = ''): Uint8Array {
  const header = Buffer.alloc(24);
  header[0] = 0xc1;
  const records = Buffer.concat(rows.map((row) => encode(row)));
  header.writeUInt32BE(records.length, 10);
  header.writeUInt16BE(metadata.length, 22);
  return Buffer.concat([header, Buffer.from(metadata), records, Buffer.alloc(100)]);
}

/** A time of Fluent Bit. */
function time(seconds: number, nanoseconds = 0): ExtData {
  const data = Buffer.alloc(8);
  data.writeUInt32BE(seconds, 0);
  data.writeUInt32BE(nanoseconds, 4);
  return new ExtData(0, data);
}

const NAME = 'containers.application.shop.web.0.web-1_0_application-containers_0x7f00.flb';

test('events come out by log stream, in the order of their time', () => {
  const rows = [
    [[time(20), {}], { log: 'second', log_stream: 'shop/web-1/web' }],
    [[time(10, 500_000_000), {}], { log: 'first', log_stream: 'shop/web-1/web' }],
    [time(30), { message: 'a record of the journal', priority: '3' }],
  ];
  expect(eventsOf(NAME, chunk(rows, 'the tag'))).toEqual([
    {
      output: 'application-containers',
      logStream: 'shop/web-1/web',
      events: [
        { timestamp: 10_500, message: 'first' },
        { timestamp: 20_000, message: 'second' },
      ],
    },
    {
      output: 'application-containers',
      logStream: 'journal',
      events: [{ timestamp: 30_000, message: '{"message":"a record of the journal","priority":"3"}' }],
    },
  ]);
});

test('a file that is no rejected chunk is refused by name', () => {
  expect(() => eventsOf('notes.txt', Buffer.alloc(30))).toThrow('notes.txt is not a rejected chunk of Fluent Bit');
  expect(() => eventsOf(NAME, Buffer.alloc(30))).toThrow('is not a rejected chunk of Fluent Bit');
});
