import { toYaml } from '../../../charts/common/yaml';
import { areas, ruleGroups } from '../../../charts/prometheus-rules/groups';
import type { RuleSettings } from '../../../charts/prometheus-rules/series';
import { SEVERITIES } from '../../../model/facts/severities';
import { selectorsOf } from '../../../model/promql';
import { overlays } from '../../../overlays';
import { everything } from '../../support/environments';
import { promtool, testWithPromtool } from '../../support/promtool';
import { find, synth } from '../../support/synth';
import { SCENARIOS } from './scenarios';

const settings: RuleSettings = {
  cluster: 'c',
  scrapeIntervalSeconds: 60,
  mostSeries: 10_000,
  kubeStateMetrics: true,
  alloy: { namespace: 'metrics', replicas: 3 },
  logAgents: { namespace: 'logs' },
  nodeExporter: { namespace: 'nodes' },
  objectives: [
    {
      name: 'web',
      service: 'web',
      indicator: 'availability',
      source: { kind: 'targets', namespace: 'shop', application: 'web' },
      target: 99.9,
      windowDays: 30,
      silence: 'violated',
      minimumEvents: 100,
    },
  ],
};
const alerts = areas(settings).flatMap((area) => area.alerts);
const rules = ruleGroups(settings).flatMap((group) => group.rules);

const configurations = Object.entries({ ...overlays, everything }).flatMap(([name, overlay]) =>
  (synth(overlay)['prometheus-rules'] ?? [])
    .filter(({ kind }) => kind === 'RuleGroupsNamespace')
    .map(({ spec }): [string, string] => [name, spec.configuration]),
);

testWithPromtool.each(configurations)('the rules of %s are rules to Prometheus', (_, configuration) => {
  expect(
    promtool(['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml'], { 'rules.yaml': configuration }),
  ).toContain('SUCCESS');
});

test('every selector names cluster and job, and the namespace of pods of the stack', () => {
  const selectors = rules.flatMap(({ expr }) => selectorsOf(expr));
  expect(selectors.length).toBeGreaterThan(40);
  for (const { matchers } of selectors) {
    const of = (label: string) => matchers.filter((matcher) => matcher.label === label).map(({ value }) => value);
    expect(of('cluster')).toEqual(['c']);
    expect(of('job')).toHaveLength(1);
    const owner = { alloy: ['metrics'], 'log-agents': ['logs'], 'node-exporter': ['nodes'] }[of('job')[0] ?? ''];
    if (owner) expect(of('namespace')).toEqual(owner);
  }
});

test('every alert says what happened, what to do, how urgent it is, and where the page is', () => {
  for (const { description, name, runbook, severity, summary } of alerts) {
    expect([...SEVERITIES, ...(name === 'Watchdog' ? ['none'] : [])]).toContain(severity);
    expect(summary.length).toBeGreaterThan(10);
    expect(description.length).toBeGreaterThan(20);
    expect(runbook).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  }
});

test('an alert has one name, and what it supersedes exists and is not more urgent', () => {
  const names = alerts.map(({ labels, name }) => `${name} ${labels?.slo ?? ''}`);
  expect(new Set(names).size).toBe(names.length);
  const rank = (severity = '') => [...SEVERITIES, 'none'].indexOf(severity);
  for (const { severity, supersedes = [] } of alerts)
    for (const name of supersedes) {
      const other = alerts.find((alert) => alert.name === name);
      expect(rank(other?.severity)).toBeGreaterThanOrEqual(rank(severity));
    }
});

test('every alert says which cluster: one Alertmanager may hear many', () => {
  expect(new Set(rules.map(({ labels }) => labels?.cluster))).toEqual(new Set(['c']));
});

test('every metric of a rule is one that Alloy lets through', () => {
  const configuration: string = find(synth(everything)['prometheus-rules'] ?? [], 'RuleGroupsNamespace').spec
    .configuration;
  const alloy: string = find(synth(everything).alloy ?? [], 'ConfigMap', 'alloy-config').data['config.alloy'];
  const metrics = new Set(
    [...configuration.matchAll(/((?:alloy|prometheus|fluentbit)_\w+)\{/g)].map(([, metric = '']) => metric),
  );
  expect(metrics.size).toBeGreaterThan(10);
  const kept = new Set([...alloy.matchAll(/^\t+"(\w+)",$/gm)].map(([, metric]) => metric));
  expect([...metrics].filter((metric) => !kept.has(metric))).toEqual([]);
});

test('every alert but the watchdog and those of budgets has a scenario that makes it fire', () => {
  const [own, ofBudgets] = [false, true].map((slo) =>
    alerts.filter(({ labels }) => (labels?.slo !== undefined) === slo).map(({ name }) => name),
  );
  const fired = new Set(['Watchdog', ...SCENARIOS.flatMap(({ firing }) => Object.keys(firing))]);
  expect([...(own ?? [])].sort()).toEqual([...fired].filter((name) => !ofBudgets?.includes(name)).sort());
});

test('a cluster of Fargate alone has no rules on nodes', () => {
  const text = toYaml({ groups: ruleGroups({ ...settings, logAgents: undefined }) });
  expect(text).toContain('NoMetricsFromCluster');
  expect(text).not.toMatch(/fluentbit|kubelet|log-agents/);
});
