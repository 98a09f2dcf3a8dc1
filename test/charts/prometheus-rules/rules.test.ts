import { toYaml } from '../../../charts/common/yaml';
import { ruleGroups } from '../../../charts/prometheus-rules/groups';
import { overlays } from '../../../overlays';
import { everything } from '../../support/environments';
import { promtool, testWithPromtool } from '../../support/promtool';
import { find, synth } from '../../support/synth';

const rules = toYaml({ groups: ruleGroups({ cluster: 'c', fluentBit: true, scrapeIntervalSeconds: 60 }) });

const configurations = Object.entries({ ...overlays, everything }).flatMap(([name, overlay]) =>
  (synth(overlay)['prometheus-rules'] ?? [])
    .filter(({ kind }) => kind === 'RuleGroupsNamespace')
    .map(({ spec }): [string, string] => [name, spec.configuration]),
);

testWithPromtool.each(configurations)('the rules of %s are rules to Prometheus', (_, configuration) => {
  expect(promtool(['check', 'rules', 'rules.yaml'], { 'rules.yaml': configuration })).toContain('SUCCESS');
});

test('no rule is without its cluster: a workspace may hold many', () => {
  for (const { rules: group } of ruleGroups({ cluster: 'c', fluentBit: true, scrapeIntervalSeconds: 60 })) {
    for (const { expr } of group) {
      const selectors = [...expr.matchAll(/[a-z_:][a-z0-9_:]*(\{[^}]*\})/g)].map(([, matchers]) => matchers);
      for (const matchers of selectors) expect(matchers).toContain('cluster="c"');
      if (expr !== 'vector(1)') expect(selectors.length).toBeGreaterThan(0);
    }
  }
});

test('every alert says what happened, what to do, and how urgent it is', () => {
  for (const { rules: group } of ruleGroups({ cluster: 'c', fluentBit: true, scrapeIntervalSeconds: 60 })) {
    for (const rule of group) {
      if (!('alert' in rule)) continue;
      expect(['page', 'ticket', 'none']).toContain(rule.labels.severity);
      expect(rule.annotations.summary.length).toBeGreaterThan(10);
      expect(rule.annotations.description.length).toBeGreaterThan(20);
    }
  }
});

/** What fires at a time, given series; each case is run by Prometheus itself. */
interface Case {
  readonly name: string;
  readonly series: Record<string, string>;
  readonly at: string;
  readonly firing: Record<string, string[]>;
}

const HEALTHY = {
  'up{cluster="c",job="alloy",pod="alloy-0"}': '1x400',
  'fluentbit_input_records_total{cluster="c",pod="f",name="application"}': '0+100x400',
  'fluentbit_output_proc_records_total{cluster="c",pod="f",name="application"}': '0+100x400',
  'fluentbit_output_dropped_records_total{cluster="c",pod="f",name="application"}': '0x400',
  'fluentbit_output_retries_failed_total{cluster="c",pod="f",name="application"}': '0x400',
  'prometheus_remote_storage_samples_failed_total{cluster="c",pod="alloy-0"}': '0x400',
  'prometheus_remote_storage_queue_highest_timestamp_seconds{cluster="c",pod="alloy-0"}': '0+60x400',
  'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{cluster="c",pod="alloy-0"}': '0+60x400',
  'alloy_component_controller_running_components{cluster="c",pod="alloy-0",health_type="unhealthy"}': '0x400',
};

const ALERTS = [
  'NoMetricsFromCluster',
  'ScrapeTargetDown',
  'AlloySamplesDropped',
  'AlloyRemoteWriteBehind',
  'AlloyComponentUnhealthy',
  'FluentBitDroppingLogs',
  'FluentBitRetriesExhausted',
  'FluentBitOutputStalled',
  'ErrorBudgetBurnFast',
  'ErrorBudgetBurnSlow',
];

const CASES: Case[] = [
  { name: 'a healthy cluster', series: HEALTHY, at: '5h', firing: {} },
  { name: 'nothing at all', series: {}, at: '1h', firing: { NoMetricsFromCluster: ['page'] } },
  {
    name: 'another cluster in trouble',
    series: { ...HEALTHY, 'up{cluster="other",job="x"}': '0x400' },
    at: '5h',
    firing: {},
  },
  {
    name: 'a target down',
    series: { ...HEALTHY, 'up{cluster="c",job="kubernetes-pods",pod="p"}': '0x400' },
    at: '1h',
    firing: { ScrapeTargetDown: ['ticket'] },
  },
  {
    name: 'samples refused',
    series: { ...HEALTHY, 'prometheus_remote_storage_samples_failed_total{cluster="c",pod="alloy-0"}': '0+10x400' },
    at: '1h',
    firing: { AlloySamplesDropped: ['page'] },
  },
  {
    name: 'remote write behind',
    series: {
      ...HEALTHY,
      'prometheus_remote_storage_queue_highest_sent_timestamp_seconds{cluster="c",pod="alloy-0"}': '0+30x400',
    },
    at: '1h',
    firing: { AlloyRemoteWriteBehind: ['ticket'] },
  },
  {
    name: 'an unhealthy component',
    series: {
      ...HEALTHY,
      'alloy_component_controller_running_components{cluster="c",pod="alloy-0",health_type="unhealthy"}': '1x400',
    },
    at: '1h',
    firing: { AlloyComponentUnhealthy: ['ticket'] },
  },
  {
    name: 'one record in fifty lost',
    series: { ...HEALTHY, 'fluentbit_output_dropped_records_total{cluster="c",pod="f",name="application"}': '0+2x400' },
    at: '5h',
    firing: { FluentBitDroppingLogs: ['page'], ErrorBudgetBurnFast: ['page'], ErrorBudgetBurnSlow: ['ticket'] },
  },
  {
    name: 'two records in a thousand lost, for days',
    series: {
      ...HEALTHY,
      'fluentbit_output_proc_records_total{cluster="c",pod="f",name="application"}': '0+1000x400',
      'fluentbit_output_dropped_records_total{cluster="c",pod="f",name="application"}': '0+2x400',
    },
    at: '6h',
    firing: { FluentBitDroppingLogs: ['page'], ErrorBudgetBurnSlow: ['ticket'] },
  },
  {
    name: 'one output of two that only tries again',
    series: {
      ...HEALTHY,
      'fluentbit_output_proc_records_total{cluster="c",pod="f",name="tictactoe"}': '5x400',
      'fluentbit_output_retries_total{cluster="c",pod="f",name="tictactoe"}': '0+1x400',
    },
    at: '1h',
    firing: { FluentBitOutputStalled: ['page'] },
  },
  {
    name: 'an output that tries again now and then, and ships',
    series: { ...HEALTHY, 'fluentbit_output_retries_total{cluster="c",pod="f",name="application"}': '0+1x400' },
    at: '1h',
    firing: {},
  },
  {
    name: 'retries exhausted',
    series: { ...HEALTHY, 'fluentbit_output_retries_failed_total{cluster="c",pod="f",name="application"}': '0+1x400' },
    at: '1h',
    firing: { FluentBitRetriesExhausted: ['page'] },
  },
];

testWithPromtool.each(CASES)('$name: the right alerts fire, and no other', ({ series, at, firing }) => {
  // One expression asks for every alert by name and severity, so that labels of the series play no part.
  const expected = Object.entries(firing).flatMap(([alertname, severities]) =>
    severities.map((severity) => ({ labels: `{alertname="${alertname}", severity="${severity}"}`, value: 1 })),
  );
  const unitTest = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: [
          {
            expr: `max by (alertname, severity) (ALERTS{alertstate="firing",alertname=~"${ALERTS.join('|')}"})`,
            eval_time: at,
            exp_samples: expected,
          },
        ],
      },
    ],
  };
  const output = promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': rules,
    'test.yaml': toYaml(unitTest),
  });
  expect(output).toContain('SUCCESS');
});

test('every alert says which cluster: one Alertmanager may hear many', () => {
  const labels = ruleGroups({ cluster: 'c', fluentBit: true, scrapeIntervalSeconds: 60 })
    .flatMap((group) => group.rules)
    .map((rule) => rule.labels?.cluster);
  expect(new Set(labels)).toEqual(new Set(['c']));
});

test('every metric of a rule is one that Alloy lets through', () => {
  const rules: string = find(synth(everything)['prometheus-rules'] ?? [], 'RuleGroupsNamespace').spec.configuration;
  const alloy: string = find(synth(everything).alloy ?? [], 'ConfigMap', 'alloy-config').data['config.alloy'];
  const metrics = new Set([...rules.matchAll(/((?:alloy|prometheus)_\w+)\{/g)].map(([, metric = '']) => metric));
  expect(metrics.size).toBeGreaterThan(2);
  const kept = new Set([...alloy.matchAll(/^\t+"(\w+)",$/gm)].map(([, metric]) => metric));
  expect([...metrics].filter((metric) => !kept.has(metric))).toEqual([]);
});

test('every alert but the watchdog has a case that makes it fire', () => {
  const names = ruleGroups({ cluster: 'c', fluentBit: true, scrapeIntervalSeconds: 60 })
    .flatMap((group) => group.rules)
    .flatMap((rule) => ('alert' in rule && rule.alert !== 'Watchdog' ? [rule.alert] : []));
  expect([...ALERTS].sort()).toEqual([...new Set(names)].sort());
  expect([...new Set(CASES.flatMap(({ firing }) => Object.keys(firing)))].sort()).toEqual([...ALERTS].sort());
});
