import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../types';

/** Runs the CloudWatch agent's translator, which writes the agent's internal configuration. */
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
