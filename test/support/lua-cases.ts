import type { Line, Lua, LuaEvent, LuaFiles } from './luajit';

/** What a script makes of some records that come one after another; they leave nothing behind for other cases. */
export interface LuaCase {
  readonly lines: readonly Line[];
  readonly events: readonly LuaEvent[];
}

/** The core cases of one script: what must never go wrong unseen. */
export interface LuaSuite {
  /** All files that the script needs. */
  readonly files: LuaFiles;
  readonly script: string;
  readonly cases: Readonly<Record<string, LuaCase>>;
}

/** What really comes out, by the name of the case; one process for all of them. */
export function outcomes(lua: Lua, { files, script, cases }: LuaSuite): Record<string, LuaEvent[]> {
  const passed = lua.filter(
    files,
    script,
    Object.values(cases).flatMap(({ lines }) => lines),
  );
  return Object.fromEntries(
    Object.entries(cases).map(([name, { lines }]) => [name, passed.splice(0, lines.length).flat()]),
  );
}

/** A test for each case. */
export function testCases(lua: Lua, suite: LuaSuite): void {
  let found: Record<string, LuaEvent[]>;
  beforeAll(() => {
    found = outcomes(lua, suite);
  });
  test.each(Object.entries(suite.cases))('%s', (name, { events }) => expect(found[name]).toEqual(events));
}

/** What goes wrong, where, and the text that is replaced by another. */
export type Mutation = readonly [what: string, suite: LuaSuite, file: string, from: string, to: string];
