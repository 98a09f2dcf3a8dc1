import { Failure } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { counts, kindOfNode, liveOf } from '../../nodes';
import { until } from '../../wait';
import { workloadsOf } from '../../workloads';
import { about, type EnvironmentContext } from '../environment';

/** Time until Kubernetes removes the pods of a lost node (40 s of quarantine, checked every 20 s) and starts new ones. */
const FORGET_SECONDS = 100;

/** Removes an EC2 node without warning: its pods run elsewhere, with their volumes. */
export async function checkLoss(context: EnvironmentContext): Promise<void> {
  const { cluster, environment, report, signal } = context;
  const node = await busiestNode(context);
  const bound = await claims(context);
  const since = performance.now();
  await cluster.api.requestOrThrow('DELETE', await cluster.api.path(node));
  const workloads = workloadsOf(environment);
  const missing = new Map<DistObject, string>();
  await until(
    'all run again',
    FORGET_SECONDS,
    async () => {
      missing.clear();
      for (const workload of workloads) {
        const live = await liveOf(cluster, workload);
        const { wanted } = counts(live.workload);
        const ready = live.pods.filter(
          ({ spec, status }) => spec.nodeName !== node.metadata.name && status.phase === 'Running',
        );
        if (ready.length < wanted)
          missing.set(workload, `${ready.length} of ${wanted} pods run without ${node.metadata.name}`);
      }
      return missing.size === 0;
    },
    signal,
  ).catch(() => {});
  for (const workload of workloads)
    await report.check({ ...about(context, 'runs again after the loss of a node', workload), since }, () => {
      const text = missing.get(workload);
      if (text) throw new Failure(text, workload);
      return undefined;
    });
  if (bound.size > 0)
    await report.check(about(context, 'every claim still has its volume after the loss of a node'), async () => {
      const now = await claims(context);
      for (const [name, volume] of bound)
        if (now.get(name) !== volume) throw new Error(`${name} had ${volume}, has ${now.get(name)}`);
      return [...bound].map(([name, volume]) => `${name}: ${volume}`).join(', ');
    });
}

/** The EC2 node with a pod that has a volume or, without such, with the most pods. */
async function busiestNode({ cluster }: EnvironmentContext): Promise<KubernetesObject> {
  const pods = await cluster.api.list('v1', 'Pod');
  const weight = (node: KubernetesObject): number =>
    pods
      .filter(({ spec }) => spec.nodeName === node.metadata.name)
      .reduce(
        (sum, { spec }) => sum + (spec.volumes?.some((v: KubernetesObject) => v.persistentVolumeClaim) ? 100 : 1),
        0,
      );
  const nodes = (await cluster.api.list('v1', 'Node')).filter((node) => kindOfNode(node) === 'ec2');
  const [busiest] = nodes.sort((a, b) => weight(b) - weight(a));
  if (!busiest) throw new Error('there is no EC2 node');
  return busiest;
}

/** The volume of every claim, by its namespace and name. */
async function claims({ cluster }: EnvironmentContext): Promise<Map<string, string>> {
  const all = await cluster.api.list('v1', 'PersistentVolumeClaim');
  return new Map(all.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, spec.volumeName]));
}
