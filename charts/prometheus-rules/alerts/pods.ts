import type { Alert } from '../alert';
import type { Series } from '../series';

/** Pods and containers of the whole cluster, as kube-state-metrics tells their state. */
export const pods = (of: Series): Alert[] => [crashLoop(of), notReady(of), outOfMemory(of)];

/** Whether containers have waited after a crash; between two crashes they run for a moment. */
const crashed = ({ cluster }: Series): string =>
  `max_over_time(${cluster('kube_pod_container_status_waiting_reason', 'reason="CrashLoopBackOff"')}[10m])`;

const crashLoop = (of: Series): Alert => ({
  name: 'PodCrashLooping',
  severity: 'warning',
  expr: `max by (namespace, pod, container) (${crashed(of)}) == 1`,
  for: '10m',
  summary: 'A container crashes again and again',
  description:
    '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} ends soon after it has started. Its previous log says why.',
  runbook: 'pod-crash-looping',
});

/** Belongs to a team, and explains an alert on its workload. */
const notReady = (of: Series): Alert => {
  const byPod = (expr: string) => `max by (namespace, pod) (${expr}) == 1`;
  const inPhase = (phase: string) => byPod(of.cluster('kube_pod_status_phase', `phase=~"${phase}"`));
  return {
    name: 'PodNotReady',
    severity: 'info',
    expr: [
      '(',
      `  ${byPod(of.cluster('kube_pod_status_ready', 'condition="false"'))}`,
      `  or ${inPhase('Pending|Unknown')}`,
      ')',
      `unless ${inPhase('Failed|Succeeded')}`,
      `unless on (namespace, pod) ${crashed(of)} == 1`,
    ].join('\n'),
    for: '15m',
    summary: 'A pod is not ready',
    description:
      '{{ $labels.namespace }}/{{ $labels.pod }} has not been ready for 15 minutes: no node has room for it, its image or a volume is missing, or its probe fails. kubectl describe says which.',
    runbook: 'pod-not-ready',
  };
};

/** By the reason of the last end, and an end: cAdvisor's counter is gone together with the container. */
const outOfMemory = ({ cluster }: Series): Alert => {
  const by = 'by (namespace, pod, container)';
  return {
    name: 'ContainerOutOfMemory',
    severity: 'warning',
    expr: [
      `max ${by} (${cluster('kube_pod_container_status_last_terminated_reason', 'reason="OOMKilled"')}) == 1`,
      `and sum ${by} (increase(${cluster('kube_pod_container_status_restarts_total')}[15m])) > 0`,
    ].join('\n'),
    summary: 'A container was killed because it had no memory left',
    description:
      '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} reached its memory limit, or its node had none left, and was started again.',
    runbook: 'container-out-of-memory',
  };
};
