import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../types';

/** Lets the CloudWatch agent's own translator make the agent's inner configuration. */
export async function checkTranslator(
  { folder, processes }: Context,
  text: string,
  binary: string,
): Promise<undefined> {
  const input = join(folder, `cloudwatch-agent-${Date.now()}.json`);
  writeFileSync(input, text);
  const args = ['--input', input, '--mode', 'auto', '--os', 'linux', '--output', `${input}.toml`];
  const translator = processes.start('config-translator', binary, { args });
  if ((await translator.ended()) !== 0) throw new Error(translator.tail());
  return undefined;
}
