import { Refused } from '../../api';
import { Failure } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { kindOfNode, liveOf, settle } from '../../nodes';
import { sleep } from '../../wait';
import { workloadsOf } from '../../workloads';
import { about, type EnvironmentContext } from '../environment';

/** Time for which an eviction is retried. A real drain retries indefinitely, so that one budget can block an upgrade. */
const PATIENCE_SECONDS = 15;

/** Replaces every EC2 node in turn as an upgrade does: cordon, evict, wait until everything runs again. */
export async function checkDrain(context: EnvironmentContext): Promise<void> {
  const { cluster, environment, report, signal } = context;
  const since = performance.now();
  const budgets = environment.objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
  const refusals = new Map<string, string>();
  for (const budget of budgets) {
    const found = await tryBudget(context, budget);
    if (found) refusals.set(`${budget.namespace}/${budget.name}`, found);
  }
  let stuck = '';
  for (const node of (await cluster.api.list('v1', 'Node')).filter((each) => kindOfNode(each) === 'ec2')) {
    if (refusals.size > 0 || stuck || signal.aborted) break;
    stuck = await drain(context, node, refusals);
    await cluster.api.patch(node, { spec: { unschedulable: null } });
  }
  for (const budget of budgets)
    await report.check(
      { ...about(context, 'lets every node be drained, and pods go one after the other', budget), since },
      () => {
        const refusal = refusals.get(`${budget.namespace}/${budget.name}`);
        if (refusal) throw new Failure(refusal, budget, ['spec']);
        return undefined;
      },
    );
  await report.check({ ...about(context, 'after every drain all workloads are ready again'), since }, () => {
    if (stuck) throw new Error(stuck);
    return undefined;
  });
}

/** Drains a node, and notes the budgets that refuse. @returns what did not become ready again */
async function drain(
  context: EnvironmentContext,
  node: KubernetesObject,
  refusals: Map<string, string>,
): Promise<string> {
  const { cluster, environment, signal } = context;
  await cluster.api.patch(node, { spec: { unschedulable: true } });
  const pods = (await cluster.api.list('v1', 'Pod')).filter(
    ({ spec, metadata }) => spec.nodeName === node.metadata.name && ownerKind(metadata) !== 'DaemonSet',
  );
  for (const pod of pods) {
    const refused = await evict(context, pod);
    if (refused)
      refusals.set(await budgetOf(context, pod), `${refused} (pod ${pod.metadata.name} on ${node.metadata.name})`);
  }
  if (refusals.size > 0) return ''; // the budget keeps the pod there, not the workload
  const missing = await settle(cluster, workloadsOf(environment), 30, signal);
  return [...missing].map(([{ id }, text]) => `without ${node.metadata.name}: ${id}: ${text}`).join('\n');
}

const ownerKind = ({ ownerReferences }: KubernetesObject['metadata']): string | undefined =>
  (ownerReferences as { kind: string }[] | undefined)?.[0]?.kind;

/** Requests an eviction until it is granted. @returns the refusal if it is not */
async function evict(
  { cluster, signal }: EnvironmentContext,
  { metadata }: KubernetesObject,
): Promise<string | undefined> {
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const answer = await requestEviction({ cluster }, metadata);
    if (answer.status < 300 || answer.status === 404) return undefined;
    if (answer.status !== 429) throw new Refused(answer, `evicting ${metadata.name}: `);
    if (Date.now() > deadline || signal.aborted)
      return (
        answer.body.details?.causes?.map(({ message }: { message: string }) => message).join('; ') ??
        answer.body.message
      );
    await sleep(200);
  }
}

const requestEviction = (
  { cluster }: Pick<EnvironmentContext, 'cluster'>,
  { namespace, name }: KubernetesObject['metadata'],
) =>
  cluster.api.request('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
  });

/** The budget that covers a pod, as `namespace/name`. */
async function budgetOf({ cluster }: EnvironmentContext, { metadata }: KubernetesObject): Promise<string> {
  const budgets = await cluster.api.list('policy/v1', 'PodDisruptionBudget', metadata.namespace);
  const labels = Object.entries(metadata.labels ?? {});
  const covers = ({ spec }: KubernetesObject) =>
    Object.entries(spec.selector.matchLabels).every(([key, value]) =>
      labels.some(([k, v]) => k === key && v === value),
    );
  return `${metadata.namespace}/${budgets.find(covers)?.metadata.name}`;
}

/** Evicts all pods of a budget at once: as many go as it allows, and the rest stay. @returns what is wrong with that */
async function tryBudget(
  { cluster, environment, signal }: EnvironmentContext,
  budget: DistObject,
): Promise<string | undefined> {
  const covered = workloadsOf(environment).filter(
    ({ namespace, value }) =>
      namespace === budget.namespace &&
      Object.entries(budget.value.spec.selector.matchLabels).every(
        ([key, text]) => value.spec.template.metadata.labels[key] === text,
      ),
  );
  const pods = (await Promise.all(covered.map((workload) => liveOf(cluster, workload)))).flatMap((live) => live.pods);
  if (pods.length === 0) return 'it covers no pod';
  const answers = await cluster.whileKubeletsPause(() =>
    Promise.all(pods.map(({ metadata }) => requestEviction({ cluster }, metadata))),
  );
  const gone = answers.filter(({ status }) => status < 300).length;
  await settle(cluster, covered, 30, signal);
  if (gone === 0) return `none of ${pods.length} pods may leave`;
  return gone === pods.length && pods.length > 1 ? `all ${gone} pods may leave at once` : undefined;
}
