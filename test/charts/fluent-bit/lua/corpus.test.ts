import { isDeepStrictEqual } from 'node:util';
import { CONTAINERS_SCRIPT } from '../../../../charts/fluent-bit/scripts';
import { traceRules } from '../../../../charts/fluent-bit/traces';
import { TRACE_LANGUAGES } from '../../../../model/facts/trace-languages';
import { type CorpusCase, corpus } from '../../../support/corpus';
import { KNOWN_JOINS, KNOWN_LINES } from '../../../support/corpus-known';
import { CORPUS_REDACTIONS, expected, isRedacted, type Outcome, redacted } from '../../../support/corpus-outcome';
import { describeLua, type Lua } from '../../../support/luajit';
import { files, TAG } from './cases';

/**
 * What the shipped scripts make of texts, each in hexadecimal, as a container prints them: level, trace, how many events come, and
 * the first of them (none: it is dropped), by tabs.
 */
const PROGRAM = `
dofile("./${CONTAINERS_SCRIPT}")
local read_text = require("reader").of({})

local function from_hex(digits)
  return (digits:gsub("..", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function to_hex(text)
  return (text:gsub(".", function(byte) return ("%02x"):format(byte:byte()) end))
end

for digits in io.lines() do
  local text = from_hex(digits)
  local line = read_text(text)
  io.write(line.level or "none", "\\t", line.trace or "", "\\t")
  local events = {}
  local function pass(tag, line)
    local code, _, record = read(tag, 0, { log = line })
    for _, each in ipairs(code == -1 and {} or record.event and { record } or record) do
      events[#events + 1] = select(3, write(tag, 0, each)).log
    end
  end
  for line in (text .. "\\n"):gmatch("([^\\n]*)\\n") do
    pass("${TAG}", "2026-01-31T12:34:56Z stdout F " .. line)
  end
  for _ = 1, 3 do
    pass("containers.application.waiting", "")
  end
  io.write(#events, "\\t", to_hex(events[1] or ""), "\\n")
end
`;

const POLICY = files({
  drop_levels: ['trace', 'debug'],
  sample_info_percent: 10,
  redact: CORPUS_REDACTIONS,
  trace_rules: traceRules(TRACE_LANGUAGES),
});

const cases = corpus();

function outcomes(lua: Lua): Map<CorpusCase, Outcome> {
  const input = cases.map(({ lines }) => lines.map((line) => line.toString('hex')).join('0a')).join('\n');
  const output = lua.run(POLICY, PROGRAM, `${input}\n`);
  const answers = output.split('\n').map((answer) => answer.split('\t'));
  const outcome = (one: CorpusCase, [level = '', trace = '', count, digits = '']: readonly string[] = []): Outcome => {
    const event = digits === '' ? undefined : Buffer.from(digits, 'hex').toString();
    return { level, trace: trace || undefined, events: Number(count), event: redacted(one, event) };
  };
  return new Map(cases.map((one, index) => [one, outcome(one, answers[index])]));
}

describeLua('the corpus', (lua) => {
  let found: ReadonlyMap<CorpusCase, Outcome>;
  beforeAll(() => {
    found = outcomes(lua);
  });

  const known = { ...KNOWN_LINES, ...KNOWN_JOINS };
  const right = cases.filter(({ name }) => !Object.hasOwn(known, name));
  test.each(right.map((one) => [one.family, one.name, one] as const))('%s: %s', (_family, _name, one) =>
    expect(found.get(one)).toEqual(expected(one)),
  );

  test('what is known to be wrong still is', () => {
    const wrong = cases.filter((one) => !isDeepStrictEqual(found.get(one), expected(one))).map(({ name }) => name);
    expect(Object.keys(known).filter((name) => !wrong.includes(name))).toEqual([]);
  });
  for (const [name, reason] of Object.entries(known)) test.todo(`${name}: ${reason}`);
  for (const one of cases.filter((each) => !isRedacted(each)))
    test.todo(`${one.name}: redaction does not know ${one.kinds?.join(', ')}`);
});
