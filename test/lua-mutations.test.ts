import { isDeepStrictEqual } from 'node:util';
import { TASK_LINES } from './charts/ecs-firelens/lua/cases';
import { TASK_MUTATIONS } from './charts/ecs-firelens/lua/mutations';
import { CONTAINERS, JOURNAL, OWN_PATTERNS } from './charts/fluent-bit/lua/cases';
import { COUNTED, JOURNAL_COUNTED, OBJECTIVES, SAMPLED } from './charts/fluent-bit/lua/counter-cases';
import { COUNTER_MUTATIONS } from './charts/fluent-bit/lua/counter-mutations';
import { JOINING } from './charts/fluent-bit/lua/joining-cases';
import { JOINING_MUTATIONS } from './charts/fluent-bit/lua/joining-mutations';
import { LIMITS } from './charts/fluent-bit/lua/limit-cases';
import { MUTATIONS } from './charts/fluent-bit/lua/mutations';
import { type LuaSuite, outcomes } from './support/lua-cases';
import { describeLua, type Lua } from './support/luajit';

/** Names of the cases that fail. */
function failures(lua: Lua, suite: LuaSuite): string[] {
  const found = outcomes(lua, suite);
  return Object.entries(suite.cases).flatMap(([name, { events }]) =>
    isDeepStrictEqual(found[name], events) ? [] : [name],
  );
}

describeLua('a core case fails', (lua) => {
  test.each([...MUTATIONS, ...JOINING_MUTATIONS, ...COUNTER_MUTATIONS, ...TASK_MUTATIONS])(
    '%s',
    (_, suite, file, from, to) => {
      const [before, after, ...more] = suite.files[file]?.split(from) ?? [];
      expect({ once: after !== undefined && more.length === 0 }).toEqual({ once: true });
      const mutated = { ...suite, files: { ...suite.files, [file]: `${before}${to}${after}` } };
      expect(failures(lua, mutated)).not.toEqual([]);
    },
  );

  test('of none where nothing is changed', () => {
    for (const suite of [
      CONTAINERS,
      JOINING,
      OWN_PATTERNS,
      LIMITS,
      COUNTED,
      SAMPLED,
      OBJECTIVES,
      JOURNAL_COUNTED,
      JOURNAL,
      TASK_LINES,
    ])
      expect(failures(lua, suite)).toEqual([]);
  });
});
