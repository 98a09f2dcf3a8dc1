import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LUA_TOOLS } from '../support/luajit';
import { CHANGES } from './support/changes';
import { HAND_EDITS } from './support/edits';
import { reviewOf, textsOf } from './support/states';

const FOLDER = join(__dirname, 'reports');

/** What people would read of a change: `npm run snapshots` rewrites. The reports say what becomes of log lines, which needs LuaJIT. */
const withLuajit = LUA_TOOLS.luajit ? test : test.skip;
withLuajit.each([
  ...CHANGES.map(({ name, before, after }) => [name, before, () => textsOf(after)] as const),
  ...HAND_EDITS.map(({ name, before, edit }) => [name, before, () => edit(textsOf(before))] as const),
])(
  'report of %s',
  (name, before, after) => {
    const { comparison, text } = reviewOf(textsOf(before), after());
    expect(text).toMatchFile(join(FOLDER, `${name}.md`));
    expect(comparison.unexplained).toBe(0);
    expect(text.startsWith('# What happens when this is merged\n\n**Nothing changes')).toBe(name === 'nothing');
  },
  30_000,
);

test('no report is left over', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...CHANGES, ...HAND_EDITS].map(({ name }) => `${name}.md`).sort());
});
