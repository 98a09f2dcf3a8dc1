import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toYaml } from '../../charts/common/yaml';
import { objectiveAreas } from '../../charts/prometheus-rules/objectives/area';
import { OBJECTIVE_DAYS } from '../../model/facts/objectives';
import type { Objective } from '../../model/schema/slos';

/** The program: `go install github.com/slok/sloth/cmd/sloth@v0.16.0`. */
const { SLOTH } = process.env;
const testWithSloth = SLOTH ? test : test.skip;

type Thresholds = Record<string, number>;

/** What Sloth alerts above, by window and how often it occurs there. */
function ofSloth(target: number, days: number): Thresholds {
  const folder = mkdtempSync(join(tmpdir(), 'sloth-'));
  const input = join(folder, 'slo.yaml');
  const query = (name: string) => `sum(rate(${name}[{{.window}}]))`;
  const labels = { labels: {} };
  const spec = {
    version: 'prometheus/v1',
    service: 'web',
    slos: [
      {
        name: 'web',
        objective: target,
        sli: { events: { error_query: query('bad'), total_query: query('all') } },
        alerting: { name: 'Burn', page_alert: labels, ticket_alert: labels },
      },
    ],
  };
  try {
    writeFileSync(input, toYaml(spec));
    const text = execFileSync(SLOTH ?? '', ['generate', '-i', input, `--default-slo-period=${days}d`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return thresholds(text, /ratio_rate(\w+)\{[^}]*\} > \(([\d.]+) \* ([\d.e-]+)\)/g);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ofOurs(target: number, windowDays: (typeof OBJECTIVE_DAYS)[number]): Thresholds {
  const objective: Objective = {
    name: 'web',
    service: 'web',
    indicator: 'availability',
    source: { kind: 'targets', namespace: 'shop', application: 'web' },
    target,
    windowDays,
    silence: 'unknown',
    minimumEvents: 100,
  };
  const settings = {
    cluster: 'c',
    scrapeIntervalSeconds: 60,
    mostSeries: 1,
    kubeStateMetrics: true,
    alloy: { namespace: 'm', replicas: 1 },
    objectives: [],
  };
  const text = objectiveAreas(objective, settings)
    .flatMap(({ alerts }) => alerts)
    .map(({ expr }) => expr)
    .join('\n');
  return thresholds(text, /slo:error_ratio:rate(\w+)\{[^}]*\} > ([\d.]+)/g);
}

/** Thresholds by window, the higher first where a window has two. */
function thresholds(text: string, pattern: RegExp): Thresholds {
  const found = [...text.matchAll(pattern)].map(
    ([, window = '', first, second = '1']) => [window, Number(first) * Number(second)] as const,
  );
  const sorted = found.sort(([a, x], [b, y]) => a.localeCompare(b) || y - x);
  return Object.fromEntries(
    sorted.map(([window, value], index) => [`${window} ${index}`, Number(value.toPrecision(5))]),
  );
}

testWithSloth.each(OBJECTIVE_DAYS.flatMap((days) => [99.9, 99.5, 95].map((target) => ({ days, target }))))(
  '$target % in $days days: the windows and thresholds of Sloth',
  ({ days, target }) => {
    const ours = ofOurs(target, days);
    expect(Object.keys(ours)).toHaveLength(8);
    expect(ours).toEqual(ofSloth(target, days));
  },
);
