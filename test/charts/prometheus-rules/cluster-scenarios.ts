import { type At, counter } from '../../support/rules';
import {
  AUTOSCALER,
  BREAKS,
  CLAIM,
  CONTAINER,
  CRON_JOB,
  DEPLOYMENT,
  DISK,
  type Names,
  POD,
  STATEFUL_SET,
  SYSTEM,
  until,
} from './healthy';
import type { Scenario } from './scenario';

/** One value until things break, and another from then on. */
const after =
  (before: number | undefined, then: number): At =>
  (minute) =>
    minute < BREAKS ? before : then;

const ready = ({ state }: Names, index: number): string =>
  state('kube_node_status_condition', `node="n${index}",condition="Ready",status="true"`);

/** What breaks in the cluster itself, and when it is noticed. */
export const CLUSTER_SCENARIOS: readonly Scenario[] = [
  {
    breaks: 'a volume has 2 % of its space left',
    within: 15,
    firing: { VolumeAlmostFull: 'critical' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) => (minute < BREAKS ? 14 : 2),
    }),
  },
  {
    breaks: 'a volume with 14 % left loses 2 % an hour',
    within: 90,
    firing: { VolumeAlmostFull: 'critical', VolumeFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) =>
        minute < BREAKS ? 14 : 14 - (minute - BREAKS) / 30,
    }),
  },
  {
    breaks: 'a volume with 14 % left loses 0.5 % an hour',
    within: 150,
    firing: { VolumeFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) =>
        minute < BREAKS ? 14 : 14 - (minute - BREAKS) / 120,
    }),
  },
  {
    breaks: 'a volume has 4 % of its inodes left',
    within: 20,
    firing: { VolumeInodesFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_inodes_free', CLAIM)]: (minute) => (minute < BREAKS ? 900 : 40),
    }),
  },
  {
    breaks: 'a kubelet does not renew its certificate',
    within: 65,
    firing: { KubeletCertificateExpiring: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_certificate_manager_server_ttl_seconds')]: (minute) =>
        minute < BREAKS ? 30 * 86_400 : 86_400,
    }),
  },
  {
    breaks: 'a container is stopped by its limit in half of the periods',
    within: 30,
    firing: { ContainerThrottled: 'info' },
    change: (names) => ({
      [names.cadvisor(0, 'container_cpu_cfs_throttled_periods_total', CONTAINER)]: counter(60, 300, BREAKS),
    }),
  },
  {
    breaks: 'kube-state-metrics is gone',
    within: 25,
    firing: { KubeStateMetricsDown: 'warning' },
    change: (names) => ({ [names.state('up')]: until(BREAKS) }),
  },
  {
    breaks: 'a container crashes: five minutes of waiting, one up',
    within: 25,
    firing: { PodCrashLooping: 'warning' },
    change: (names) => ({
      [names.state('kube_pod_container_status_waiting_reason', `${CONTAINER},reason="CrashLoopBackOff"`)]: (minute) =>
        minute < BREAKS || Math.floor(minute - BREAKS) % 6 === 5 ? undefined : 1,
      [names.state('kube_pod_status_ready', `${POD},condition="false"`)]: after(0, 1),
    }),
  },
  {
    breaks: 'a pod is not ready',
    within: 20,
    firing: { PodNotReady: 'info' },
    change: (names) => ({ [names.state('kube_pod_status_ready', `${POD},condition="false"`)]: after(0, 1) }),
  },
  {
    breaks: 'no node has room for a pod',
    within: 20,
    firing: { PodNotReady: 'info' },
    change: (names) => ({ [names.state('kube_pod_status_phase', `${POD},phase="Pending"`)]: after(0, 1) }),
  },
  {
    breaks: 'a container is killed for want of memory, once',
    within: 2,
    firing: { ContainerOutOfMemory: 'warning' },
    change: (names) => ({
      [names.state('kube_pod_container_status_last_terminated_reason', `${CONTAINER},reason="OOMKilled"`)]: after(
        undefined,
        1,
      ),
      [names.state('kube_pod_container_status_restarts_total', CONTAINER)]: after(3, 4),
    }),
  },
  {
    breaks: 'one of two pods of a Deployment is missing',
    within: 20,
    firing: { WorkloadReplicasMissing: 'warning' },
    change: (names) => ({ [names.state('kube_deployment_status_replicas_available', DEPLOYMENT)]: after(2, 1) }),
  },
  {
    breaks: 'CoreDNS has no pod',
    within: 20,
    firing: { SystemWorkloadDown: 'critical', WorkloadReplicasMissing: 'warning' },
    change: (names) => ({ [names.state('kube_deployment_status_replicas_available', SYSTEM)]: after(2, 0) }),
  },
  {
    breaks: 'the rollout of a Deployment exceeds its deadline',
    within: 20,
    firing: { RolloutStuck: 'warning' },
    change: (names) => ({
      [names.state('kube_deployment_status_condition', `${DEPLOYMENT},condition="Progressing",status="false"`)]: after(
        0,
        1,
      ),
    }),
  },
  {
    breaks: 'the rollout of a StatefulSet stops after its first pod',
    within: 35,
    firing: { RolloutStuck: 'warning' },
    change: (names) => ({ [names.state('kube_statefulset_status_replicas_updated', STATEFUL_SET)]: after(3, 1) }),
  },
  {
    breaks: 'a job fails',
    within: 2,
    firing: { JobFailed: 'warning' },
    change: (names) => ({
      [names.state('kube_job_failed', 'namespace="shop",job_name="report-1",condition="true"')]: after(undefined, 1),
    }),
  },
  {
    breaks: 'the job that renews the token of Grafana fails',
    where: ({ grafana }) => grafana?.kind === 'managed',
    within: 2,
    firing: { JobFailed: 'warning' },
    change: (names) => ({
      [names.state('kube_job_failed', 'namespace="aws-observability",job_name="grafana-token-1",condition="true"')]:
        after(undefined, 1),
    }),
  },
  {
    breaks: 'a CronJob is not started any more',
    within: 50,
    firing: { CronJobLate: 'warning' },
    change: (names) => ({
      [names.state('kube_cronjob_next_schedule_time', CRON_JOB)]: (minute) => Math.min(minute, BREAKS) * 60 + 600,
    }),
  },
  {
    breaks: 'an autoscaler has as many pods as it may',
    within: 35,
    firing: { AutoscalerAtMaximum: 'info' },
    change: (names) => ({
      [names.state('kube_horizontalpodautoscaler_status_current_replicas', AUTOSCALER)]: after(3, 5),
    }),
  },
  {
    breaks: 'one node of eight is not ready',
    within: 15,
    firing: { NodeNotReady: 'warning' },
    change: (names) => ({ [ready(names, 0)]: after(1, 0) }),
  },
  {
    breaks: 'two nodes of eight are not ready',
    within: 15,
    firing: { NodesNotReady: 'critical', NodeNotReady: 'warning' },
    change: (names) => ({ [ready(names, 0)]: after(1, 0), [ready(names, 1)]: after(1, 0) }),
  },
  {
    breaks: 'the disk of a node is under pressure',
    within: 15,
    firing: { NodeUnderPressure: 'warning' },
    change: (names) => ({
      [names.state('kube_node_status_condition', 'node="n0",condition="DiskPressure",status="true"')]: after(0, 1),
    }),
  },
  {
    breaks: 'node_exporter of one node is gone',
    within: 10,
    firing: { NodeExporterMissing: 'warning' },
    change: (names) => ({ [names.exporter(0)]: until(BREAKS) }),
  },
  {
    breaks: 'a disk of a node has 8 % of its space left',
    within: 20,
    firing: { NodeFilesystemFilling: 'warning' },
    change: (names) => ({ [names.exporter(0, 'node_filesystem_avail_bytes', DISK)]: after(60, 8) }),
  },
  {
    breaks: 'a disk of a node has 4 % of its inodes left',
    within: 20,
    firing: { NodeInodesFilling: 'warning' },
    change: (names) => ({ [names.exporter(0, 'node_filesystem_files_free', DISK)]: after(900, 40) }),
  },
  {
    breaks: 'the clock of a node is not synchronised',
    within: 15,
    firing: { NodeClockNotSynchronised: 'warning' },
    change: (names) => ({
      [names.exporter(0, 'node_timex_sync_status')]: after(1, 0),
      [names.exporter(0, 'node_timex_maxerror_seconds')]: after(0.1, 16),
    }),
  },
];
