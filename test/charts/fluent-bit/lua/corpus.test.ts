import { isDeepStrictEqual } from 'node:util';
import { CONTAINERS_SCRIPT } from '../../../../charts/fluent-bit/scripts';
import { type CorpusCase, corpus } from '../../../support/corpus';
import { KNOWN_LINES } from '../../../support/corpus-known';
import { CORPUS_REDACTIONS, expected, isRedacted, type Outcome, redacted } from '../../../support/corpus-outcome';
import { describeLua, type Lua } from '../../../support/luajit';
import { files, TAG } from './cases';

/** What the shipped scripts make of texts, each in hexadecimal: level, trace and event (none: it is dropped) by tabs. */
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
  local code, _, record = read("${TAG}", 0, { log = text, stream = "stdout" })
  if code ~= -1 then
    local _, _, event = write("${TAG}", 0, record)
    io.write(to_hex(event.log))
  end
  io.write("\\n")
end
`;

const POLICY = files({
  drop_levels: ['trace', 'debug'],
  sample_info_percent: 10,
  redact: CORPUS_REDACTIONS,
});

const cases = corpus();

function outcomes(lua: Lua): Map<CorpusCase, Outcome> {
  const input = cases.map(({ lines }) => lines.map((line) => line.toString('hex')).join('0a')).join('\n');
  const output = lua.run(POLICY, PROGRAM, `${input}\n`);
  const answers = output.split('\n').map((answer) => answer.split('\t'));
  const outcome = (one: CorpusCase, [level = '', trace = '', digits = '']: readonly string[] = []): Outcome => {
    const event = digits === '' ? undefined : Buffer.from(digits, 'hex').toString();
    return { level, trace: trace || undefined, kept: event !== undefined, event: redacted(one, event) };
  };
  return new Map(cases.map((one, index) => [one, outcome(one, answers[index])]));
}

describeLua('the corpus', (lua) => {
  let found: ReadonlyMap<CorpusCase, Outcome>;
  beforeAll(() => {
    found = outcomes(lua);
  });

  const right = cases.filter(({ name }) => !Object.hasOwn(KNOWN_LINES, name));
  test.each(right.map((one) => [one.family, one.name, one] as const))('%s: %s', (_family, _name, one) =>
    expect(found.get(one)).toEqual(expected(one)),
  );

  test('what is known to be wrong still is', () => {
    const wrong = cases.filter((one) => !isDeepStrictEqual(found.get(one), expected(one))).map(({ name }) => name);
    expect(Object.keys(KNOWN_LINES).filter((name) => !wrong.includes(name))).toEqual([]);
  });
  for (const [name, reason] of Object.entries(KNOWN_LINES)) test.todo(`${name}: ${reason}`);
  for (const one of cases.filter((each) => !isRedacted(each)))
    test.todo(`${one.name}: redaction does not know ${one.kinds?.join(', ')}`);
});
