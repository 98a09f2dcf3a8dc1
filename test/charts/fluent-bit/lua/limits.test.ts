import { configurationFiles } from '../../../../charts/fluent-bit/configuration';
import { limitProblems } from '../../../../model/budgets/limits';
import { settings } from '../../../engines/support/run';
import { minimal } from '../../../support/environments';
import { testCases } from '../../../support/lua-cases';
import { describeLua, type Line, type Lua } from '../../../support/luajit';
import { files } from './cases';
import { LIMITS, line } from './limit-cases';

/** Whether each line is shipped. */
const shipped = (lua: Lua, scripts: Parameters<Lua['filter']>[0], lines: readonly Line[]): boolean[] =>
  lua.filter(scripts, LIMITS.script, lines).map((events) => events.length > 0);

/** Lines of many pods. */
const others = (count: number, namespace: string): Line[] =>
  Array.from({ length: count }, (_, index) => line('x', { namespace, pod: `pod${index}x` }));

describeLua('limits', (lua) => {
  testCases(lua, LIMITS);

  test('the least limit that synth takes lets the longest line pass', () => {
    const limits = { podKibibytesPerSecond: 22, windowSeconds: 60 };
    expect([...limitProblems({ limits, peakKibibytesPerSecond: 256 })]).toEqual([]);
    const least = { ...limits, podKibibytesPerSecond: 21 };
    expect([...limitProblems({ limits: least, peakKibibytesPerSecond: 256 })]).toHaveLength(1);
    const { 'settings.lua': text = '' } = configurationFiles(settings({ ...minimal, logs: { limits } }));
    const long = line('x'.repeat(2 * 1024 * 1024), { namespace: 'shop' });
    expect(shipped(lua, { ...LIMITS.files, 'settings.lua': text }, [long, long])).toEqual([true, false]);
  });

  test('without limits everything passes', () => {
    const long = line('x'.repeat(1024 * 1024), { namespace: 'shop' });
    expect(shipped(lua, files({}), Array(50).fill(long))).toEqual(Array(50).fill(true));
  });

  test('what is remembered has a bound that the pods of a node do not reach', () => {
    const scripts = files({ limit_pod_bytes: 1000, limit_seconds: 10, limit_reserve_percent: 20 });
    const first = line('x'.repeat(800), { namespace: 'shop' });
    expect(shipped(lua, scripts, [first, ...others(4000, 'a'), first]).at(-1)).toBe(false);
    expect(shipped(lua, scripts, [first, ...others(9000, 'a'), first]).at(-1)).toBe(true);
  });

  test.each([
    ['pod', { podKibibytesPerSecond: 32 }, 'limit_pod_bytes = 1966080', 'limit_namespace_bytes'],
    ['namespace', { namespaceKibibytesPerSecond: 64 }, 'limit_namespace_bytes = 3932160', 'limit_pod_bytes'],
  ])('a limit of a %s alone', (_, limits, wanted, unwanted) => {
    const { 'settings.lua': text = '' } = configurationFiles(settings({ ...minimal, logs: { limits } }));
    expect(text).toContain(`  ${wanted},\n  limit_seconds = 60,\n  limit_reserve_percent = 20,\n`);
    expect(text).not.toContain(unwanted);
    expect(shipped(lua, { ...LIMITS.files, 'settings.lua': text }, [line('x', { namespace: 'a' })])).toEqual([true]);
  });
});
