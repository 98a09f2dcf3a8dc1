import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs Lua in Fluent Bit's own runtime: a script as it is shipped, then a program that may use what the script defines, also
 * its local functions. Gives what the program returns, a text.
 */
export function runLua(binary: string, folder: string, script: string, program: string): string {
  const [file, result] = [join(folder, 'program.lua'), join(folder, 'result')];
  writeFileSync(
    file,
    `${script}
local function program(folder)
${program}
end
function run()
  local done, result = xpcall(program, debug.traceback, ${JSON.stringify(folder)})
  local file = io.open(${JSON.stringify(result)}, "wb")
  file:write(done and "ok\\n" or "failed\\n", tostring(result))
  file:close()
  os.exit(0)
end
`,
  );
  const record = ['-i', 'dummy', '-p', 'samples=1', '-o', 'null', '-m', '*'];
  execFileSync(
    binary,
    ['-q', '-f', '0.1', ...record, '-F', 'lua', '-m', '*', '-p', `script=${file}`, '-p', 'call=run'],
    {
      stdio: 'ignore',
      timeout: 60_000,
      // It does not listen to others while Lua runs.
      killSignal: 'SIGKILL',
    },
  );
  const [status, ...text] = readFileSync(result, 'utf8').split('\n');
  if (status !== 'ok') throw new Error(text.join('\n'));
  return text.join('\n');
}
