import { CONTAINERS_SCRIPT } from '../../../../charts/fluent-bit/scripts';
import { traceRules } from '../../../../charts/fluent-bit/traces';
import { TRACE_LANGUAGES } from '../../../../model/facts/trace-languages';
import type { LuaCase, LuaSuite } from '../../../support/lua-cases';
import type { Line, LuaEvent } from '../../../support/luajit';
import { type CriLine, cri, event, files, SECONDS, tagOf, tick } from './cases';

/** Loads the filters anew, as a start of the agent does. */
const SCRIPT = 'restarts.lua';
const RESTARTS = `
local known = {}
for name in pairs(package.loaded) do known[name] = true end
dofile("./${CONTAINERS_SCRIPT}")
function restart(_, time, record)
  for name in pairs(package.loaded) do
    package.loaded[name] = known[name] and package.loaded[name] or nil
  end
  dofile("./${CONTAINERS_SCRIPT}")
  return -1, time, record
end
`;
const restart: Line = { calls: ['restart'], tag: '', record: {} };
const ticks = (count: number): Line[] => Array.from({ length: count }, () => tick);

type Write = (text: string, line?: CriLine) => Line;

/** Lines of a log file, which follow each other from an offset on. */
function logFile(pod: string, from = 1000): Write {
  let offset = from;
  return (text, line = {}) => {
    const written = cri(text, { tag: tagOf(pod), ...line });
    const read = { ...written, record: { ...written.record, offset } };
    offset += String(written.record.log).length + 1;
    return read;
  };
}

const P = { flag: 'P' } as const;
const JAVA = ['java.io.IOException: no', '\tat a.B.c(B.java:1)', 'Caused by: d.E', '\t... 2 more'] as const;

/** A case with a pod of its own, whose events are text. */
let pods = 0;
function joined(lines: (file: Write, other: Write, first: Write) => Line[], ...texts: string[]): LuaCase {
  const pod = `pod-${pods++}`;
  const events = texts.map((text) => event(`,"log":${JSON.stringify(text)}`, { pod }));
  return { lines: lines(logFile(pod), logFile(pod, 777_000), logFile(pod, 0)), events };
}

const java = (file: Write, from = 0, to = 4) => JAVA.slice(from, to).map((text) => file(text));
const MESSAGE = Array.from({ length: 8 }, (_, index) => `line ${index}`);
const TRACE = JAVA.join('\n');

const later = (lines: LuaCase, seconds: number[]): LuaCase => ({
  ...lines,
  events: lines.events.map((one, index): LuaEvent => ({ ...one, time: seconds[index] ?? SECONDS })),
});

/** The first event was too long for CloudWatch. */
const truncated = ({ lines, events: [first, ...others] }: LuaCase): LuaCase => {
  const log = String(first?.record.log).replace(',"log":', ',"truncated":true,"log":');
  return { lines, events: [{ time: SECONDS, record: { ...first?.record, log } }, ...others] };
};

/** Core cases of what waits: parts of lines, and stack traces. */
export const JOINING: LuaSuite = {
  files: {
    ...files({ trace_rules: traceRules(TRACE_LANGUAGES), waiting_bytes: 2 ** 22, journal_step_bytes: 600 }),
    [SCRIPT]: RESTARTS,
  },
  script: SCRIPT,
  cases: {
    'parts that wait are there after a start': joined(
      (file) => [file('a', P), file('b', P), restart, file('c', P), restart, file('d')],
      'abcd',
    ),
    'parts that come again are not doubled': joined((file) => {
      const parts = [file('a', P), file('b', P)];
      return [...parts, restart, ...parts, restart, file('c')];
    }, 'abc'),
    'a line of the other stream between parts is known after a start': joined(
      (file) => [file('a', P), file('', { stream: 'stderr' }), restart, file('b')],
      'ab',
    ),
    'a line that was shipped and comes again is whole again': joined(
      (file) => {
        const lines = [file('a', P), file('b', P), file('c')];
        return [...lines, restart, ...lines, restart, lines[2] as Line];
      },
      'abc',
      'abc',
      'abc',
    ),
    'lines that follow in the file are not glued to what comes again': joined(
      (file) => {
        const lines = [file('a', P), file('b'), file('c', P), file('d')];
        return [...lines.slice(0, 3), restart, ...lines.slice(2)];
      },
      'ab',
      'cd',
    ),
    'lines of two files of a container do not mix': joined(
      (file, other) => [file('a', P), other('b', P), file('c', P), other('d'), file('e'), other('f')],
      'bd',
      'ace',
      'f',
    ),
    'a trace whose lines end with a carriage return, which the engine takes off': joined(
      (file) => [
        ...java(file).map((line, index) => ({
          ...line,
          record: { ...line.record, offset: Number(line.record.offset) + index },
        })),
        ...ticks(3),
      ],
      TRACE,
    ),
    'a line is in two files': joined(
      (file, _, first) => [file('a', P), first('b', P), first('c'), first('after'), ...ticks(2)],
      'after',
      'abc',
    ),
    'a line is in two files, and the second is read first': joined(
      (file, _, first) => [file('before'), first('b'), first('after'), tick, file('x'), file('a', P), ...ticks(2)],
      'before',
      'after',
      'x',
      'ab',
    ),
    'a line is in two files, and the agent starts in between': joined(
      (file, _, first) => [file('a', P), first('b'), restart, ...ticks(2)],
      'ab',
    ),
    'the first line of a file is no end of what ends elsewhere': joined(
      (file, _, first) => [file('a', P), first('b'), tick, file('c'), ...ticks(4)],
      'ac',
      'b',
    ),
    'parts without an end are shipped after ten seconds': joined(
      (file) => [file('a', P), ...ticks(9), file('b', P), restart, ...ticks(10), file('c')],
      'ab',
      'c',
    ),
    'a trace is complete when a line is no part of it, and each has its own time': later(
      joined(
        (file) => [
          file(JAVA[0], { time: '1970-01-01T00:00:01.5Z' }),
          file(JAVA[1]),
          file('after', { time: '1970-01-01T00:00:09Z' }),
        ],
        `${JAVA[0]}\n${JAVA[1]}`,
        'after',
      ),
      [1.5, 9],
    ),
    'a trace is complete after three seconds': joined((file) => [...java(file), ...ticks(3), file('x')], TRACE, 'x'),
    'a trace waits for two seconds': joined(
      (file) => [...java(file, 0, 2), ...ticks(2), ...java(file, 2), ...ticks(3)],
      TRACE,
    ),
    'a trace that waits is there after a start': joined(
      (file) => [...java(file, 0, 2), restart, ...java(file, 2), restart, ...ticks(3)],
      TRACE,
    ),
    'a trace that was shipped and comes again is whole again': joined(
      (file) => {
        const lines = [...java(file), file('after')];
        return [...lines, restart, ...lines.slice(2)];
      },
      TRACE,
      'after',
      TRACE,
      'after',
    ),
    'a trace that was shipped by time does not come again': joined((file) => {
      const lines = java(file);
      return [...lines, ...ticks(3), restart, ...lines.slice(2), ...ticks(3)];
    }, TRACE),
    'a trace of which a line comes in parts': joined(
      (file) => {
        const lines = [file(JAVA[0]), file('\tat a.B', P), file('.c(B.java:1)'), ...java(file, 2)];
        return [...lines, file('after'), restart, ...ticks(10)];
      },
      TRACE,
      'after',
    ),
    'a trace is in two files': joined(
      (file, _, first) => [...java(file, 0, 2), ...java(first, 2), first('after'), ...ticks(6)],
      'after',
      TRACE,
    ),
    'a trace ends with its file': joined(
      (file, _, first) => [...java(file), first('after'), ...ticks(7)],
      'after',
      TRACE,
    ),
    'what is longer than an event comes as several': truncated(
      joined(
        (file) => [file(JAVA[0]), file(`\tat ${'x'.repeat(1_048_576)}`), ...java(file, 1), ...ticks(3)],
        `${JAVA[0]}\n\tat ${'x'.repeat(995_864)}`,
        JAVA.slice(1).join('\n'),
      ),
    ),
    'a message has lines, and a record is none of them': joined(
      (file) => [file(JAVA[0]), file('second'), file('time=12 third'), file(JAVA[1])],
      `${JAVA[0]}\nsecond`,
      'time=12 third',
      JAVA[1],
    ),
    'a message has nine lines at most': joined(
      (file) => [JAVA[0], ...MESSAGE, 'ninth'].map((text) => file(text)),
      [JAVA[0], ...MESSAGE].join('\n'),
      'ninth',
    ),
    'JSON is no part of a trace': joined(
      (file) => [...java(file), file('\t{a}'), ...java(file), ...ticks(3)],
      TRACE,
      '\t{a}',
      TRACE,
    ),
    'JSON is no line of a message': joined((file) => [file(JAVA[0]), file('{a}'), ...ticks(3)], JAVA[0], '{a}'),
    'a sentence about an exception begins no trace': joined(
      (file) => [file('java.io.IOException happened'), file(JAVA[1])],
      'java.io.IOException happened',
      JAVA[1],
    ),
    'blank lines behind a trace are not part of it': joined(
      (file) => [...java(file), file(''), file(''), ...ticks(3)],
      TRACE,
    ),
    'a line with a backslash, and one with a NUL': joined(
      (_, __, first) => [first('a\\n\0b', P), restart, first('\\'), restart, ...ticks(4)],
      'a\\n\0b\\',
    ),
    'the journal begins anew, and what waits stays': joined(
      (file, other) => {
        const lines = Array.from({ length: 40 }, (_, index) => [other(`${index} `, P), other('x'.repeat(60))]).flat();
        return [file('a', P), file('b', P), ...lines, restart, file('c')];
      },
      ...Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(60)}`),
      'abc',
    ),
  },
};
