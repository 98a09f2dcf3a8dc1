import { execFileSync, spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { routerFiles } from '../charts/ecs-firelens/router';
import { scripts } from '../charts/fluent-bit/scripts';
import { scripts as eventScripts } from '../charts/kubernetes-events/configuration';
import { settings } from './charts/ecs-firelens/settings';
import { LUA_TOOLS } from './support/luajit';

const SOURCES = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.lua'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n');

/** What luacheck says of files, or of a text. Nothing: they are good. */
function luacheck(files: readonly string[], input?: string): string {
  const { stdout, stderr } = spawnSync('luacheck', ['--std', 'luajit', '--formatter', 'plain', ...files], {
    input,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.trim();
}

(process.env.CI ? test : test.skip)('LuaJIT and luacheck are there where every change is checked', () => {
  expect(LUA_TOOLS).toEqual({ luajit: true, luacheck: true });
});

const testWithLuacheck = LUA_TOOLS.luacheck ? test : test.skip;

testWithLuacheck('luacheck has nothing to say', () => {
  expect(SOURCES.length).toBeGreaterThan(4);
  expect(luacheck(SOURCES)).toBe('');
  expect(luacheck(['-'], 'local a = b')).toContain("accessing undefined variable 'b'");
});

test('every script in charts/ is shipped', () => {
  const shipped = Object.keys({ ...scripts(), ...eventScripts(), ...routerFiles(settings) });
  const written = SOURCES.filter((file) => file.startsWith('charts/')).map((file) => basename(file));
  expect(written.filter((file) => !shipped.includes(file))).toEqual([]);
});
