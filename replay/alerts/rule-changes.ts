import { inBoth } from '../../review/compare';
import type { Finding, Side } from '../../review/finding';
import type { State } from '../../review/states';
import type { Findings, LogOptions } from '../logs';
import { replayAlerts } from '.';
import type { RecordedMetrics } from './metrics';
import { RULES_FILE } from './rules';

/** What alerts say of recorded metrics in each environment of both states whose rules differ, or that collects others. */
export async function replayRules(
  base: State,
  head: State,
  metrics: RecordedMetrics,
  { renamed = new Map(), announce = () => {} }: Pick<LogOptions, 'renamed' | 'announce'>,
): Promise<Findings> {
  const findings = new Map<string, readonly Finding[]>();
  for (const { name, before, after } of inBoth(base, head, renamed)) {
    const isSame = before.digest(RULES_FILE) === after.digest(RULES_FILE);
    if (!isSame) announce(`recorded metrics: ${name}`);
    const found = [...(isSame ? [] : await replayAlerts(before, after, metrics)), ...collection(before, after)];
    if (found.length > 0) findings.set(name, found);
  }
  return findings;
}

/** That another collection is not replayed: nobody takes alerts for unharmed by it. */
function collection(before: Side, after: Side): Finding[] {
  if (collectsSame(before, after)) return [];
  const text =
    'recorded metrics: which metrics are collected, or how often, changes and is **not replayed**: alerts are evaluated over the metrics as they were recorded';
  return [{ section: 'Signals', harm: 56, text }];
}

/** File of an environment with what scrapes its metrics. */
const COLLECTOR_FILE = 'alloy.k8s.yaml';

/** Blocks of Alloy that say what is scraped how often, and which samples of it are kept. */
const BLOCKS = /^( *)prometheus\.(?:scrape|relabel) "[^"]*" \{\n[\s\S]*?\n\1\}$/gm;

/** Whether two states collect the same metrics as often: what else changes of Alloy, such as its memory, changes no sample. */
function collectsSame(before: Side, after: Side): boolean {
  const [was, is] = [before, after].map((side) => side.read(COLLECTOR_FILE)?.match(BLOCKS)?.join('\n') ?? '');
  return was === is;
}
