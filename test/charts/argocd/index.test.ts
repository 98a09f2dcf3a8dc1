import type { Manifest } from '../../../charts/common/chart';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const chart = (input: EnvironmentInput) => {
  const { argocd = [], ...others } = synth(input);
  return {
    application: find(argocd, 'Application'),
    project: find(argocd, 'AppProject'),
    others: Object.values(others).flat(),
  };
};

const withArgoCd = (argocd: Partial<EnvironmentInput['argocd']>): EnvironmentInput => ({
  ...minimal,
  argocd: { ...minimal.argocd, ...argocd },
});

test('whoever deletes the Application deletes nothing else', () => {
  const { application, project } = chart(everything);
  for (const { metadata } of [application, project]) expect(metadata).not.toHaveProperty('finalizers');
});

test('Argo CD applies neither its project nor its application', () => {
  const { application, project } = chart(everything);
  for (const { metadata } of [application, project])
    expect(Object.keys(metadata.annotations ?? {})).not.toContain('argocd.argoproj.io/sync-wave');
  expect(application.spec.source).toEqual({
    repoURL: everything.argocd.repoUrl,
    targetRevision: 'main',
    path: 'dist/everything',
    directory: { recurse: false, include: '*.k8s.yaml' },
  });
});

test('it syncs by itself, prunes, never to nothing, and tries again with the newest commit until it succeeds', () => {
  const { automated, retry } = chart(minimal).application.spec.syncPolicy;
  expect(automated).toEqual({ prune: true, selfHeal: true, allowEmpty: false });
  expect(retry).toMatchObject({ limit: -1, refresh: true });
});

test('the project allows every object and nothing that is not there', () => {
  const { project, application, others } = chart(everything);
  const { clusterResourceWhitelist, namespaceResourceWhitelist, destinations, sourceRepos } = project.spec;
  expect(sourceRepos).toEqual([everything.argocd.repoUrl]);
  expect(application.spec.project).toBe(project.metadata.name);
  const key = ({ apiVersion, kind }: Manifest) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''} ${kind}`;
  // The bootstrap's own objects, which an administrator applies.
  const isOfBootstrap = ({ metadata }: Manifest) => metadata.labels?.['app.kubernetes.io/name'] === 'grafana-access';
  const namespaced = others.filter((object) => object.metadata.namespace && !isOfBootstrap(object));
  const global = others.filter(({ metadata }) => !metadata.namespace);
  const sorted = (values: string[]) => [...new Set(values)].sort();
  const kinds: { group: string; kind: string }[] = namespaceResourceWhitelist;
  const objects: { group: string; kind: string; name: string }[] = clusterResourceWhitelist;
  expect(kinds.map(({ group, kind }) => `${group} ${kind}`)).toEqual(sorted(namespaced.map(key)));
  expect(objects.map(({ group, kind, name }) => `${group} ${kind} ${name}`)).toEqual(
    sorted(global.map((object) => `${key(object)} ${object.metadata.name}`)),
  );
  const { namespace, server } = application.spec.destination;
  expect(destinations).toContainEqual({ namespace, server });
  expect(destinations.map((destination: { namespace: string }) => destination.namespace)).toEqual(
    sorted(namespaced.map(({ metadata }) => metadata.namespace ?? '')),
  );
  expect(JSON.stringify(project.spec)).not.toContain('*');
});

test.each([
  ['a self-managed Argo CD: its own cluster', {}, 'https://kubernetes.default.svc'],
  [
    "EKS's capability: the cluster's ARN",
    { flavor: 'eks-capability' },
    'arn:aws:eks:eu-central-1:111122223333:cluster/small',
  ],
  ['what the overlay says', { destinationServer: 'https://api.example.com' }, 'https://api.example.com'],
] as const)('destination of %s', (_, argocd, server) => {
  const { application, project } = chart(withArgoCd(argocd));
  expect(application.spec.destination.server).toBe(server);
  for (const destination of project.spec.destinations) expect(destination.server).toBe(server);
});

test("EKS's capability: its namespace is listed, its cluster registered by ARN for this project, and rights end where the objects do", () => {
  const input = withArgoCd({ flavor: 'eks-capability' });
  const { argocd = [], 'argocd-access': access = [], ...others } = synth(input);
  const { project } = chart(input);
  expect(project.spec.sourceNamespaces).toEqual(['argocd']);
  expect(find(argocd, 'Secret')).toMatchObject({
    metadata: { name: 'cluster-small', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    stringData: {
      name: 'small',
      server: 'arn:aws:eks:eu-central-1:111122223333:cluster/small',
      project: 'observability-minimal',
    },
  });
  const objects = Object.values(others).flat();
  const namespaces = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
  const bindings = access.filter(({ kind }) => kind === 'RoleBinding');
  expect(bindings.map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
  for (const { subjects } of [...bindings, find(access, 'ClusterRoleBinding')])
    expect(subjects).toEqual([
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'observability-minimal-argocd' },
    ]);
  const written = access
    .filter(({ kind }) => kind === 'ClusterRole')
    .flatMap(
      ({ rules }) =>
        rules as { apiGroups?: string[]; resources?: string[]; resourceNames?: string[]; verbs: string[] }[],
    )
    .filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
  for (const { apiGroups = [], resources = [], verbs } of written) {
    expect([...apiGroups, ...resources, ...verbs]).not.toContain('*');
    expect(verbs).not.toContain('escalate');
    expect(verbs).not.toContain('bind');
  }
  const clusterWide = written.filter(({ resourceNames, verbs }) => !resourceNames && verbs.length === 1);
  expect(clusterWide.flatMap(({ resources = [] }) => resources).sort()).toEqual([
    'clusterrolebindings',
    'clusterroles',
    'namespaces',
  ]);
});

test('a self-managed Argo CD is told of no cluster, and gets no rights', () => {
  const { argocd = [], ...others } = synth(minimal);
  expect(argocd.map(({ kind }) => kind)).toEqual(['AppProject', 'Application']);
  expect(others).not.toHaveProperty('argocd-access');
  expect(chart(minimal).project.spec).not.toHaveProperty('sourceNamespaces');
});

test('names follow the environment; namespace, project, revision and path the overlay', () => {
  const { application, project } = chart(
    withArgoCd({ namespace: 'gitops', project: 'platform', targetRevision: 'v1', path: 'observability/dist' }),
  );
  expect(application.metadata).toMatchObject({ name: 'observability-minimal', namespace: 'gitops' });
  expect(project.metadata).toMatchObject({ name: 'platform', namespace: 'gitops' });
  expect(application.spec.source).toMatchObject({ targetRevision: 'v1', path: 'observability/dist/minimal' });
});
