import { CLUSTER_SCOPED, type Manifest } from '../charts/common/chart';
import { environments, everything } from './support/environments';
import { KUBERNETES, schemaErrors, scopes } from './support/schemas';
import { synth } from './support/synth';

describe.each(KUBERNETES)('Kubernetes %s', (release) => {
  test.each(environments)('takes every object of %s', (_, environment) => {
    const refused = Object.entries(synth(environment)).flatMap(([chart, manifests]) =>
      manifests.flatMap((manifest) =>
        schemaErrors(manifest, release).map((error) => `${chart}: ${manifest.kind} ${manifest.metadata.name} ${error}`),
      ),
    );
    expect(refused).toEqual([]);
  });

  test('kinds without a namespace are those of the base chart', () => {
    const kinds = scopes(release);
    const written = new Set(Object.values(synth(everything)).flatMap((manifests) => manifests.map(({ kind }) => kind)));
    for (const { apiVersion, kind, scope } of kinds)
      if (CLUSTER_SCOPED.has(kind) || written.has(kind))
        expect({ apiVersion, kind, scope: CLUSTER_SCOPED.has(kind) ? 'Cluster' : 'Namespaced' }).toEqual({
          apiVersion,
          kind,
          scope,
        });
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...CLUSTER_SCOPED]));
  });
});

describe('the schemas refuse', () => {
  const deployment = (change: (spec: Manifest) => void): Manifest => {
    const manifest: Manifest = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', resources: { limits: { memory: '1Gi' } } }] },
        },
      },
    };
    change(manifest);
    return manifest;
  };
  const container = (manifest: Manifest) => manifest.spec.template.spec.containers[0];
  const cases: [string, Manifest, string[]][] = [
    ['nothing of a valid object', deployment(() => {}), []],
    [
      'an unknown field',
      deployment((manifest) => Object.assign(container(manifest), { imagePulPolicy: 'Always' })),
      ['/spec/template/spec/containers/0 must NOT have additional properties imagePulPolicy'],
    ],
    [
      'a missing field',
      deployment((manifest) => {
        manifest.spec.selector = undefined;
        delete manifest.spec.selector;
      }),
      ["/spec must have required property 'selector'"],
    ],
    [
      'what only the server writes',
      deployment((manifest) => Object.assign(manifest, { status: {} })),
      ['/ must NOT have additional properties status'],
    ],
    [
      'a size that is none',
      deployment((manifest) => Object.assign(container(manifest).resources.limits, { memory: '1GB' })),
      [expect.stringMatching('^/spec/template/spec/containers/0/resources/limits/memory must match pattern')] as never,
    ],
    [
      'one port twice',
      deployment((manifest) =>
        Object.assign(container(manifest), { ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }),
      ),
      ['/spec/template/spec/containers/0/ports must pass "x-kubernetes-list-map-keys" keyword validation'],
    ],
    [
      'an unknown field of a custom resource',
      {
        apiVersion: 'iam.services.k8s.aws/v1alpha1',
        kind: 'Role',
        metadata: { name: 'role' },
        spec: { name: 'role', assumeRolePolicyDocument: '{}', polices: [] },
      },
      ['/spec must NOT have additional properties polices'],
    ],
    [
      'a kind that is gone',
      { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'web' } },
      [expect.stringMatching('^there is no policy/v1beta1 PodDisruptionBudget in Kubernetes')] as never,
    ],
  ];
  test.each(cases)('%s', (_, manifest, errors) => {
    for (const release of KUBERNETES) expect(schemaErrors(manifest, release)).toEqual(errors);
  });
});
