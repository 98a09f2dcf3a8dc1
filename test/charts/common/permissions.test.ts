import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../../charts/common/chart';
import { permissionsFor, resourceOf } from '../../../charts/common/permissions';

const object = (apiVersion: string, kind: string, name: string, namespace?: string): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

test('exactly what the objects need: kinds, namespaces and, without a namespace, names', () => {
  const permissions = permissionsFor([
    object('v1', 'Namespace', 'shop'),
    object('apps/v1', 'Deployment', 'web', 'shop'),
    object('apps/v1', 'Deployment', 'api', 'back'),
    object('v1', 'ConfigMap', 'web-config', 'shop'),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'web'),
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'api'),
  ]);
  expect(permissions).toEqual({
    namespaces: ['back', 'shop'],
    clusterResources: [
      { group: '', kind: 'Namespace', name: 'shop' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'api' },
      { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'web' },
    ],
    namespacedKinds: [
      { group: '', kind: 'ConfigMap' },
      { group: 'apps', kind: 'Deployment' },
    ],
  });
});

test('the resource of every kind is that of its definition', () => {
  const definitions = readdirSync('imports/crds').flatMap((file) =>
    parseAllDocuments(readFileSync(`imports/crds/${file}`, 'utf8')).map((document) => document.toJS()?.spec?.names),
  );
  const known = definitions.filter((names) => names?.plural);
  expect(known.length).toBeGreaterThan(20);
  for (const { kind, plural } of known) expect(resourceOf(kind)).toBe(plural);
  expect(['NetworkPolicy', 'DaemonSet', 'Ingress', 'StorageClass', 'ServiceAccount'].map(resourceOf)).toEqual([
    'networkpolicies',
    'daemonsets',
    'ingresses',
    'storageclasses',
    'serviceaccounts',
  ]);
});
