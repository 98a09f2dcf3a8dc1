import { type DistObject, readDist } from '../../prove/dist';
import { Report } from '../../prove/report';
import { type ArgoCdContext, isAck, keyOf, nameOf, objectOf } from '../../prove/steps/argocd/context';
import { isHealthy } from '../../prove/steps/argocd/history';
import { lateGroup } from '../../prove/steps/argocd/late';
import { holdsData } from '../../prove/steps/argocd/prune';
import { checkDependencies, checkWaves, needsOf } from '../../prove/steps/argocd/waves';

const [dev] = readDist('dist', 'dev');
if (!dev) throw new Error('dist has no dev');

/** A context in which objects came, and were healthy, at the revisions that are given. */
function sceneOf(came: (object: DistObject, index: number) => number, healthy = came) {
  const report = new Report();
  const at = (revision: typeof came) =>
    new Map(dev?.objects.map((object, index) => [keyOf(object.value), revision(object, index)]));
  const history = { came: at(came), healthy: at(healthy) };
  return { environment: dev, history, report, knowsAck: true } as unknown as ArgoCdContext;
}

const failed = ({ report }: ArgoCdContext) =>
  report.checks.filter(({ status }) => status === 'failed').map(({ subject, detail }) => `${subject}: ${detail}`);

test('waves that begin one after the other are in order', async () => {
  const context = sceneOf(({ wave }) => wave + 100);
  await checkWaves(context);
  expect(context.report.checks.length).toBe(new Set(dev.objects.map(({ wave }) => wave)).size - 1);
  expect(failed(context)).toEqual([]);
});

test('a wave that does not wait for one object is not', async () => {
  const context = sceneOf(
    ({ wave }) => wave + 100,
    ({ id, wave }) => (id === 'Topic aws-observability/notifications-critical' ? 1000 : wave + 100),
  );
  await checkWaves(context);
  expect(failed(context)).toEqual([
    expect.stringMatching(/^wave 5 is healthy before wave 8 begins: Topic .* is healthy at revision 1000/),
  ]);
});

test('an agent needs its namespace, account, files, role and log groups', () => {
  const agent = dev.objects.find(({ kind }) => kind === 'DaemonSet');
  const kinds = new Set(
    needsOf(
      sceneOf(() => 1),
      agent as DistObject,
    ).map(({ kind }) => kind),
  );
  expect([...kinds].sort()).toEqual(['ConfigMap', 'LogGroup', 'Namespace', 'Role', 'ServiceAccount']);
});

test('what needs something that comes later is found, a CronJob too', async () => {
  const [prod] = readDist('dist', 'prod');
  if (!prod) throw new Error('dist has no prod');
  const late = 'ConfigMap aws-observability/grafana-token-script';
  const came = new Map(prod.objects.map(({ id, value }) => [keyOf(value), id === late ? 2 : 1]));
  const context = {
    ...sceneOf(() => 1),
    environment: prod,
    history: { came, healthy: came },
  } as unknown as ArgoCdContext;
  await checkDependencies(context);
  expect(failed(context)).toEqual([
    `CronJob aws-observability/grafana-token: what it needs is there before it: ${late} is there at revision 2, CronJob aws-observability/grafana-token at 1`,
  ]);
});

test('what holds data is known by its kind, not by its options', () => {
  const context = sceneOf(() => 1);
  const holders = dev.objects.filter((object) => holdsData(context, object));
  expect([...new Set(holders.map(({ kind }) => kind))].sort()).toEqual([
    'ConfigMap',
    'LogGroup',
    'Namespace',
    'Workspace',
  ]);
});

test('the kinds that come last are late', () => {
  expect(lateGroup(dev)).toBe('elbv2.services.k8s.aws');
  expect(lateGroup({ ...dev, objects: [] })).toBe('');
});

test('a Service of ECS is not one of Kubernetes', () => {
  const context = sceneOf(() => 1);
  const service = { kind: 'Service', namespace: 'aws-observability', name: 'ecs-firelens' };
  expect(objectOf(context, service)).toBe(undefined);
  const found = objectOf(context, { group: 'ecs.services.k8s.aws', ...service });
  expect(found && isAck(found.value)).toBe(true);
  expect(nameOf(service)).toBe('Service aws-observability/ecs-firelens');
});

test('a resource of ACK is healthy when it is synced, a workload when its pods are ready, all else at once', () => {
  const metadata = { name: 'a', generation: 1 };
  const role = { apiVersion: 'iam.services.k8s.aws/v1alpha1', kind: 'Role', metadata };
  expect(isHealthy(role)).toBe(false);
  expect(isHealthy({ ...role, status: { conditions: [{ type: 'ACK.ResourceSynced', status: 'True' }] } })).toBe(true);
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { replicas: 1 } };
  expect(isHealthy(set)).toBe(false);
  expect(isHealthy({ ...set, status: { observedGeneration: 1, readyReplicas: 1, updatedReplicas: 1 } })).toBe(true);
  expect(isHealthy({ apiVersion: 'v1', kind: 'Service', metadata })).toBe(true);
});
