import { stringify } from 'yaml';
import { Failure } from '../../check';
import type { KubernetesObject } from '../../dist';
import { about } from '../environment';
import { type ArgoCdContext, filesOf, groupOf } from './context';
import { synced } from './prune';

/** What no commit may bring into a cluster. */
const outside = (namespace: string): { what: string; object: KubernetesObject; path: string[] }[] => [
  {
    what: 'a kind that is not its own',
    object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'outside', namespace } },
    path: ['spec', 'namespaceResourceWhitelist'],
  },
  {
    what: 'a namespace that is not its own',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'outside', namespace: 'kube-system' } },
    path: ['spec', 'destinations'],
  },
  {
    what: 'a right for the whole cluster',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'outside' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
    },
    path: ['spec', 'clusterResourceWhitelist'],
  },
];

/** The project refuses what the environment does not need, even if it is in git. */
export async function checkProject(context: ArgoCdContext): Promise<void> {
  const { environment, cluster, report, repository, application } = context;
  const project = environment.bootstrap.find(({ kind }) => kind === 'AppProject');
  const { source, destination } = application.value.spec;
  const foreign = outside(destination.namespace);
  const revision = repository.commit('All again, and what does not belong there', {
    ...filesOf(environment, application),
    [`${source.path}/outside.k8s.yaml`]: foreign.map(({ object }) => stringify(object)).join('---\n'),
  });
  const since = performance.now();
  const { operationState } = await synced(context, revision);
  for (const { what, object, path } of foreign)
    await report.check({ ...about(context, `refuses ${what}`, project), since }, async () => {
      const result = operationState?.syncResult?.resources?.find(
        ({ kind, name, group = '' }) =>
          kind === object.kind && name === object.metadata.name && group === groupOf(object.apiVersion),
      );
      const live = await cluster.api.get(object);
      if (live || result?.status !== 'SyncFailed')
        throw new Failure(
          `${object.kind} is ${live ? 'there' : `not refused: ${result?.message ?? operationState?.message}`}`,
          project,
          path,
        );
      return result.message;
    });
}
