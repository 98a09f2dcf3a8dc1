import fc from 'fast-check';
import {
  hexBelow,
  type LogPolicy,
  MESSAGE_KEYS,
  redactionWithoutLua,
  thinning,
} from '../../../../charts/common/fluent-bit/policy';
import { REDACTIONS } from '../../../../model/facts/redactions';

const keepsAll: LogPolicy = { dropLevels: [], sampleInfoPercent: 100, redact: [], redactPatterns: [] };
const scope = { match: 'kube.*', alias: 'application' };

/** Whether the filters would drop a raw line. Onigmo's \A is JavaScript's ^. */
function drops(policy: Partial<LogPolicy>, line: string): boolean {
  return thinning({ ...keepsAll, ...policy }, scope).some(({ properties }) => {
    const [, value = ''] = properties.find(([key]) => key === 'exclude') ?? [];
    const [, pattern = ''] = /^log \\A(.*)$/s.exec(String(value)) ?? [];
    return new RegExp(`^${pattern}`).test(line);
  });
}

test('a policy that keeps all has no filters', () => {
  expect(thinning(keepsAll, scope)).toEqual([]);
  expect(redactionWithoutLua(keepsAll, scope)).toEqual([]);
});

test('filters: on the raw line, each with an alias', () => {
  const filters = thinning({ ...keepsAll, dropLevels: ['debug'], sampleInfoPercent: 10 }, scope);
  expect(filters.map(({ name, properties }) => [name, ...properties.slice(0, 2)])).toEqual([
    ['grep', ['match', 'kube.*'], ['alias', 'application-drop-levels']],
    ['grep', ['match', 'kube.*'], ['alias', 'application-sample-info']],
  ]);
});

test.each([
  ['{"level":"debug","message":"a"}', true],
  ['  { "message" : "a \\"b\\" {c}" , "n": -1.5e3, "level" : "DEBUG" }', true],
  ['{"context":{"a":"}","b":1},"list":[1,"]"],"level":"Debug"}', true],
  ['{"level":"info"}', false],
  ['{"level":"debugger"}', false],
  ['{"level":"error","context":{"level":"debug"}}', false],
  ['{"context":{"level":"debug"},"level":"error"}', false],
  ['{"level":"error","message":"quoted \\"level\\":\\"debug\\""}', false],
  ['{"message":"a","x":"{\\"level\\":\\"debug\\"}"}', false],
  ['{"kind":"level","a":"debug"}', false],
  ['[{"level":"debug"}]', false],
  ['level=debug "level":"debug"', false],
  ['{"deep":{"er":{"level":"debug"}},"level":"debug"}', false],
])('dropping debug: %s', (line, dropped) => {
  expect(drops({ dropLevels: ['trace', 'debug'] }, line)).toBe(dropped);
});

test('a warning is a warn', () => {
  expect(drops({ dropLevels: ['warn'] }, '{"levelname":"x","level":"WARNING"}')).toBe(true);
});

test('a line is dropped only for its own level, whatever else is in it', () => {
  const levels = fc.constantFrom('trace', 'debug', 'info', 'warn', 'error');
  const values = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const nested = fc.oneof(values, fc.array(values), fc.dictionary(fc.string(), values), fc.record({ level: levels }));
  const pairs = fc.array(
    fc.tuple(
      fc.string().filter((key) => key !== 'level' && key !== '__proto__'),
      nested,
    ),
  );
  fc.assert(
    fc.property(pairs, levels, pairs, fc.boolean(), (before, level, after, spaced) => {
      const line = JSON.stringify({ ...Object.fromEntries(before), level, ...Object.fromEntries(after) });
      const written = spaced ? line.replace(/^\{/, '{ ') : line;
      // Integer keys move to the front and a later "level" is the same key: both stay the object's own.
      expect(drops({ dropLevels: ['trace', 'debug'] }, written)).toBe(level === 'trace' || level === 'debug');
    }),
  );
});

test('a long line that does not match is refused in linear time', () => {
  const line = `{${'"key":"value \\\\ with \\" quotes","n":1,'.repeat(20000)}"level":"error"}`;
  const began = Date.now();
  expect(drops({ dropLevels: ['debug'], sampleInfoPercent: 10 }, line)).toBe(false);
  expect(Date.now() - began).toBeLessThan(2000);
});

test.each([
  ['{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4fff"}', true],
  ['{"trace_id":"4bf92f3577b34da6a3ce929d0e0e4FFF","level":"INFO"}', true],
  ['{"level":"info","span":{"traceId":"4bf92f3577b34da6a3ce929d0e0e4fff"}}', true],
  ['{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4000"}', false],
  ['{"level":"info","trace_id":"1-5759e988-bd862e3fe1be46a994272fff"}', true],
  ['{"level":"info"}', false],
  ['{"level":"info","trace_id":""}', false],
  ['{"level":"warn","trace_id":"4bf92f3577b34da6a3ce929d0e0e4fff"}', false],
  ['{"level":"error","trace_id":"4bf92f3577b34da6a3ce929d0e0e4fff"}', false],
  ['info trace_id=4bf92f3577b34da6a3ce929d0e0e4fff', false],
])('sampling info at 10 %%: %s', (line, dropped) => {
  expect(drops({ sampleInfoPercent: 10 }, line)).toBe(dropped);
});

test.each([1, 10, 25, 50, 99])('%i %% of all traces are kept', (percent) => {
  const traces = Array.from({ length: 4096 }, (_, index) => index.toString(16).padStart(32, '0'));
  const kept = traces.filter(
    (trace) => !drops({ sampleInfoPercent: percent }, `{"level":"info","trace_id":"${trace}"}`),
  );
  expect((kept.length / traces.length) * 100).toBeCloseTo(percent, 1);
});

test('hexBelow matches exactly the numbers below its limit', () => {
  const three = (value: number) => value.toString(16).padStart(3, '0');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4095 }),
      fc.integer({ min: 0, max: 4095 }),
      fc.boolean(),
      (limit, value, upper) => {
        const text = upper ? three(value).toUpperCase() : three(value);
        expect(new RegExp(`^${hexBelow(limit)}$`).test(text)).toBe(value < limit);
      },
    ),
  );
});

describe('redaction without Lua', () => {
  const filters = redactionWithoutLua({ ...keepsAll, redact: REDACTIONS }, scope);
  const condition = (key: string): RegExp => {
    const value = filters
      .flatMap(({ properties }) => properties)
      .find(([name, text]) => name === 'condition' && String(text).includes(` ${key} `))?.[1];
    return new RegExp(String(value).replace(`key_value_matches ${key} `, ''));
  };

  test('a whole message is replaced, in each key that holds one', () => {
    expect(filters.map(({ properties }) => properties.at(-1))).toEqual(
      MESSAGE_KEYS.map((key) => ['set', `${key} REDACTED`]),
    );
    // The classic format ends a condition at a blank.
    expect(condition('message').source).not.toContain(' ');
  });

  test.each([
    ['bob@example.com', true],
    ['card 4111 1111 1111 1111', true],
    ['card 378282246310005', true],
    ['ssn 123-45-6789', true],
    ['at 2026-11-21T07:34:04.361Z', false],
    ['id 000-12-3456', false],
    ['user@host', false],
    ['?email=bob%40example.com', true],
    ['?email=bob%2540example%2Ecom', true],
    ['root@web and lodash@4.17.21', false],
    ['card 4111+1111+1111+1111', true],
    ['card 3056 930902 5904', true],
    ['id 20261126034302104 or 5285822892629593318', false],
    ['id 42424242-4242-4242-4242-424242424242', false],
    ['ssn=123%2D45%2D6789', true],
    ['Authorization: Bearer abcdef0123456789', true],
    ['a bearer of bad news', false],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', true],
    ['AccessDenied for AKIAIOSFODNN7EXAMPLE', true],
    [`aws_secret_access_key = ${'a/b+'.repeat(10)}`, true],
    [`commit ${'a'.repeat(40)}`, false],
    ['-----BEGIN RSA PRIVATE KEY-----', true],
    ['-----BEGIN CERTIFICATE-----', false],
    ['paid to DE89370400440532013000', true],
    ['paid to GB29 NWBK 6016 1331 9268 19', true],
    ['from 203.0.113.42:443', true],
    ['from [2001:db8::42]', true],
    ['at 07:34:04 by aa::bb', true],
    ['at 07:34:04 in std::string', false],
  ])('%s', (message, found) => {
    expect(condition('message').test(message)).toBe(found);
  });
});
