import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, type FileProblem } from '../../model/problem';
import { withoutSecrets } from '../../review/markdown';
import { momentText } from '../text';
import { dumpOf } from './blocks';
import { type Grid, gridOf, intervalOf } from './grid';
import { NoSample, type RawSeries, seriesIn } from './samples';

/** Folder of a recording with its metrics. */
export const METRICS_FOLDER = 'metrics';

/** Metrics of a recording, on a grid. */
export interface RecordedMetrics extends Grid {
  /** Time of the first sample, in seconds since 1970. */
  readonly fromSeconds: number;
  /** Time of the last sample, in seconds since 1970. */
  readonly toSeconds: number;
}

/** How much was recorded, and when: `4 series from 2026-11-26 03:00 UTC to 2026-11-26 09:00 UTC`. */
export const metricsText = ({ series, fromSeconds, toSeconds }: RecordedMetrics): string =>
  `${series.length} series from ${momentText(fromSeconds)} to ${momentText(toSeconds)}`;

/** Largest text of metrics, in bytes. All of it is held in memory. */
const MAX_BYTES = 200 * 2 ** 20;

/** What a recording may have, for messages. */
const ALLOWED =
  'blocks of Prometheus (folders with meta.json, index and chunks/), or files *.om or *.txt as `promtool tsdb dump-openmetrics` prints them';

/** What is wrong with a part of the metrics. */
class Wrong extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.wrong);
  }
}

const wrongIn = (file: string, field: string, wrong: string, allowed = ALLOWED, value?: unknown): Wrong =>
  new Wrong({ file, field, wrong, allowed, ...(value !== undefined && { value }) });

/**
 * Reads the metrics of a recording, or says all that is wrong with them; undefined: it has no folder `metrics/`. Blocks need promtool.
 */
export async function readMetrics(recording: string): Promise<RecordedMetrics | readonly FileProblem[] | undefined> {
  const folder = join(recording, METRICS_FOLDER);
  if (!existsSync(folder)) return undefined;
  const names = statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  const texts = names.filter((name) => /\.(?:om|txt)$/.test(name)).map((name) => join(folder, name));
  const blocks = names.filter((name) => existsSync(join(folder, name, 'meta.json')));
  const series: RawSeries[] = [];
  const problems: FileProblem[] = [];
  const reads: (() => RawSeries[] | Promise<RawSeries[]>)[] = texts.map((file) => () => seriesOfFile(file));
  if (blocks.length > 0) reads.push(() => seriesOfBlocks(folder, blocks));
  for (const read of reads) {
    const part = await tried(read);
    if ('problem' in part) problems.push(part.problem);
    else for (const each of part) series.push(each);
  }
  if (problems.length > 0) return problems;
  const whole = await tried(() => metricsOf(folder, series));
  return 'problem' in whole ? [whole.problem] : whole;
}

/** What a function gives, or what is wrong. */
async function tried<Value extends object>(
  read: () => Value | Promise<Value>,
): Promise<Value | { readonly problem: FileProblem }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Wrong) return { problem: error.problem };
    throw error;
  }
}

function metricsOf(folder: string, series: readonly RawSeries[]): RecordedMetrics {
  if (series.length === 0) throw wrongIn(folder, METRICS_FOLDER, 'has no metrics');
  const known = new Set<string>();
  for (const { labels } of series) {
    const key = JSON.stringify(labels);
    if (known.has(key)) throw wrongIn(folder, 'series', 'is there twice', 'each series in one file', labels);
    known.add(key);
  }
  const interval = intervalOf(series);
  if (interval === undefined)
    throw wrongIn(folder, 'samples', 'are too few: no series has three', 'a recording of some scrapes at least');
  const first = series.reduce((least, { times }) => Math.min(least, times[0] ?? least), Number.POSITIVE_INFINITY);
  const last = series.reduce((most, { times }) => Math.max(most, times.at(-1) ?? most), 0);
  return { ...gridOf(series, interval), fromSeconds: first / 1000, toSeconds: last / 1000 };
}

function seriesOfFile(file: string): RawSeries[] {
  const text = textOf(file);
  // The lines of `tsdb dump` have their names among the labels, and no end.
  const isWhole = /^# EOF\s*$/m.test(text.slice(-100)) || text.startsWith('{');
  if (!isWhole) throw wrongIn(file, 'last line', 'is not `# EOF`: the file is cut off', 'a whole file of OpenMetrics');
  return seriesOfText(file, text);
}

function textOf(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw tooLarge(file, size);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Wrong) throw error;
    throw wrongIn(file, '(text)', `cannot be read: ${errorText(error)}`, 'a file that you may read');
  }
}

function seriesOfText(file: string, text: string): RawSeries[] {
  try {
    return seriesIn(text);
  } catch (error) {
    if (!(error instanceof NoSample)) throw error;
    const allowed = 'name{label="value"} value time; native histograms are not replayed';
    throw wrongIn(file, `line ${error.line}`, 'is no sample with a time', allowed, withoutSecrets(error.text));
  }
}

const tooLarge = (file: string, bytes: number): Wrong =>
  wrongIn(
    file,
    'size',
    'is more than is held in memory',
    `${MAX_BYTES / 2 ** 20} MiB: dump fewer hours, or only metrics that rules read: --match='{__name__=~"up|…"}'`,
    `${Math.round(bytes / 2 ** 20)} MiB`,
  );

/** The series of all blocks, of which each has some hours. */
async function seriesOfBlocks(folder: string, blocks: readonly string[]): Promise<RawSeries[]> {
  const dumps: string[] = [];
  for (const block of blocks) {
    const path = join(folder, block);
    const dump = await dumpOf(path);
    if (typeof dump === 'object') throw wrongIn(path, 'block', dump.wrong);
    dumps.push(dump);
  }
  const bytes = dumps.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MAX_BYTES) throw tooLarge(folder, bytes);
  return seriesOfText(folder, dumps.join(''));
}
