import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toYaml } from '../../../charts/common/yaml';
import { type RecordedMetrics, readMetrics } from '../../../replay/alerts/metrics';
import { sideOf } from '../../../review/compare';
import type { Side } from '../../../review/finding';
import { stateOf } from '../../../review/states';
import type { At } from '../../support/rules';

/** When recordings of the tests begin: 2026-11-20 10:00:00 UTC. */
export const START_SECONDS = Date.UTC(2026, 10, 20, 10) / 1000;

/** Calls a function with a recording that has these files among its metrics. */
export async function withMetrics<Result>(
  files: Readonly<Record<string, string>>,
  use: (recording: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    mkdirSync(join(folder, 'metrics'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'metrics', name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Series as OpenMetrics, with a sample each minute; each target is scraped at a second of its own. */
export const openMetrics = (series: Readonly<Record<string, At>>, minutes: number): string =>
  [
    ...Object.entries(series).flatMap(([name, at], index) =>
      Array.from({ length: minutes + 1 }, (_, minute) => {
        const value = at(minute);
        return value === undefined
          ? []
          : [`${name} ${`${value}`.replace('Infinity', 'Inf')} ${START_SECONDS + minute * 60 + (index % 20)}.25`];
      }).flat(),
    ),
    '# EOF\n',
  ].join('\n');

/** The metrics of a recording of series, read as the program reads them. */
export async function recorded(series: Readonly<Record<string, At>>, minutes: number): Promise<RecordedMetrics> {
  const metrics = await withMetrics({ 'a.om': openMetrics(series, minutes) }, readMetrics);
  if (!metrics || !('series' in metrics)) throw new Error(JSON.stringify(metrics));
  return metrics;
}

/** A rule as a file has it. */
export type WrittenRule = Readonly<Record<string, unknown>>;

/** An environment with groups of rules; one without groups has no rules. */
export const sideWith = (...groups: readonly object[]): Side =>
  sideOfText(
    groups.length === 0
      ? 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: a }\n'
      : toYaml({
          apiVersion: 'prometheusservice.services.k8s.aws/v1alpha1',
          kind: 'RuleGroupsNamespace',
          metadata: { name: 'r', namespace: 'n', annotations: { 'services.k8s.aws/region': 'us-east-1' } },
          spec: { name: 'r', configuration: toYaml({ groups }) },
        }),
  );

/** An environment with a file of rules. */
export const sideOfText = (text: string): Side =>
  sideOf(stateOf('a state', new Map([['prod/prometheus-rules.k8s.yaml', text]])), 'prod');

/** A group without an interval. */
export const group = (...rules: readonly WrittenRule[]): object => ({ name: 'g', rules });
