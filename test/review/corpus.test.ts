import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LUA_TOOLS } from '../support/luajit';
import { CHANGES } from './support/changes';
import { reviewOf, textsOf } from './support/states';

const FOLDER = join(__dirname, 'reports');

/** What people would read of a change: `npm run snapshots` rewrites. The reports say what becomes of log lines, which needs LuaJIT. */
const withLuajit = LUA_TOOLS.luajit ? test : test.skip;
withLuajit.each(CHANGES.map((change) => [change.name, change] as const))(
  'report of %s',
  (name, { before, after }) => {
    const { comparison, text } = reviewOf(textsOf(before), textsOf(after));
    expect(text).toMatchFile(join(FOLDER, `${name}.md`));
    expect(comparison.unexplained).toBe(0);
    expect(text.startsWith('# What happens when this is merged\n\n**Nothing changes')).toBe(name === 'nothing');
  },
  30_000,
);

test('no report is left over', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(CHANGES.map(({ name }) => `${name}.md`).sort());
});
