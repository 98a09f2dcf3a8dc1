import { errorText, type FileProblem } from '../model/problem';
import type { Finding } from '../review/finding';
import { code } from '../review/markdown';
import { Refused, type State } from '../review/states';
import { metricsText, type RecordedMetrics, readMetrics } from './alerts/metrics';
import { runPromtool } from './alerts/promtool';
import { replayRules } from './alerts/rule-changes';
import { type Findings, type LogOptions, replayLogs } from './logs';
import { runProgram } from './program';
import { amountOf, hasLines, type Recording, readRecording } from './recording';
import { bytesText } from './text';

/** What was recorded: lines, metrics, or both. */
export interface Recorded {
  /** As it was given. */
  readonly name: string;
  /** @default - no lines */
  readonly lines?: Recording;
  /** @default - no metrics */
  readonly metrics?: RecordedMetrics;
}

/** What a replay says. */
export interface Replayed {
  readonly findings: Findings;
  /** What was replayed with what, as lines of Markdown. */
  readonly provenance: string;
}

/** Reads a recording, or says all that is wrong with it. */
export async function readRecorded(folder: string): Promise<Recorded | readonly FileProblem[]> {
  const metrics = await readMetrics(folder);
  const lines = metrics && !hasLines(folder) ? undefined : readRecording(folder);
  const problems = [lines, metrics].flatMap((part) => (Array.isArray(part) ? (part as readonly FileProblem[]) : []));
  if (problems.length > 0) return problems;
  return {
    name: folder,
    ...(lines && 'files' in lines && { lines }),
    ...(metrics && 'series' in metrics && { metrics }),
  };
}

/**
 * Replays a recording through both states.
 * @throws Refused where Fluent Bit is named and does not run, or where nothing is found that replays any of it
 */
export async function replay(
  base: State,
  head: State,
  { name, lines, metrics }: Recorded,
  options: LogOptions = {},
): Promise<Replayed> {
  const isReplayed = (lines && options.fluentBit !== undefined) || (metrics && (await hasPromtool()));
  if (!isReplayed) throw withoutEngine(lines !== undefined, metrics !== undefined);
  const provenance = [
    ...(lines ? [`- replayed: ${linesText(lines)} of ${code(name)} ${await engineText(options.fluentBit)}`] : []),
    ...(metrics ? [`- replayed: ${metricsText(metrics)} of ${code(name)} with ${code('promtool')}`] : []),
  ];
  const findings = new Map<string, readonly Finding[]>();
  const found = [
    ...(lines ? await replayLogs(base, head, lines, options) : []),
    ...(metrics ? await replayRules(base, head, metrics, options) : []),
  ];
  for (const [environment, more] of found) findings.set(environment, [...(findings.get(environment) ?? []), ...more]);
  return { findings, provenance: provenance.join('\n') };
}

const hasPromtool = async (): Promise<boolean> => {
  const { failure } = await runPromtool(['--version'], { folder: '.', milliseconds: VERSION_TIMEOUT_MILLISECONDS });
  return failure === undefined;
};

const withoutEngine = (hasLines: boolean, hasMetrics: boolean): Refused =>
  new Refused({
    file: 'npm run review',
    field: '--replay',
    wrong: 'has no engine',
    allowed: [
      ...(hasLines ? ['the path of a binary of Fluent Bit in the variable FLUENT_BIT, for lines'] : []),
      ...(hasMetrics ? ['promtool on the path (Debian: prometheus), for metrics'] : []),
    ].join('; '),
  });

function linesText({ files }: Recording): string {
  const { lines, bytes } = amountOf(files);
  return `${lines.toLocaleString('en')} lines (${bytesText(bytes)})`;
}

const engineText = async (fluentBit: string | undefined): Promise<string> =>
  fluentBit === undefined ? `**with nothing: set ${code('FLUENT_BIT')}**` : `with ${code(await versionOf(fluentBit))}`;

/** Time that a program may take to say its version. */
const VERSION_TIMEOUT_MILLISECONDS = 20_000;

/** What a binary says that it is: `Fluent Bit v5.1.1`. */
async function versionOf(binary: string): Promise<string> {
  const { error, status, stdout } = await runProgram(binary, ['--version'], {
    milliseconds: VERSION_TIMEOUT_MILLISECONDS,
  });
  const [version = ''] = stdout.split('\n');
  const isOther = !error && status === 0 && !version.startsWith('Fluent Bit v');
  if (error || status !== 0 || isOther)
    throw new Refused({
      file: 'npm run review',
      field: 'FLUENT_BIT',
      value: binary,
      wrong: isOther ? 'is another program' : `does not run: ${error ? errorText(error) : `status ${status}`}`,
      allowed: 'the path of a binary of Fluent Bit',
    });
  return version.trim();
}
