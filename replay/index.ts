import { spawnSync } from 'node:child_process';
import { errorText } from '../model/problem';
import { code } from '../review/markdown';
import { Refused, type State } from '../review/states';
import { type Findings, type LogOptions, replayLogs } from './logs';
import { amountOf, type Recording } from './recording';
import { bytesText } from './text';

/** What a replay says. */
export interface Replayed {
  readonly findings: Findings;
  /** What was replayed with what, as a line of Markdown. */
  readonly provenance: string;
}

/**
 * Replays a recording through both states.
 * @throws Refused where Fluent Bit is named and does not run
 */
export async function replay(
  base: State,
  head: State,
  recording: Recording,
  options: LogOptions = {},
): Promise<Replayed> {
  const { fluentBit } = options;
  const version = fluentBit === undefined ? '' : ` with ${code(versionOf(fluentBit))}`;
  const findings = await replayLogs(base, head, recording, options);
  const { lines, bytes } = amountOf(recording.files);
  const amount = `${lines.toLocaleString('en')} lines (${bytesText(bytes)}) of ${code(recording.name)}`;
  return { findings, provenance: `- replayed: ${amount}${version}` };
}

/** What a binary says that it is: `Fluent Bit v5.1.1`. */
function versionOf(binary: string): string {
  const { error, status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (error || status !== 0)
    throw new Refused({
      file: 'npm run review',
      field: 'FLUENT_BIT',
      value: binary,
      wrong: `does not run: ${error ? errorText(error) : `status ${status}`}`,
      allowed: 'the path of a binary of Fluent Bit',
    });
  return (stdout.split('\n')[0] ?? '').trim();
}
