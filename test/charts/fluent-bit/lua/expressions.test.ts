import fc from 'fast-check';
import { scripts } from '../../../../charts/fluent-bit/scripts';
import { traceRules } from '../../../../charts/fluent-bit/traces';
import { TRACE_LANGUAGES } from '../../../../model/facts/trace-languages';
import { corpus } from '../../../support/corpus';
import { describeLua } from '../../../support/luajit';
import { TRACE_CASES } from '../../../support/trace-cases';

/** Reads expressions, a blank line, and texts; writes for each text which expressions match it. */
const PROGRAM = `
local matcher = require("expressions").matcher
local matchers = {}
for pattern in io.lines() do
  if pattern == "" then break end
  matchers[#matchers + 1] = matcher(pattern:sub(2))
end
for text in io.lines() do
  for _, matches in ipairs(matchers) do
    io.write(matches(text) and "1" or "0")
  end
  io.write("\\n")
end
`;

const RULES = [...new Set(traceRules(TRACE_LANGUAGES).map((rule) => rule.replace(/^\S+ \S+ /, '')))];
/** What the rules do not use, or not alone. */
const OTHERS = [
  'a|bc|',
  'a{2}b{1,2}',
  'a??b',
  '(?:ab?)*c',
  '(?:(?:a+b){1,2}?-)+$',
  '[^a-c\\]]x',
  '.\\b.',
  '(?!a|b)..',
  '\\d\\D?\\w\\W\\s\\S',
];

/** Expressions match bytes: what is no ASCII is left out. */
const isPlain = (text: string) => /^[\x20-\x7e\t]*$/.test(text);
const LINES = [
  ...corpus().flatMap(({ lines }) => lines.map(String)),
  ...TRACE_CASES.flatMap(({ lines }) => lines.map(({ text }) => text)),
].filter((line) => line.length < 400 && isPlain(line));

/** A line with one character too many, too few or wrong. */
const broken = fc
  .tuple(fc.constantFrom(...LINES), fc.nat(), fc.nat({ max: 1 }), fc.constantFrom('', ..." \t:.{}()[]AEIz09-`'#^"))
  .map(([line, position, removed, inserted]) => {
    const at = position % (line.length + 1);
    return line.slice(0, at) + inserted + line.slice(at + removed);
  });
const short = fc.stringMatching(/^[abcx\] -]{0,6}$/);

jest.setTimeout(120_000);

describeLua('regular expressions', (lua) => {
  test.each([
    ['rules of stack traces', RULES, [...LINES, ...fc.sample(broken, 3000)]],
    ['others', OTHERS, fc.sample(short, 3000)],
  ])('%s match what JavaScript says they match', (_, expressions, texts) => {
    const input = [...expressions.map((expression) => `=${expression}`), '', ...texts, ''].join('\n');
    const found = lua.run(scripts(), PROGRAM, input).split('\n');
    const compiled = expressions.map((expression) => new RegExp(`^(?:${expression})`));
    const wrong = texts.flatMap((text, index) =>
      compiled.flatMap((expression, rule) =>
        expression.test(text) === (found[index]?.[rule] === '1') ? [] : [{ text, expression: expressions[rule] }],
      ),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
