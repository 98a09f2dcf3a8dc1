import fc from 'fast-check';
import type { FluentBitSettings } from '../../../../charts/fluent-bit/settings';
import { testCases } from '../../../support/lua-cases';
import { describeLua, type Lua } from '../../../support/luajit';
import { CONTAINERS, cri, files, OWN_PATTERNS, TAG } from './cases';

type Stream = 'stdout' | 'stderr';

/** Passes lines through the script, and gives the events as CloudWatch would show them. */
function events(lua: Lua, lines: readonly string[], redact: FluentBitSettings['redact'], stream: Stream = 'stdout') {
  const passed = lua.filter(
    files({ redact }),
    CONTAINERS.script,
    lines.map((text) => cri(text, { stream })),
  );
  return passed.map(([event]) => String(event?.record.log));
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The event that a line should become: its fields if it is an object of JSON, else the line as it is; and the pod, once. */
function expected(line: string, stream: Stream): unknown {
  const ours = {
    kubernetes: { namespace_name: 'shop', pod_name: 'web-1', container_name: 'checkout' },
    ...(stream === 'stderr' ? { stream } : {}),
  };
  const value = parsed(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ...ours, log: line };
  return Object.fromEntries([
    ...Object.entries(ours),
    ...Object.entries(value).map(([key, field]) => [Object.hasOwn(ours, key) ? `${key}_` : key, field]),
  ]);
}

/** Names that the event has too, and others that begin like them. */
const key = fc.oneof(fc.string(), fc.constantFrom('kubernetes', 'stream', 'status', 'kind', 'log'));
const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }));
const blanks = fc.stringMatching(/^[ \t]{0,2}$/);
const json = fc.tuple(blanks, object, fc.boolean(), blanks).map(([before, value, spaced, after]) => {
  const text = spaced ? JSON.stringify(value, null, 1).replaceAll('\n', ' ') : JSON.stringify(value);
  return `${before}${text}${after}`;
});

/** A line of JSON with one character too many, too few or wrong: most are no JSON any more, some still are. */
const broken = fc
  .tuple(json, fc.nat(), fc.nat({ max: 1 }), fc.constantFrom('', ...'{}[]",:\\ \t0-9eE+.tfnu/\r\u007fé'))
  .map(([line, position, removed, inserted]) => {
    const at = position % (line.length + 1);
    return line.slice(0, at) + inserted + line.slice(at + removed);
  });
const wrapped = fc.string().map((text) => `{${text}}`);

/** Lines of JSON, and others that begin like them, that hold what is redacted. */
const personal = fc.constantFrom(
  '4111111111111111',
  '-4111111111111111',
  '4111111111111111.5',
  '123-45-6789',
  'bob@example.com',
);
const withPersonalData = fc
  .tuple(
    personal,
    personal,
    fc.constantFrom('{"a":1,"b":', '{"a":"\\n', ' {"a":[', '{"a":"x\\\\', 'a ', '{ '),
    fc.constantFrom('}', '"}', ']}', ',"a@b.cc":1}'),
  )
  .map(([one, other, before, after]) => `${before}${one},${other}${after}`);

/** A line as it may stand in a log file: without line breaks. */
const line = fc.oneof(json, broken, wrapped, fc.string()).filter((text) => text !== '' && !/[\n\0]/.test(text));

jest.setTimeout(120_000);

describeLua('lines of containers', (lua) => {
  testCases(lua, CONTAINERS);
  testCases(lua, OWN_PATTERNS);

  const TEXTS = [
    '{hello}',
    '{Addr::8080 Timeout:5}',
    '{"a":1} trailing }',
    '{"a":1}}',
    '{"a":1}{"b":2}',
    '{"a":1,}',
    '{,}',
    '{"a" 1}',
    '{"a":01}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":1e}',
    '{"a":tru}',
    '{"a":NaN}',
    '{"a":[1,]}',
    '{"a":[1}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"tab\there"}',
    `{"a":${'['.repeat(5000)}`,
    `{"a":${'['.repeat(300)}${']'.repeat(300)}}`,
    '{',
    '}',
    '[1,2]',
    '"text"',
    '   ',
  ];
  test('a line that is no object of JSON is text, whatever it begins and ends with', () => {
    const found = events(lua, TEXTS, []).map(parsed);
    expect(found).toEqual(TEXTS.map((text) => expect.objectContaining({ log: text })));
  });

  const OBJECTS = [
    ['{}', ''],
    [' { } ', ''],
    ['{"level":"error"} ', ',"level":"error"'],
    ['\t{"level":"error"}\r', ',"level":"error"'],
    ['{"n":1.10,"big":12345678901234567890,"e":-0.5e+10}', ',"n":1.10,"big":12345678901234567890,"e":-0.5e+10'],
    ['{"kubernetes":{"pod_name":"forged"},"a":1}', ',"kubernetes_":{"pod_name":"forged"},"a":1'],
    ['{"a":{"kubernetes":1},"\\u006bubernetes":2}', ',"a":{"kubernetes":1},"\\u006bubernetes_":2'],
    ['{"stream":"app"}', ',"stream":"app"'],
  ] as const;
  test('the text of an object stays, but for blanks around it and names that are ours', () => {
    const pod = '"kubernetes":{"namespace_name":"shop","pod_name":"web-1","container_name":"checkout"}';
    const found = events(
      lua,
      OBJECTS.map(([text]) => text),
      [],
    );
    expect(found).toEqual(OBJECTS.map(([, members]) => `{${pod}${members}}`));
  });

  const lines = fc.sample(line, 5000);
  test.each<Stream>(['stdout', 'stderr'])(
    '%s: whatever a line is, it is an object exactly where JSON.parse says so',
    (stream) => {
      const found = events(lua, lines, [], stream);
      expect(found).toHaveLength(lines.length);
      const wrong = lines.flatMap((text, index) => {
        const { level, ...event } = parsed(found[index] ?? '') as Record<string, unknown>;
        // The level of a text may be read from it, by chance too; that of an object is its own.
        const whole = 'log' in event ? event : parsed(found[index] ?? '');
        const same = JSON.stringify(whole) === JSON.stringify(expected(text, stream));
        return same ? [] : [{ line: text, event: found[index] }];
      });
      expect(wrong).toEqual([]);
    },
  );

  test('redaction leaves an object an object, and whatever a line is, its event is JSON', () => {
    const personalLines = fc.sample(withPersonalData, 5000);
    const found = events(lua, personalLines, ['email', 'credit-card', 'ssn']);
    const wrong = personalLines.flatMap((text, index) => {
      const event = parsed(found[index] ?? '');
      const isText = typeof event === 'object' && event !== null && 'log' in event;
      const wasObject = parsed(text) !== undefined;
      return event !== undefined && isText !== wasObject ? [] : [{ line: text, event: found[index] }];
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    ['a long word', 'a@', 'a'],
    ['dots behind an address', 'bob@example.com', '.'],
    ['many addresses', '', 'bob@example.com '],
    ['addresses without an end', '', 'a@'],
    ['many numbers of cards', '{"a":[', '4111111111111111,'],
    ['groups of digits', '', '4 '],
    ['backslashes', '{"a":"', '\\\\'],
    ['brackets', '{"a":', '['],
    ['keys that are taken', '{', '"kubernetes":1,'],
  ])('the time for a byte does not grow with the line: %s', (_, before, repeated) => {
    const work = `write("${TAG}", 0, select(3, read("${TAG}", 0, { log = "2026-01-31T12:34:56.5Z stdout F " .. line })))`;
    const line = [before, repeated, ' @ 4111111111111111'] as const;
    expect(lua.growth(CONTAINERS.files, 'dofile("./containers.lua")', work, line)).toBeLessThan(8);
  });
});
