import fc from 'fast-check';
import { luaFiles } from '../../../../../charts/common/fluent-bit/lua';
import { describeLua, type Lua } from '../../../../support/luajit';
import { LINES } from './lines';

const FILES = luaFiles(
  'common/fluent-bit',
  ...['beginnings', 'brackets', 'json', 'layouts', 'levels', 'logfmt', 'reader', 'traces', 'words'].map(
    (name) => `${name}.lua`,
  ),
);

/** What the reader finds in a line; what it does not find is missing. */
interface Reading {
  readonly format: string;
  readonly level?: string;
  readonly trace?: string;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly own_level?: string;
  /** Text from the message on. */
  readonly message?: string;
}

const programOf = (levelKeys: readonly string[]) => `
package.path = "./?.lua"
local read, quote = require("reader").of({ ${levelKeys.map((key) => `"${key}"`)} }), require("json").quote
for text in io.lines() do
  local line = read(text)
  local parts = {}
  for _, key in ipairs({ "format", "level", "trace", "status", "milliseconds", "own_level" }) do
    local value = line[key]
    if value then
      parts[#parts + 1] = quote(key) .. ":" .. (type(value) == "number" and value or quote(value))
    end
  end
  parts[#parts + 1] = line.message and '"message":' .. quote(text:sub(line.message))
  io.write("{", table.concat(parts, ","), "}\\n")
end`;

const read = (lua: Lua, lines: readonly string[], levelKeys: readonly string[] = []): Reading[] =>
  lua
    .run(FILES, programOf(levelKeys), `${lines.join('\n')}\n`)
    .trimEnd()
    .split('\n')
    .map((reading) => JSON.parse(reading));

const levels = (lua: Lua, lines: readonly string[], levelKeys: readonly string[] = []): string[] =>
  read(lua, lines, levelKeys).map(({ level = 'none' }) => level);

/** Levels, and some of the ways in which they are written. */
const WRITTEN: readonly (readonly [value: string | number, level: string])[] = [
  ['trace', 'trace'],
  ['DEBUG', 'debug'],
  ['info', 'info'],
  ['Information', 'info'],
  ['warning', 'warn'],
  ['ERROR', 'error'],
  ['critical', 'fatal'],
  [20, 'debug'],
  [50, 'error'],
];

const isOneLine = (text: string) => !/[\n\0]/.test(text);
const otherKey = fc.string().filter((key) => !/^(?:level|status|s|version|__proto__|@)/.test(key));
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record({ level: fc.constantFrom('debug', 'error'), a: fc.record({ level: fc.constant('fatal') }) }),
  fc.constantFrom('"level":"debug"', '{"level":"debug"}', '\\', 'level=debug'),
);
const members = fc.array(fc.tuple(otherKey, value), { maxLength: 6 });

/** Any way in which JSON may write a key. */
const spelt = (key: string, escapedAt: number): string =>
  `"${[...key].map((char, index) => (index === escapedAt ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char)).join('')}"`;

describeLua('the reader', (lua) => {
  test.each(Object.keys(LINES))('levels: %s', (topic) => {
    const lines = LINES[topic] ?? [];
    const found = levels(
      lua,
      lines.map(([, line]) => line),
    );
    expect(lines.map(([, line], index) => [found[index], line])).toEqual(lines);
  });

  test('what JSON.parse accepts with a level has that level, wherever the key stands and however it is written', () => {
    const lines = fc.sample(
      fc
        .tuple(members, fc.constantFrom(...WRITTEN), members, fc.nat({ max: 12 }), fc.boolean())
        .map(([before, [written, level], after, escapedAt, spaced]) => {
          const [colon, comma] = spaced ? [' : ', ' , '] : [':', ','];
          const pairs = [
            ...before.map(([key, each]) => `${JSON.stringify(key)}${colon}${JSON.stringify(each)}`),
            `${spelt('level', escapedAt)}${colon}${JSON.stringify(written)}`,
            ...after.map(([key, each]) => `${JSON.stringify(key)}${colon}${JSON.stringify(each)}`),
          ];
          return { line: `{${pairs.join(comma)}}`, written, level };
        }),
      5000,
    );
    expect(lines.every(({ line, written }) => JSON.parse(line).level === written)).toBe(true);
    const found = read(
      lua,
      lines.map(({ line }) => line),
    );
    const wrong = lines.filter(({ level }, index) => found[index]?.level !== level || found[index]?.format !== 'json');
    expect(wrong).toEqual([]);
  });

  test('of two keys of one name the last counts, as it does for JSON.parse', () => {
    expect(levels(lua, ['{"level":"debug","level":"error"}', '{"level":"debug","level":"odd"}'])).toEqual([
      'error',
      'none',
    ]);
  });

  test('an object that breaks off is read up to there, and nothing is read that is not whole', () => {
    const whole = '{"time":1,"ctx":{"level":"debug"},"level":"error","message":"it \\"broke\\" off","trace_id":"abc"}';
    const level = whole.indexOf('"error"') + '"error"'.length;
    const cuts = Array.from({ length: whole.length - 1 }, (_, index) => whole.slice(0, index + 1));
    expect(levels(lua, cuts)).toEqual(cuts.map(({ length }) => (length < level ? 'none' : 'error')));
  });

  test('logfmt: a level is a value of its own, not a part of another one', () => {
    const word = fc.stringMatching(/^[a-z"=\\ ]{0,12}$/);
    const pairs = fc.array(fc.tuple(fc.stringMatching(/^[a-k]{1,6}$/), word), { minLength: 1, maxLength: 5 });
    const samples = fc.sample(fc.tuple(pairs, fc.constantFrom(...WRITTEN), pairs), 2000);
    const quoted = (list: readonly (readonly [string, string])[]) =>
      list.map(([key, each]) => `${key}=${JSON.stringify(`${each} level=debug`)}`);
    const lines = samples.map(([before, [written], after]) =>
      [...quoted(before), `level=${written}`, ...quoted(after)].join(' '),
    );
    expect(levels(lua, lines)).toEqual(samples.map(([, [, level]]) => level));
  });

  test.each([
    ['{"trace_id":"4bf92f"}', '4bf92f'],
    ['{"traceId":"4bf92f","level":"info"}', '4bf92f'],
    ['{"trace":{"id":"4bf92f","trace_id":"no"}}', '4bf92f'],
    ['{"trace.id":"4bf92f"}', '4bf92f'],
    ['{"dd":{"trace_id":"5208512171318403364"}}', '5208512171318403364'],
    ['{"dd.trace_id":5208512171318403364}', '5208512171318403364'],
    ['{"logging.googleapis.com/trace":"projects/p/traces/06796866738c859f"}', '06796866738c859f'],
    ['{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}', '0af7651916cd43dd8448eb211c80319c'],
    [
      '{"X-Amzn-Trace-Id":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}',
      '1-5759e988-bd862e3fe1be46a994272793',
    ],
    [
      '{"AWS-XRAY-TRACE-ID":"1-5759e988-bd862e3fe1be46a994272793@53995c3f42cd8ad8"}',
      '1-5759e988-bd862e3fe1be46a994272793',
    ],
    ['level=info traceID=4bf92f msg="trace_id=no"', '4bf92f'],
    ['{"trace_id":""}', undefined],
    ['{"otelTraceID":"0"}', undefined],
    ['{"contextMap":{"traceId":"4bf92f"}}', '4bf92f'],
    ['2026-01-31 12:34:56 INFO trace_id=4bf92f hello', '4bf92f'],
    [
      '2026-01-31 12:34:56  INFO [shop,4bf92f3577b34da6a3ce929d0e0e4736,00f067aa0ba902b7] 1 --- hello',
      '4bf92f3577b34da6a3ce929d0e0e4736',
    ],
    ['2026-01-31 12:34:56 INFO hello trace', undefined],
    ['{"span":{"trace_id":"4bf92f"},"deep":{"contextMap":{"traceId":"4bf92f"}}}', undefined],
    ['{"message":"\\"trace_id\\":\\"4bf92f\\""}', undefined],
  ])('trace of %s', (line, trace) => {
    expect(read(lua, [line])[0]?.trace).toBe(trace);
  });

  test('requests: status and duration', () => {
    const lines = [
      '192.0.2.7 - bob [31/Jan/2026:12:34:56 +0000] "GET /a HTTP/1.1" 503 12 "-" "curl/8"',
      '{"status":404,"duration_seconds":0.25}',
      '{"res":{"statusCode":500},"responseTime":12}',
      '{"response_code":"200","duration_milliseconds":"7"}',
    ];
    expect(read(lua, lines).map(({ format, status, milliseconds }) => [format, status, milliseconds])).toEqual([
      ['access', 503, undefined],
      ['json', 404, 250],
      ['json', 500, 12],
      ['json', 200, 7],
    ]);
  });

  test('where the message begins', () => {
    const lines = [
      '{"level":"info","msg":"hello"}',
      'level=info msg="hello"',
      '2026-01-31 12:34:56,123 ERROR [main] hello',
      'E0131 12:34:56.123456       1 server.go:12] hello',
      'hello',
    ];
    expect(read(lua, lines).map(({ message }) => message)).toEqual([
      '"hello"}',
      '"hello"',
      '[main] hello',
      'hello',
      'hello',
    ]);
  });

  test('a level in a spelling that queries do not know is told from one that they know', () => {
    const lines = ['{"level":"Warning"}', '{"level":50}', '{"level":"eror"}', '{"severity":"ERROR"}', '{"level":{}}'];
    expect(read(lua, lines).map(({ own_level }) => own_level)).toEqual(['warn', 'other', 'other', undefined, 'other']);
  });

  test('keys of the user’s own come before the usual ones', () => {
    const lines = ['{"level":"info","kind":"error"}', 'kind=error level=info', '{"kind":"odd","level":"info"}'];
    expect(levels(lua, lines, ['kind'])).toEqual(['error', 'error', 'info']);
  });

  test('whatever a line is, it is read', () => {
    const lines = fc.sample(fc.oneof(fc.string(), fc.string({ unit: 'binary' })).filter(isOneLine), 5000);
    expect(read(lua, lines)).toHaveLength(lines.length);
  });

  test.each([
    ['a string', '{"a":"', 'x'],
    ['escapes', '{"a":"', '\\"'],
    ['keys', '{', '"level":"error",'],
    ['keys with escapes', '{', '"\\u006b":1,'],
    ['an escaped key', '{"', '\\u006b'],
    ['brackets of JSON', '{"a":', '['],
    ['pairs', '', 'level=info '],
    ['a quoted value', 'a="', 'x'],
    ['words', '', 'word '],
    ['brackets of text', '', '[a] '],
    ['digits', '', '1'],
    ['letters', '', 'E'],
    ['colours', '', '\x1b[1m'],
    ['a trace', '{"trace_id":"', 'a'],
    ['a request', '192.0.2.7 - - [31/Jan/2026:12:34:56 +0000] "', 'a'],
  ])('the time for a byte does not grow with the line: %s', (_, before, repeated) => {
    const prepare = 'package.path = "./?.lua" local read = require("reader").of({})';
    expect(lua.growth(FILES, prepare, 'read(line)', [before, repeated])).toBeLessThan(8);
  });
});
