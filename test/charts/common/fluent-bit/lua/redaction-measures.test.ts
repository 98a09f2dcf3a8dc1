import fc from 'fast-check';
import { REDACTIONS } from '../../../../../model/facts/redactions';
import { describeLua, type Lua } from '../../../../support/luajit';
import { redacted, redactionGrowth } from '../../../../support/redaction';

const SAMPLES = 2000;
const sample = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, { seed: 20261126, numRuns: SAMPLES });

/** A number of so many digits, each as likely as the others. */
const digits = (count: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[1-9][0-9]{${count - 1}}$`));
const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().replace(/\D/g, ''));
const word = (bits: number) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(String);

/** How many numbers do not survive in a text. */
const destroyed = (lua: Lua, numbers: readonly string[], before: string, after = ''): number => {
  const texts = numbers.map((number) => `${before}${number}${after}`);
  const found = redacted(lua, texts);
  return texts.filter((text, index) => found[index] !== text).length;
};

jest.setTimeout(120_000);

describeLua('what redaction costs', (lua) => {
  test.each([
    ['IDs of 64 bits', sample(word(64))],
    ['IDs of 63 bits', sample(word(63))],
    ['times of 17 digits', sample(time)],
    ['13 digits', sample(digits(13))],
    ['17 digits', sample(digits(17))],
    ['18 digits', sample(digits(18))],
    ['19 digits', sample(digits(19))],
    ['20 digits', sample(digits(20))],
  ])('no identifier: %s', (_, numbers) => {
    const found = [
      destroyed(lua, numbers, 'read ', ' today'),
      destroyed(lua, numbers, '{"id":', '}'),
      destroyed(lua, numbers, '{"msg":"read ', '"}'),
    ];
    expect(found).toEqual([0, 0, 0]);
  });

  test('three numbers of 16 digits in a hundred, unless it is named an identifier', () => {
    const numbers = sample(digits(16));
    expect(destroyed(lua, numbers, 'read ')).toBeLessThan(SAMPLES / 30);
    for (const name of [
      'trace_id=',
      'dd.trace_id=',
      '"span_id":',
      '{"requestId":"',
      '"parentSpanId": "',
      'X-Request-ID: ',
    ])
      expect(destroyed(lua, numbers, name)).toBe(0);
  });

  /** 900 KB of each. */
  test.each([
    'a',
    '@',
    'a@a.',
    '"@',
    '1',
    '4111-',
    '%40',
    '%25',
    '\\u0040',
    '&amp;',
    '&#64;',
    '-----BEGIN',
    '-----BEGIN PRIVATE KEY-----',
    'eyJ-',
    'eyJa.',
    'bearer ',
    'key=',
    'secret key ',
    'DE89 ',
    '1.1.1.1',
    '::',
    'bob@example.com ',
    'é',
    '\u00a0',
    '\u0001',
  ])('no more time for each byte of a long line: %j', (text) => {
    const line = `'{"card":"4111111111111111","a":"' .. part:rep(size / #part) .. '@'`;
    const part = JSON.stringify(text).replace('\\u0001', '\\1');
    expect(redactionGrowth(lua, line, part, REDACTIONS)).toBeLessThan(9);
  });
});
