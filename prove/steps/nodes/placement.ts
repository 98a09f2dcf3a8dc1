import { Failure } from '../../check';
import type { DistObject, KubernetesObject } from '../../dist';
import { fargateNamespaces, kindOfNode, liveOf, type NodeKind, zoneOfNode } from '../../nodes';
import { until } from '../../wait';
import { workloadsOf } from '../../workloads';
import { about, type EnvironmentContext } from '../environment';

/** Where pods run, and whether Services reach them. */
export async function checkPlacement(context: EnvironmentContext): Promise<void> {
  const { cluster, environment } = context;
  const nodes = new Map((await cluster.api.list('v1', 'Node')).map((node) => [node.metadata.name, node]));
  for (const workload of workloadsOf(environment)) {
    const { pods } = await liveOf(cluster, workload);
    const at = pods.map(({ spec }) => nodes.get(spec.nodeName)).filter((node) => node !== undefined);
    if (workload.kind === 'DaemonSet') await checkDaemonSet(context, workload, at, [...nodes.values()]);
    else await checkNodeKinds(context, workload, at);
    await checkSpread(context, workload, at, [...nodes.values()]);
  }
  for (const service of environment.objects.filter(({ kind, value }) => kind === 'Service' && value.spec.selector))
    await checkService(context, service);
  await checkClaims(context, nodes);
}

const names = (nodes: readonly KubernetesObject[]): string => nodes.map(({ metadata }) => metadata.name).join(', ');

async function checkDaemonSet(
  context: EnvironmentContext,
  workload: DistObject,
  at: readonly KubernetesObject[],
  nodes: readonly KubernetesObject[],
): Promise<void> {
  await context.report.check(about(context, 'one pod on every EC2 node, none on Fargate or Windows', workload), () => {
    const wanted = nodes.filter((node) => ['ec2', 'dedicated'].includes(kindOfNode(node)));
    const without = wanted.filter((node) => !at.includes(node));
    const wrong = at.filter((node, index) => !wanted.includes(node) || at.indexOf(node) !== index);
    const path = ['spec', 'template', 'spec'];
    if (without.length > 0) throw new Failure(`no pod on ${names(without)}`, workload, path);
    if (wrong.length > 0) throw new Failure(`a pod on ${names(wrong)}`, workload, path);
    return `${at.length} nodes`;
  });
}

async function checkNodeKinds(
  context: EnvironmentContext,
  workload: DistObject,
  at: readonly KubernetesObject[],
): Promise<void> {
  const kind: NodeKind = fargateNamespaces(context.environment).includes(workload.namespace ?? '') ? 'fargate' : 'ec2';
  const label = kind === 'fargate' ? 'Fargate' : 'EC2';
  await context.report.check(about(context, `its pods run on ${label} with Linux`, workload), () => {
    const wrong = at.filter((node) => kindOfNode(node) !== kind);
    if (wrong.length > 0) throw new Failure(`a pod on ${names(wrong)}`, workload, ['spec', 'template', 'spec']);
    return undefined;
  });
}

/** Fargate chooses zones by itself, so that only pods on EC2 nodes count. */
async function checkSpread(
  context: EnvironmentContext,
  workload: DistObject,
  at: readonly KubernetesObject[],
  nodes: readonly KubernetesObject[],
): Promise<void> {
  if (at.length < 2 || workload.kind === 'DaemonSet' || at.some((node) => kindOfNode(node) === 'fargate')) return;
  await context.report.check(about(context, 'its pods are spread over the zones', workload), () => {
    const zones = [...new Set(nodes.map(zoneOfNode))];
    const perZone = zones.map((zone) => at.filter((node) => zoneOfNode(node) === zone).length);
    const text = zones.map((zone, index) => `${zone}: ${perZone[index]}`).join(', ');
    if (Math.max(...perZone) - Math.min(...perZone) > 1)
      throw new Failure(text, workload, ['spec', 'template', 'spec', 'topologySpreadConstraints']);
    return text;
  });
}

interface Endpoint {
  conditions: { ready?: boolean };
}

/** Waits for a while, because the endpoints controller follows the pods with a delay. */
async function checkService(context: EnvironmentContext, service: DistObject): Promise<void> {
  await context.report.check(about(context, 'every port has ready endpoints', service), async () => {
    let found = await endpointsOf(context, service);
    const look = async () => {
      found = await endpointsOf(context, service);
      return found.problem === undefined;
    };
    await until('every port has endpoints', 8, look, context.signal).catch(() => {});
    if (found.problem) throw found.problem;
    return `${found.count} endpoints`;
  });
}

/** The number of ready endpoints of a Service, and its problem. */
async function endpointsOf(
  { cluster }: EnvironmentContext,
  service: DistObject,
): Promise<{ count: number; problem?: Failure }> {
  const slices = (await cluster.api.list('discovery.k8s.io/v1', 'EndpointSlice', service.namespace)).filter(
    ({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.name,
  );
  const ready = slices.flatMap(({ endpoints }) =>
    ((endpoints ?? []) as Endpoint[]).filter(({ conditions }) => conditions.ready),
  );
  const count = ready.length;
  if (count === 0) return { count, problem: new Failure('no pod is behind it', service, ['spec', 'selector']) };
  for (const { name = '', port } of service.value.spec.ports) {
    const served = slices.some(({ ports }) => ports?.some((found: { name?: string }) => (found.name ?? '') === name));
    const problem = `no pod has the port that ${name || port} leads to`;
    if (!served) return { count, problem: new Failure(problem, service, ['spec', 'ports']) };
  }
  return { count };
}

/** Claims are bound to volumes in the zone that their pod is in. */
async function checkClaims(context: EnvironmentContext, nodes: ReadonlyMap<string, KubernetesObject>): Promise<void> {
  const { api } = context.cluster;
  for (const workload of workloadsOf(context.environment)) {
    if (!workload.value.spec.volumeClaimTemplates) continue;
    await context.report.check(about(context, 'every pod has its volume, in its zone', workload), async () => {
      const volumes = new Map(
        (await api.list('v1', 'PersistentVolume')).map((volume) => [volume.metadata.name, volume]),
      );
      const claims = new Map(
        (await api.list('v1', 'PersistentVolumeClaim', workload.namespace)).map((claim) => [
          claim.metadata.name,
          claim,
        ]),
      );
      const { pods } = await liveOf(context.cluster, workload);
      for (const { metadata, spec } of pods)
        for (const { persistentVolumeClaim } of spec.volumes ?? []) {
          if (!persistentVolumeClaim) continue;
          const claim = claims.get(persistentVolumeClaim.claimName);
          const volume = volumes.get(claim?.spec.volumeName);
          const node = nodes.get(spec.nodeName);
          if (!volume || !node || zoneOfNode(volume) !== zoneOfNode(node))
            throw new Failure(
              `pod ${metadata.name} is in ${node && zoneOfNode(node)}, its volume in ${volume && zoneOfNode(volume)}`,
              workload,
              ['spec', 'volumeClaimTemplates'],
            );
        }
      return `${claims.size} claims`;
    });
  }
}
