import type { ClusterMetricName } from '../../../model/facts/cluster-metrics';
import type { Alert, Area } from '../alert';
import { type RuleSettings, type Series, series } from '../series';
import { pods } from './pods';

/** Workloads, jobs and pods of the whole cluster, as kube-state-metrics tells their state. */
export function workloads(settings: RuleSettings): Area {
  const of = series(settings);
  return {
    name: 'workloads',
    alerts: [absence(of, settings), ...replicas(of), rollout(of), ...jobs(of), autoscaler(of), ...pods(of)],
  };
}

/** As long as a pod of the stack may be missing, in seconds of 15 minutes: more than a rollout takes. */
const absence = ({ up }: Series, { scrapeIntervalSeconds }: RuleSettings): Alert => ({
  name: 'KubeStateMetricsDown',
  severity: 'warning',
  // A sum, so that one that is up now and then is seen too; without any sample it is nothing.
  expr: `${scrapeIntervalSeconds} * (sum(sum_over_time(${up('kube-state-metrics')}[15m])) or vector(0)) < 600`,
  for: '15m',
  summary: 'Nobody knows the state of workloads, pods and nodes',
  description:
    'kube-state-metrics does not run, or restarts again and again: no alert on pods, workloads, jobs and nodes can fire. Look at its Deployment.',
  runbook: 'kube-state-metrics-down',
});

/** A kind of workload: how many pods it wants, how many are available, and how many are of its newest revision. */
interface Kind {
  readonly kind: 'daemonset' | 'deployment' | 'statefulset';
  readonly wanted: ClusterMetricName;
  readonly available: ClusterMetricName;
  readonly updated: ClusterMetricName;
}

const KINDS: readonly Kind[] = [
  {
    kind: 'deployment',
    wanted: 'kube_deployment_spec_replicas',
    available: 'kube_deployment_status_replicas_available',
    updated: 'kube_deployment_status_replicas_updated',
  },
  {
    kind: 'statefulset',
    wanted: 'kube_statefulset_replicas',
    available: 'kube_statefulset_status_replicas_available',
    updated: 'kube_statefulset_status_replicas_updated',
  },
  {
    kind: 'daemonset',
    wanted: 'kube_daemonset_status_desired_number_scheduled',
    available: 'kube_daemonset_status_number_available',
    updated: 'kube_daemonset_status_updated_number_scheduled',
  },
];

/** The same of several kinds: the label `workload` says which one it is, as kubectl takes it. */
const ofKinds = (kinds: readonly Kind[], expr: (kind: Kind) => string): string =>
  [
    'max by (namespace, workload) (',
    kinds
      .map((each) => `  label_replace(${expr(each)}, "workload", "${each.kind}/$1", "${each.kind}", "(.+)")`)
      .join('\n  or\n'),
    ')',
  ].join('\n');

function replicas({ cluster }: Series): Alert[] {
  return [
    {
      name: 'SystemWorkloadDown',
      severity: 'critical',
      expr: ofKinds(KINDS, ({ wanted, available }) => {
        const [all, left] = [wanted, available].map((metric) => cluster(metric, 'namespace="kube-system"'));
        return `${all} > 0 and ${left} == 0`;
      }),
      for: '10m',
      summary: 'A workload of kube-system has no pod',
      description:
        'Of {{ $labels.workload }} in {{ $labels.namespace }} no pod has been available for ten minutes: names, networks, volumes or load balancers of the whole cluster may fail.',
      runbook: 'workload-replicas-missing',
    },
    {
      name: 'WorkloadReplicasMissing',
      severity: 'warning',
      expr: ofKinds(
        KINDS,
        ({ wanted, available, updated }) =>
          `${cluster(wanted)} - ${cluster(available)} > 0 and changes(${cluster(updated)}[10m]) == 0`,
      ),
      for: '15m',
      summary: '{{ $labels.workload }} in {{ $labels.namespace }} has too few pods',
      description:
        '{{ $value }} of its pods have not been available for 15 minutes, and no rollout goes on. kubectl describe says why they do not run.',
      runbook: 'workload-replicas-missing',
    },
  ];
}

/** A Deployment says itself that it does not get on; of the others the pods of the newest revision are counted. */
const rollout = ({ cluster }: Series): Alert => ({
  name: 'RolloutStuck',
  severity: 'warning',
  expr: ofKinds(KINDS, ({ kind, wanted, updated }) =>
    kind === 'deployment'
      ? `${cluster('kube_deployment_status_condition', 'condition="Progressing",status="false"')} == 1`
      : `${cluster(wanted)} - ${cluster(updated)} > 0 and changes(${cluster(updated)}[15m]) == 0`,
  ),
  for: '15m',
  summary: 'The rollout of {{ $labels.workload }} in {{ $labels.namespace }} is stuck',
  description:
    'Pods of its newest revision do not become ready, and old ones go on running. kubectl rollout status says more.',
  runbook: 'rollout-stuck',
});

const jobs = ({ cluster }: Series): Alert[] => [
  {
    name: 'JobFailed',
    severity: 'warning',
    expr: `max by (namespace, job_name) (${cluster('kube_job_failed', 'condition="true"')}) == 1`,
    summary: 'A job has failed',
    description:
      'Job {{ $labels.namespace }}/{{ $labels.job_name }} has failed for good. The alert ends when the Job is deleted.',
    runbook: 'job-failed',
  },
  {
    name: 'CronJobLate',
    severity: 'warning',
    expr: `time() - max by (namespace, cronjob) (${cluster('kube_cronjob_next_schedule_time')}) > 1800`,
    for: '5m',
    summary: 'A CronJob has not started for half an hour after its time',
    description:
      'CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} was due {{ $value | humanizeDuration }} ago: its last job still runs, its deadline has passed too often, or it cannot be scheduled.',
    runbook: 'cron-job-late',
  },
];

const autoscaler = ({ cluster }: Series): Alert => {
  const most = cluster('kube_horizontalpodautoscaler_spec_max_replicas');
  return {
    name: 'AutoscalerAtMaximum',
    severity: 'info',
    expr: [
      'max by (namespace, horizontalpodautoscaler) (',
      `  ${cluster('kube_horizontalpodautoscaler_status_current_replicas')} >= ${most}`,
      `  and ${most} > ${cluster('kube_horizontalpodautoscaler_spec_min_replicas')}`,
      ')',
    ].join('\n'),
    for: '30m',
    summary: 'An autoscaler may start no more pods',
    description:
      'HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has had as many pods as it may for 30 minutes: more load makes answers slower.',
    runbook: 'autoscaler-at-maximum',
  };
};
