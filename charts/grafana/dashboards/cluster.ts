import { series } from '../../common/series';
import type { Dashboard, Panel } from '../panel';
import type { DashboardSettings } from './settings';

/** Nodes, and what runs on them; kubelets of Fargate cannot be asked. */
export function cluster(settings: DashboardSettings): Dashboard[] {
  if (!settings.metrics || !settings.logAgents) return [];
  return [
    {
      uid: 'cluster',
      title: `Cluster and nodes (${settings.environmentName})`,
      description: 'Whether the nodes are there, have room, and what takes it. Pods on Fargate are not in it.',
      panels: [...nodes(settings), ...(settings.kubeStateMetrics ? states(settings) : []), ...containers(settings)],
    },
  ];
}

function nodes(settings: DashboardSettings): Panel[] {
  const { cluster: of, nodes: up } = series(settings);
  const usage = (used: string, there: string) => `sum by (node) (${used})\n/ sum by (node) (${there})`;
  return [
    {
      title: 'Nodes',
      description: 'Nodes whose kubelet answers, and all that are known. The gap is what is down or cut off.',
      runbooks: ['kubelet-down', 'no-nodes-known'],
      view: 'graph',
      unit: 'none',
      metrics: [
        { expr: `sum(${up})`, legend: 'answer' },
        { expr: `count(${up})`, legend: 'known' },
      ],
    },
    {
      title: 'Pods by node',
      description: 'Pods that run. A node far above the others: its pods cannot be spread, or another has just come.',
      runbooks: ['node-not-ready'],
      view: 'graph',
      unit: 'none',
      metrics: [{ expr: `sum by (node) (${of('kubelet_running_pods')})`, legend: '{{node}}' }],
    },
    {
      title: 'CPU of nodes in use',
      description: 'Share of the cores that containers use. Near one, everything on the node waits: add nodes.',
      runbooks: ['node-under-pressure'],
      view: 'graph',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.95 },
      metrics: [
        {
          expr: usage(`rate(${of('container_cpu_usage_seconds_total', 'container!=""')}[5m])`, of('machine_cpu_cores')),
          legend: '{{node}}',
        },
      ],
    },
    {
      title: 'Memory of nodes in use',
      description:
        'Share of the memory that containers hold. Near one, the kubelet evicts pods, then the kernel kills.',
      runbooks: ['node-under-pressure'],
      view: 'graph',
      unit: 'percentunit',
      limits: { warning: 0.8, critical: 0.9 },
      metrics: [
        {
          expr: usage(of('container_memory_working_set_bytes', 'container!=""'), of('machine_memory_bytes')),
          legend: '{{node}}',
        },
      ],
    },
  ];
}

function containers(settings: DashboardSettings): Panel[] {
  const { cluster: of } = series(settings);
  const named = 'container!=""';
  return [
    {
      title: 'CPU by namespace',
      description: 'Cores in use. Who takes what the nodes lack.',
      runbooks: ['container-throttled'],
      view: 'graph',
      unit: 'short',
      metrics: [
        {
          expr: `sum by (namespace) (rate(${of('container_cpu_usage_seconds_total', named)}[5m]))`,
          legend: '{{namespace}}',
        },
      ],
    },
    {
      title: 'Memory by namespace',
      description: 'Working set: what cannot be given back. A line that only rises is a leak.',
      runbooks: ['container-out-of-memory'],
      view: 'graph',
      unit: 'bytes',
      metrics: [
        { expr: `sum by (namespace) (${of('container_memory_working_set_bytes', named)})`, legend: '{{namespace}}' },
      ],
    },
    {
      title: 'Most throttled pods',
      description:
        'Share of the time slices in which a pod had used up its CPU limit. Raise the limit, or leave it out.',
      runbooks: ['container-throttled'],
      view: 'graph',
      unit: 'percentunit',
      metrics: [
        {
          expr: `topk(10, sum by (namespace, pod) (rate(${of('container_cpu_cfs_throttled_periods_total', named)}[5m]))\n/ sum by (namespace, pod) (rate(${of('container_cpu_cfs_periods_total', named)}[5m])))`,
          legend: '{{namespace}}/{{pod}}',
        },
      ],
    },
    {
      title: 'Out of memory',
      description:
        'Processes that the kernel has killed in an hour, the most first. Raise their limit, or find what grows.',
      runbooks: ['container-out-of-memory'],
      view: 'graph',
      unit: 'short',
      metrics: [
        {
          expr: `topk(10, sum by (namespace, pod, container) (increase(${of('container_oom_events_total', named)}[1h])))`,
          legend: '{{namespace}}/{{pod}} {{container}}',
        },
      ],
    },
    {
      title: 'Fullest volumes',
      description: 'Share of each claim that is used. Enlarge the claim before it is full: most programs stop then.',
      runbooks: ['volume-filling'],
      view: 'graph',
      unit: 'percentunit',
      width: 24,
      limits: { warning: 0.8, critical: 0.9 },
      metrics: [
        {
          expr: `topk(10, 1 - max by (namespace, persistentvolumeclaim) (${of('kubelet_volume_stats_available_bytes')})\n/ max by (namespace, persistentvolumeclaim) (${of('kubelet_volume_stats_capacity_bytes')}))`,
          legend: '{{namespace}}/{{persistentvolumeclaim}}',
        },
      ],
    },
  ];
}

/** What the API server knows of pods. */
function states(settings: DashboardSettings): Panel[] {
  const { cluster: of } = series(settings);
  return [
    {
      title: 'Pods by phase',
      description:
        'Pods that wait (Pending) find no node, or their image or volume does not come: kubectl describe says which.',
      runbooks: ['pod-not-ready'],
      view: 'graph',
      unit: 'none',
      metrics: [{ expr: `sum by (phase) (${of('kube_pod_status_phase')})`, legend: '{{phase}}' }],
    },
    {
      title: 'Restarts',
      description: 'Containers that started again in an hour, the most first. Their last log lines say why they ended.',
      runbooks: ['pod-crash-looping', 'container-out-of-memory'],
      view: 'graph',
      unit: 'short',
      metrics: [
        {
          expr: `topk(10, sum by (namespace, pod) (increase(${of('kube_pod_container_status_restarts_total')}[1h])))`,
          legend: '{{namespace}}/{{pod}}',
        },
      ],
    },
  ];
}
