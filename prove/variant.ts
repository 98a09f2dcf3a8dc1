import { spawn } from 'node:child_process';

/**
 * Synthesizes every environment with another configuration of each agent, and nothing else changed.
 * @returns the folder, to be read like dist/
 */
export async function synthVariant(folder: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const child = spawn(process.execPath, ['run.mjs', 'prove/variant-main.ts', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        output += data;
      });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the variant does not synthesize:\n${output}`)),
    );
  });
  return folder;
}
