import { luaFiles } from '../../../../charts/common/fluent-bit/lua';
import { READER } from '../../../../charts/fluent-bit/scripts';
import { type CorpusCase, corpus } from '../../../support/corpus';
import { describeLua } from '../../../support/luajit';

/** What the reader does not read: a level three objects deep, a trace in a list. */
const BEYOND: readonly string[] = [
  'loguru serialized: the level is an object in the record',
  '.NET JSON console: the trace is in a scope',
];

const PROGRAM = `
package.path = "./?.lua"
local read = require("reader").of({})
local is_kept = require("thinning").of({ "trace", "debug" }, 10)
for size in io.lines() do
  local line = read(io.read(tonumber(size)))
  io.read()
  local kept = is_kept(line)
  io.write(line.level or "none", "\\t", line.trace or "", "\\t", tostring(kept), "\\n")
end`;

/** The lines of a case as one text; each byte is a character. */
const text = ({ lines }: CorpusCase): string => lines.map((line) => line.toString('utf8')).join('\n');

describeLua('the corpus', (lua) => {
  const cases = corpus().filter((each) => text(each) !== '');
  let found: string[];
  beforeAll(() => {
    const files = luaFiles('common/fluent-bit', ...READER, 'thinning.lua');
    const input = cases.map((each) => `${Buffer.byteLength(text(each))}\n${text(each)}\n`).join('');
    found = lua.run(files, PROGRAM, input).split('\n');
  });

  test('each line is read, and kept or dropped, as it should be', () => {
    const wrong = cases.flatMap(({ name, level, trace = '', kept }, index) => {
      const expected = `${level}\t${trace}\t${kept}`;
      return found[index] === expected ? [] : [{ name, expected, found: found[index] }];
    });
    expect(wrong.map(({ name }) => name).sort()).toEqual([...BEYOND].sort());
  });
});
