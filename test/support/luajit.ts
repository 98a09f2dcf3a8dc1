import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a program can be started. */
const isFound = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

/** Programs for Lua and whether they are found (Debian: luajit, lua-check). */
export const LUA_TOOLS = { luajit: isFound('luajit', '-v'), luacheck: isFound('luacheck', '--version') };

/** Fluent Bit's binary, which embeds LuaJIT; the same tests run in it too where it is named. */
const FLUENT_BIT = process.env.FLUENT_BIT;

/** What runs Lua: a program of a folder, with an input, to its output. Throws with what it says where it fails. */
type Runtime = (folder: string, input: string) => string;

const RUNTIMES: Readonly<Record<string, Runtime>> = {
  ...(LUA_TOOLS.luajit && { luajit }),
  ...(FLUENT_BIT && { 'Fluent Bit': engine(FLUENT_BIT) }),
};

/** Time that a program may take. */
const TIMEOUT_MILLISECONDS = 60_000;

function luajit(folder: string, input: string): string {
  const options = { cwd: folder, input, encoding: 'utf8', timeout: TIMEOUT_MILLISECONDS, maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync('luajit', ['program.lua'], options);
  if (status !== 0) throw new Error(stderr || 'luajit did not end');
  return stdout;
}

/** A filter that runs the program for the first record, and ends the engine. */
const ENGINE_SCRIPT = `
function run()
  io.input("input")
  io.output("output")
  local done, message = xpcall(dofile, debug.traceback, "program.lua")
  io.output():close()
  io.stderr:write(done and "" or message)
  os.exit(done and 0 or 1)
end
`;

function engine(binary: string): Runtime {
  return (folder, input) => {
    writeFileSync(join(folder, 'input'), input);
    writeFileSync(join(folder, 'engine.lua'), ENGINE_SCRIPT);
    const pipeline = ['-i', 'dummy', '-p', 'samples=1', '-o', 'null', '-m', '*'];
    const filter = ['-F', 'lua', '-m', '*', '-p', `script=${join(folder, 'engine.lua')}`, '-p', 'call=run'];
    // It does not listen to other signals while Lua runs.
    const options = { cwd: folder, encoding: 'utf8', timeout: TIMEOUT_MILLISECONDS, killSignal: 'SIGKILL' } as const;
    const { status, stderr } = spawnSync(binary, ['-q', '-f', '0.1', ...pipeline, ...filter], options);
    if (status !== 0) throw new Error(stderr || 'Fluent Bit did not end');
    return readFileSync(join(folder, 'output'), 'utf8');
  };
}

/** Lua files by name, all in one folder. */
export type LuaFiles = Readonly<Record<string, string>>;

/** A value of a record. */
export type LuaValue = string | number | boolean | readonly LuaValue[] | { readonly [key: string]: LuaValue };

/** A record that comes to filters. */
export interface Line {
  /** Filter functions of the script, in the order in which the record passes them. */
  readonly calls: readonly string[];
  readonly tag: string;
  /** Seconds since 1970. @default 0 */
  readonly time?: number;
  readonly record: Readonly<Record<string, LuaValue>>;
}

/** A record that comes out of filters. */
export interface LuaEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly record: Record<string, unknown>;
}

/** Runs Lua. */
export class Lua {
  constructor(private readonly runtime: Runtime) {}

  /** The output of a program, which finds files next to itself, such as with `dofile("./containers.lua")`. */
  run(files: LuaFiles, program: string, input = ''): string {
    const folder = mkdtempSync(join(tmpdir(), 'lua-'));
    try {
      for (const [name, text] of Object.entries({ ...files, 'program.lua': program }))
        writeFileSync(join(folder, name), text);
      return this.runtime(folder, input);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /**
   * How many times as long a byte takes in a line of 64 KiB as in one of 1 KiB: hardly longer where time grows with the line alone.
   * @param prepare Lua that comes first @param work Lua that does what is measured with `line`
   * @param line how it begins, what fills it, and how it ends
   */
  growth(
    files: LuaFiles,
    prepare: string,
    work: string,
    [before, repeated, after = '']: readonly [before: string, repeated: string, after?: string],
  ): number {
    const program = `
${prepare}
local before, repeated, after = ${[before, repeated, after].map(toLua).join(', ')}
local function seconds(size)
  local line = before .. repeated:rep(math.floor(size / #repeated)) .. after
  local best = math.huge
  for _ = 1, 3 do
    local times, began = 0, os.clock()
    repeat
      ${work}
      times = times + 1
    until os.clock() - began > 0.01
    best = math.min(best, (os.clock() - began) / times / size)
  end
  return best
end
seconds(1024)
io.write(seconds(65536) / seconds(1024))`;
    return Number(this.run(files, program));
  }

  /** Passes records through filters of a script, one after another in one process; for each the events that come out. */
  filter(files: LuaFiles, script: string, lines: readonly Line[]): LuaEvent[][] {
    const tables = lines.map(({ calls, tag, time = 0, record }) => `${toLua([calls, tag, time, record])}\n`);
    const output = this.run(files, FILTERS, [`${script}\n`, ...tables].join(''));
    return output
      .trimEnd()
      .split('\n')
      .map((events) => JSON.parse(events));
  }
}

const FILTERS = readFileSync(join(__dirname, 'filters.lua'), 'utf8');

/** A value as Lua has it, on one line. */
function toLua(value: LuaValue): string {
  if (typeof value === 'string') return `"${value.replace(/[\0\r\n"\\]/g, escaped)}"`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `{${value.map(toLua).join(',')}}`;
  return `{${Object.entries(value).map(([key, inner]) => `[${toLua(key)}]=${toLua(inner)}`)}}`;
}

const escaped = (character: string): string => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;

/** Tests that need LuaJIT, for each place where it is found; where there is none, they are reported as skipped. */
export function describeLua(name: string, tests: (lua: Lua) => void): void {
  const found = Object.entries(RUNTIMES);
  for (const [runtime, run] of found) describe(`${name}, in ${runtime}`, () => tests(new Lua(run)));
  if (found.length === 0) describe.skip(`${name} (skipped: luajit is not found)`, () => tests(new Lua(luajit)));
}
