import { cadvisor, kubelet } from '../../../model/facts/cluster-jobs';
import { annotatedPods, annotatedServices } from '../../../model/facts/scrape-jobs';
import { MORE_SERIES_ALERT } from '../../../model/names/alarms';
import type { Alert, Area } from '../alert';
import { type RuleSettings, series } from '../series';

/** The collectors of metrics: without them every other alert is silent. */
export const metrics = (settings: RuleSettings): Area => ({
  name: 'metrics',
  alerts: [watchdog, ...absence(settings), ...delivery(settings), ...scraping(settings), tooMany(settings)],
});

const watchdog: Alert = {
  name: 'Watchdog',
  severity: 'none',
  expr: 'vector(1)',
  summary: 'Alerting works',
  description: 'Always firing: who receives it knows that alerts arrive, and raises the alarm when it stops.',
  runbook: 'watchdog',
};

/** Time over which pods are counted, in seconds: one that is up now and then must not look healthy at the right moments. */
const COUNTED_SECONDS = 600;

function absence(settings: RuleSettings): Alert[] {
  const { alloy, scrapeIntervalSeconds } = settings;
  const up = series(settings).alloy('up');
  // Each pod scrapes itself: so many samples are there if all of them are up all the time.
  const expected = (pods: number) => Number(((pods * COUNTED_SECONDS) / scrapeIntervalSeconds).toFixed(1));
  const samples = `sum(count_over_time(${up}[${COUNTED_SECONDS / 60}m]))`;
  return [
    {
      name: 'NoMetricsFromCluster',
      severity: 'critical',
      // `up` of the collector itself: written by every scrape, so its absence means that nothing arrives.
      expr: `absent(${up})`,
      for: `${Math.max(300, 5 * scrapeIntervalSeconds)}s`,
      summary: 'No metrics arrive from the cluster',
      description:
        'Alloy is down, or cannot write to the workspace: no other alert on metrics can fire. Look at its pods and at prometheus_remote_storage_* in its logs.',
      runbook: 'no-metrics-from-cluster',
      supersedes: [
        'AlloyMostlyDown',
        'AlloyPodsMissing',
        'KubeStateMetricsDown',
        'NoNodesKnown',
        // Silence of everything spends the budgets for which silence is failure.
        'ErrorBudgetGone',
        'ErrorBudgetMostlySpent',
        'ErrorBudgetHalfSpent',
      ],
    },
    {
      name: 'AlloyMostlyDown',
      severity: 'critical',
      expr: `${samples} < ${expected(alloy.replicas / 2)}`,
      for: '5m',
      summary: 'More than half of the Alloy pods are down, or restart again and again',
      description: `Of ${alloy.replicas} pods fewer than half have run in the last 10 minutes. Those that are left scrape everything, and may run out of memory. Look at the pods of alloy in ${alloy.namespace}: kubectl describe says why they do not run.`,
      runbook: 'alloy-down',
      supersedes: ['AlloyPodsMissing'],
    },
    ...(alloy.replicas > 1
      ? [
          {
            name: 'AlloyPodsMissing',
            severity: 'warning',
            expr: `${samples} < ${expected(alloy.replicas - 0.5)}`,
            for: '10m',
            summary: 'An Alloy pod is missing, or restarts again and again',
            description: `Not all of ${alloy.replicas} pods of alloy in ${alloy.namespace} run. The others scrape its targets.`,
            runbook: 'alloy-down',
          } as const,
        ]
      : []),
  ];
}

function delivery(settings: RuleSettings): Alert[] {
  const { alloy } = series(settings);
  const failed = `sum by (pod) (rate(${alloy('prometheus_remote_storage_samples_failed_total')}[5m]))`;
  return [
    {
      name: 'AlloyLosesManySamples',
      severity: 'critical',
      expr: `${failed}\n> 0.05 * sum by (pod) (rate(${alloy('prometheus_remote_storage_samples_in_total')}[5m]))`,
      for: '15m',
      summary: 'More than 5 % of the samples of an Alloy pod are lost',
      description:
        '{{ $labels.pod }} gives samples up: the workspace refuses them (limits, age) or the role may not write. Alerts and objectives lack data.',
      runbook: 'alloy-loses-samples',
      supersedes: ['AlloyLosesSamples'],
    },
    {
      name: 'AlloyLosesSamples',
      severity: 'warning',
      expr: `${failed} > 0`,
      for: '15m',
      summary: 'Alloy loses samples',
      description: '{{ $labels.pod }} gives samples up: the workspace refuses them (limits, age).',
      runbook: 'alloy-loses-samples',
    },
    {
      name: 'AlloyRemoteWriteBehind',
      severity: 'warning',
      expr: [
        `max by (pod) (${alloy('prometheus_remote_storage_queue_highest_timestamp_seconds')})`,
        `- max by (pod) (${alloy('prometheus_remote_storage_queue_highest_sent_timestamp_seconds')})`,
        '> 120',
      ].join('\n'),
      for: '15m',
      summary: 'Alloy is more than two minutes behind',
      description: '{{ $labels.pod }} sends slower than it scrapes: throttling by the workspace, or too few shards.',
      runbook: 'alloy-remote-write-behind',
    },
    {
      name: 'AlloyComponentUnhealthy',
      severity: 'warning',
      expr: `sum by (pod) (${alloy('alloy_component_controller_running_components', 'health_type!="healthy"')}) > 0`,
      for: '15m',
      summary: 'A component of Alloy is unhealthy',
      description: 'Open the UI of {{ $labels.pod }} (port-forward to its http port) to see which one and why.',
      runbook: 'alloy-component-unhealthy',
    },
  ];
}

function scraping(settings: RuleSettings): Alert[] {
  const { alloy, up } = series(settings);
  const applications = up(annotatedPods.name, annotatedServices.name);
  return [
    {
      name: 'ScrapeTargetLimitExceeded',
      severity: 'warning',
      expr: `sum by (pod) (increase(${alloy('prometheus_target_scrape_pool_exceeded_target_limit_total')}[30m])) > 0`,
      summary: 'A scrape job has more targets than it may, and none of them is scraped',
      description:
        '{{ $labels.pod }} has more targets of applications than metrics.targetLimit. A pod with many ports and no annotation prometheus.io/port is a target for each port.',
      runbook: 'scrape-target-limit-exceeded',
    },
    {
      name: 'ScrapeJobDown',
      severity: 'warning',
      expr: `max by (job) (${applications}) == 0`,
      for: '10m',
      summary: 'No target of the scrape job {{ $labels.job }} answers',
      description:
        'A limit of the job is exceeded, or the network keeps Alloy from every pod. Objectives on these applications are blind.',
      runbook: 'scrape-job-down',
      supersedes: ['ScrapeTargetDown'],
    },
    {
      name: 'ScrapeTargetDown',
      severity: 'info',
      expr: `${applications} == 0`,
      for: '15m',
      summary: 'A target of the scrape job {{ $labels.job }} is down',
      description:
        '{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.instance }}) has not answered for 15 minutes, or gave more than the sample limit.',
      runbook: 'scrape-target-down',
    },
    ...(settings.logAgents
      ? [
          {
            name: 'KubeletDown',
            severity: 'warning',
            expr: `${up(kubelet.name, cadvisor.name)} == 0`,
            for: '15m',
            summary: 'A kubelet does not answer',
            description:
              'The {{ $labels.job }} of node {{ $labels.node }} has not answered for 15 minutes: the node is broken, or Alloy may not read its metrics.',
            runbook: 'kubelet-down',
          } as const,
        ]
      : []),
  ];
}

/** By what Alloy counts: a workspace may hold the series of other clusters. */
const tooMany = (settings: RuleSettings): Alert => ({
  name: MORE_SERIES_ALERT,
  severity: 'warning',
  expr: `sum(${series(settings).alloy('prometheus_remote_write_wal_storage_active_series')}) > ${Math.ceil(settings.mostSeries)}`,
  for: '30m',
  summary: 'The cluster has more series than the estimate of cost says',
  description:
    'The month will cost more than npm run cost says. Find the metric with the most series, and drop it or its label; or correct cost.applicationSeries.',
  runbook: 'more-series-than-estimated',
});
