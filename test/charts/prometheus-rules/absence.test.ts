import { readFileSync } from 'node:fs';
import { testWithPromtool } from '../../support/promtool';
import { type At, affectedBy, counter, expectAlerts, type Firing, ruleFile, rulesOfDist } from '../../support/rules';
import { AUTOSCALER, BREAKS, DAEMON_SET, each, healthy, type Names, namesOf, POD } from './healthy';
import { SCENARIOS } from './scenarios';

const definite = (series: Record<string, At | undefined>): Record<string, At> =>
  Object.fromEntries(Object.entries(series).filter((entry): entry is [string, At] => entry[1] !== undefined));

/** What a rollout, an autoscaler, or a pod of a team may do without waking anybody. */
const HARMLESS: Readonly<Record<string, (names: Names) => Record<string, At | undefined>>> = {
  'a rollout of the log agents, two minutes each': ({ agent }) =>
    Object.fromEntries(
      Array.from({ length: 8 }, (_, index): [string, At] => [
        agent(index),
        (minute) => (minute >= BREAKS + 3 * index && minute < BREAKS + 3 * index + 2 ? 0 : 1),
      ]),
    ),
  'a new node, whose agents need three minutes': ({ node, agent, exporter }) => ({
    [node(9)]: (minute) => (minute < BREAKS ? undefined : 1),
    [exporter(9)]: (minute) => (minute < BREAKS + 3 ? undefined : 1),
    [agent(9)]: (minute) => (minute < BREAKS + 3 ? undefined : 1),
  }),
  'a node that leaves': ({ node, agent, exporter }) => ({
    [exporter(7)]: (minute) => (minute < BREAKS - 2 ? 1 : undefined),
    [node(7)]: (minute) => (minute < BREAKS ? 1 : undefined),
    [agent(7)]: (minute) => (minute < BREAKS - 2 ? 1 : undefined),
  }),
  'a node with Windows, which has no agent': ({ node }) => ({
    [node(8).replace('os="linux"', 'os="windows"')]: () => 1,
  }),
  'a rollout of a DaemonSet, a pod every five minutes': ({ state }) => ({
    [state('kube_daemonset_status_number_available', DAEMON_SET)]: (minute) =>
      minute < BREAKS || minute >= BREAKS + 40 ? 8 : 7,
    [state('kube_daemonset_status_updated_number_scheduled', DAEMON_SET)]: (minute) =>
      minute < BREAKS ? 8 : Math.min(8, Math.floor((minute - BREAKS) / 5)),
  }),
  'pods that have ended, and an autoscaler that may not scale': ({ state }) => ({
    [state('kube_pod_status_ready', `${POD},condition="false"`)]: () => 1,
    [state('kube_pod_status_phase', `${POD},phase="Succeeded"`)]: () => 1,
    [state('kube_horizontalpodautoscaler_spec_min_replicas', AUTOSCALER)]: () => 3,
    [state('kube_horizontalpodautoscaler_spec_max_replicas', AUTOSCALER)]: () => 3,
  }),
  'a node of Fargate that goes with its pod': ({ state }) => ({
    [state('kube_node_status_condition', 'node="fargate-ip-10-0-0-1",condition="Ready",status="true"')]: () => 0,
  }),
  'an agent all of whose lines are dropped on purpose': ({ agent }) => ({
    [agent(0, 'fluentbit_filter_drop_records_total', 'read-line')]: counter(40, 100, BREAKS),
    [agent(0, 'fluentbit_output_proc_records_total', 'application')]: counter(60, 0, BREAKS),
  }),
  'a pod that exposes the metrics of the stack': ({ application }) => ({
    [application('evil', 'fluentbit_output_dropped_records_total')]: counter(1e6),
    [application('evil', 'fluentbit_output_retries_failed_total')]: counter(1e6),
    [application('evil', 'fluentbit_output_retries_total')]: counter(1e6),
    [application('evil', 'fluentbit_input_records_total')]: counter(1e6),
    [application('evil', 'fluentbit_output_chunk_available_capacity_percent')]: () => 0,
    [application('evil', 'prometheus_remote_storage_samples_failed_total')]: counter(1e6),
    [application('evil', 'prometheus_target_scrape_pool_exceeded_target_limit_total')]: counter(1e6),
    [application('evil', 'kube_job_failed').replace('}', ',job_name="a",condition="true"}')]: () => 1,
    [application('evil', 'kube_node_status_condition').replace('}', ',node="n0",condition="Ready",status="true"}')]:
      () => 0,
    [application('evil', 'kubelet_volume_stats_available_bytes').replace('}', ',persistentvolumeclaim="orders"}')]:
      () => 1,
    [application('evil', 'volume:free:ratio').replace('}', ',persistentvolumeclaim="orders"}')]: () => 0,
    [application('evil', 'alloy_component_controller_running_components')]: () => 1,
    [application('evil', 'node:log_agent_missing:seconds15m').replace('}', ',node="n0"}')]: () => 900,
    [application('evil', 'slo:error_ratio:rate5m').replace('}', ',slo="log-delivery"}')]: () => 1,
    [application('evil', 'slo:error_ratio:rate1h').replace('}', ',slo="log-delivery"}')]: () => 1,
  }),
  'another cluster in trouble': ({ agent, alloy }) => ({
    [agent(0, 'fluentbit_output_dropped_records_total').replace(/cluster="[^"]*"/, 'cluster="other"')]: counter(1e6),
    [alloy(0).replace(/cluster="[^"]*"/, 'cluster="other"')]: () => 0,
  }),
};

/** Minutes of health that are looked at: longer than any scenario. */
const LONGEST = 300;

describe.each(rulesOfDist)('the rules of dist/$name', ({ environment, rules }) => {
  const names = namesOf(environment);
  const intervalSeconds = environment.metrics.scrapeIntervalSeconds;
  const objectives = 'log-delivery'; // Those of applications have scenarios of their own.
  const health = healthy(names);
  const run = (change: Readonly<Record<string, At | undefined>>, minute: number, firing: Firing) => {
    expect(minute).toBeLessThanOrEqual(LONGEST);
    const affected = affectedBy(Object.keys(change), rules, definite({ ...health, ...change }));
    expectAlerts(ruleFile(affected.rules), {
      series: affected.series,
      minutes: minute,
      objectives,
      intervalSeconds,
      expected: [
        { minute: BREAKS - 1, firing: {} },
        { minute, firing },
      ],
    });
  };

  // Of what does not break, the other tests take this as said.
  testWithPromtool('health: nothing fires in any minute of five hours', () =>
    expectAlerts(ruleFile(rules), {
      series: health,
      minutes: LONGEST,
      objectives,
      intervalSeconds,
      expected: each(LONGEST).map((minute) => ({ minute, firing: {} })),
    }),
  );

  testWithPromtool.each(SCENARIOS.filter(({ where = () => true }) => where(environment)))(
    '$breaks: noticed within $within minutes',
    ({ change, firing, within }) => run(change(names), BREAKS + within, firing),
  );

  testWithPromtool.each(Object.entries(HARMLESS))('%s: nothing fires', (_, change) =>
    run(change(names), BREAKS + 60, {}),
  );

  testWithPromtool('what hides a loss in series of its own hides nothing', () => {
    const lost = { [names.agent(0, 'fluentbit_output_dropped_records_total', 'application')]: counter(0, 200, BREAKS) };
    const hiding = Object.fromEntries(
      ['fluentbit_output_proc_records_total', 'fluentbit_input_records_total', 'up'].map((metric) => [
        names.application('evil', metric),
        counter(1e6),
      ]),
    );
    const firing = {
      FluentBitDroppingLogs: 'warning',
      ErrorBudgetBurnFast: 'critical',
      ErrorBudgetBurnSlow: 'warning',
    };
    run({ ...lost, ...hiding }, BREAKS + 30, firing);
    run(lost, BREAKS + 30, firing);
  });
});

test('docs/alerts.md says of each failure what notices it, and when', () => {
  const rows = readFileSync('docs/alerts.md', 'utf8')
    .split('\n')
    .filter((line) => / minutes? \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const said = rows.map(([, breaks, alerts, within]) => ({ breaks, alerts, within }));
  const tested = SCENARIOS.map(({ breaks, firing, within }) => ({
    breaks,
    alerts: Object.entries(firing)
      .map(([name, severity]) => `${name} (${severity})`)
      .join(', '),
    within: `${within} minutes`,
  }));
  expect(said).toEqual(tested);
});
