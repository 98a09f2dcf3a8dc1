import type { Manifest } from '../charts/common/chart';
import { synthEnvironment } from '../synth/environment';
import { environment, environments } from './support/environments';
import { synth } from './support/synth';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
const isCustom = ({ apiVersion }: Manifest) => /services\.k8s\.aws\//.test(apiVersion);
const optionsOf = ({ metadata }: Manifest) => metadata.annotations?.[SYNC_OPTIONS]?.split(',') ?? [];

/** Pod specs with the object that holds them. */
const podsOf = (objects: Manifest[]) =>
  objects.flatMap((object) =>
    object.spec?.template?.spec?.containers ? [{ object, spec: object.spec.template.spec }] : [],
  );

/** What holds for every object of every environment, whatever component wrote it. What synth itself checks is in checks. */
describe.each(environments)('%s', (_, input) => {
  const charts = synth(input);
  const { argocd = [], ...others } = charts;
  const objects = Object.values(others).flat();
  const name = (object: Manifest) => `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  /** Names of the objects that break a rule: none. */
  const breaking = (list: Manifest[], holds: (object: Manifest) => boolean) =>
    list.filter((object) => !holds(object)).map(name);

  test('the checks find nothing', () => {
    expect(synthEnvironment(environment(input)).problems).toEqual([]);
  });

  test('one file a chart, named like it; what an administrator applies is apart', () => {
    const files = [...synthEnvironment(environment(input)).files.keys()];
    expect(files.filter((file) => !file.includes('/bootstrap/')).sort()).toEqual(
      Object.keys(others)
        .map((chart) => `${input.name}/${chart}.k8s.yaml`)
        .sort(),
    );
  });

  test('every object has the labels of its component', () => {
    for (const [chart, manifests] of Object.entries(charts))
      for (const { metadata } of manifests)
        expect(metadata.labels).toMatchObject({
          'app.kubernetes.io/name': expect.any(String),
          'app.kubernetes.io/part-of': 'aws-observability',
          'app.kubernetes.io/managed-by': 'cdk8s',
          ...(chart !== 'sample-apps' && { 'app.kubernetes.io/name': chart }),
        });
  });

  test('every object that Argo CD applies has a sync wave', () => {
    expect(
      breaking(objects, ({ metadata }) => /^-?\d+$/.test(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '')),
    ).toEqual([]);
    expect(
      breaking(argocd, ({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] === undefined),
    ).toEqual([]);
  });

  test('namespaces come first, and are never pruned', () => {
    const waves = objects.map(({ metadata }) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']));
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    for (const { metadata } of namespaces)
      expect(Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'])).toBe(Math.min(...waves));
    expect(breaking(namespaces, (object) => optionsOf(object).includes('Prune=false'))).toEqual([]);
  });

  test('a custom resource whose CRD is not there yet does not fail the sync of the rest', () => {
    expect(
      breaking(objects.filter(isCustom), (object) => optionsOf(object).includes('SkipDryRunOnMissingResource=true')),
    ).toEqual([]);
  });

  test('what ACK must not delete, Argo CD must not prune', () => {
    const retained = objects.filter(
      ({ metadata }) => metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain',
    );
    expect(breaking(retained, (object) => optionsOf(object).includes('Prune=false'))).toEqual([]);
    const data = objects.filter(
      (object) => isCustom(object) && ['LogGroup', 'Workspace', 'Bucket'].includes(object.kind),
    );
    expect(breaking(data, (object) => retained.includes(object))).toEqual([]);
  });

  test('Argo CD alone says what it tracks', () => {
    expect(JSON.stringify(charts)).not.toMatch(/argocd\.argoproj\.io\/(tracking-id|instance)/);
    expect(JSON.stringify(charts)).not.toContain('resources-finalizer.argocd.argoproj.io');
  });

  test('no container runs privileged, gains privileges, or keeps capabilities that it does not name', () => {
    for (const { object, spec } of podsOf(objects))
      for (const { name: container, securityContext } of [...spec.containers, ...(spec.initContainers ?? [])])
        expect({ object: name(object), container, securityContext }).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
    for (const { object, spec } of podsOf(objects))
      expect({ object: name(object), security: spec.securityContext?.seccompProfile }).toEqual({
        object: name(object),
        security: { type: 'RuntimeDefault' },
      });
    expect(JSON.stringify(objects)).not.toContain('"privileged":true');
  });

  test('no role reaches what it does not name, nor kubelets through the proxy', () => {
    const roles = objects.filter(({ apiVersion }) => apiVersion.startsWith('rbac.'));
    expect(JSON.stringify(roles)).not.toMatch(/"\*"|nodes\/proxy|"secrets"|"escalate"|"bind"|"impersonate"/);
  });

  test('no secret is written down', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret').map(name)).toEqual([]);
  });
});
