import { execute } from './processes';

/**
 * Synthesizes every environment with another configuration of each agent, and nothing else changed.
 * @returns the folder, to be read like dist/
 */
export async function synthVariant(folder: string): Promise<string> {
  await execute(process.execPath, ['run.mjs', 'prove/variant-main.ts', folder]);
  return folder;
}
