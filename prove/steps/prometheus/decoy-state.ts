import type { Cluster } from '../../cluster';
import type { KubernetesObject } from '../../dist';
import { until } from '../../wait';

/** A pod that nobody starts. */
const template = (name: string) => ({
  metadata: { labels: { app: name } },
  spec: {
    schedulerName: 'nobody',
    automountServiceAccountToken: false,
    containers: [{ name: 'decoy', image: 'example.com/none' }],
  },
});
const selector = (name: string) => ({ matchLabels: { app: name } });

/** A workload of each kind in kube-system, which the cluster of the proof does not have. */
const SYSTEM: readonly KubernetesObject[] = [
  { kind: 'Deployment', spec: { replicas: 0 } },
  { kind: 'StatefulSet', spec: { replicas: 0, serviceName: 'decoy' } },
  { kind: 'DaemonSet', spec: {} },
].map(({ kind, spec }) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'decoy', namespace: 'kube-system' },
  spec: { ...spec, selector: selector('decoy'), template: template('decoy') },
}));

/** A job that fails at once, a CronJob that is never due, and an autoscaler. */
const others = (namespace: string): KubernetesObject[] => [
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'failing', namespace },
    spec: {
      activeDeadlineSeconds: 1,
      template: { spec: { ...template('failing').spec, restartPolicy: 'Never' } },
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'yearly', namespace },
    spec: {
      schedule: '0 0 1 1 *',
      jobTemplate: { spec: { template: { spec: { ...template('yearly').spec, restartPolicy: 'Never' } } } },
    },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'scaled', namespace },
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' },
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  },
];

/** A pod whose container has been killed for want of memory and waits for its next start. */
const crashing = (namespace: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'crashing', namespace },
  spec: template('crashing').spec,
});
const CRASHED = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
  containerStatuses: [
    {
      name: 'decoy',
      image: 'example.com/none',
      imageID: '',
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    },
  ],
};

/** Puts the cluster into the states that alerts are about: each has a series that only then exists. */
export async function deployState({ api }: Cluster, namespace: string): Promise<void> {
  for (const object of [...SYSTEM, ...others(namespace), crashing(namespace)]) await api.apply(object);
  await api.patch(crashing(namespace), { status: CRASHED }, '/status');
  const [job] = others(namespace);
  if (job)
    await until('the job fails', 30, async () =>
      ((await api.get(job))?.status?.conditions ?? []).some(({ type }: { type: string }) => type === 'Failed'),
    );
}

/** Removes what the namespace does not take with it. */
export async function removeState({ api }: Cluster): Promise<void> {
  for (const object of SYSTEM) await api.requestOrThrow('DELETE', await api.path(object));
}
