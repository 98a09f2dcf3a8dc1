import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { groupOf, join, type Objects } from './objects';
import { ACK, GRAFANA } from './references';

const WAVE = 'argocd.argoproj.io/sync-wave';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** What an administrator applies, not Argo CD: its own objects, and its rights. */
export const isOfAdministrator = (object: Manifest): boolean =>
  groupOf(object) === 'argoproj.io' || ADMINISTRATED.has(object.metadata.labels?.['app.kubernetes.io/name'] ?? '');

const ADMINISTRATED = new Set(['argocd', 'argocd-access', 'grafana-access']);
const optionsOf = ({ metadata }: Manifest): string[] => metadata.annotations?.[SYNC_OPTIONS]?.split(',') ?? [];

/** Every object that Argo CD applies has a wave, and namespaces are in the first one. */
export function* objectsHaveAWave(objects: Objects): Iterable<Problem> {
  const applied = objects.all.filter((object) => !isOfAdministrator(object));
  const waves = applied.map(({ metadata }) => Number(metadata.annotations?.[WAVE]));
  const first = Math.min(...waves.filter(Number.isInteger));
  for (const [index, object] of applied.entries()) {
    const field = `metadata.annotations["${WAVE}"]`;
    const value = object.metadata.annotations?.[WAVE];
    if (value === undefined || !Number.isInteger(waves[index]))
      yield {
        object,
        field,
        value,
        wrong: value === undefined ? 'missing' : 'is not a wave',
        allowed: 'a whole number, as text',
      };
    else if (object.kind === 'Namespace' && waves[index] !== first)
      yield { object, field, value, wrong: 'is not the first wave', allowed: String(first) };
  }
}

const COMPONENT = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by'];

/** Every object says which component it is of. */
export function* objectsSayTheirComponent(objects: Objects): Iterable<Problem> {
  for (const object of objects.all)
    for (const label of COMPONENT)
      if (!object.metadata.labels?.[label])
        yield { object, field: `metadata.labels["${label}"]`, wrong: 'missing', allowed: 'that of its component' };
}

/** A custom resource whose definition is not there yet does not fail the sync of the rest. */
export function* customResourcesMayComeLate(objects: Objects): Iterable<Problem> {
  for (const object of objects.all)
    if (
      (groupOf(object).endsWith(ACK) || groupOf(object) === GRAFANA) &&
      !optionsOf(object).includes('SkipDryRunOnMissingResource=true')
    )
      yield {
        object,
        field: `metadata.annotations["${SYNC_OPTIONS}"]`,
        wrong: 'has no SkipDryRunOnMissingResource=true: one missing definition would fail the whole sync',
        allowed: 'it among the options',
      };
}

/** Options and annotations that switch off what keeps a sync from breaking something. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
const OFF = /^(Validate=false|Replace=true|Force=true|Prune=confirm|ApplyOutOfSyncOnly=true)$/;
const FOREIGN = /^argocd\.argoproj\.io\/(tracking-id|instance|hook|hook-delete-policy|refresh|skip-reconcile)$/;

/** No object switches a safety of the sync off, or says what Argo CD alone says. */
export function* syncsAreSafe(objects: Objects): Iterable<Problem> {
  for (const object of objects.all) {
    for (const option of optionsOf(object).filter((each) => OFF.test(each)))
      yield {
        object,
        field: `metadata.annotations["${SYNC_OPTIONS}"]`,
        value: option,
        wrong: 'switches off a safety of the sync',
        allowed: 'none such',
      };
    for (const key of [...Object.keys(object.metadata.annotations ?? {}), ...Object.keys(object.metadata.labels ?? {})])
      if (FOREIGN.test(key))
        yield { object, field: `metadata.annotations["${key}"]`, wrong: 'is for Argo CD to write', allowed: 'none' };
  }
}

/** What an Application must say, by field: how it is read, and what is allowed. */
const APPLICATION: readonly (readonly [
  field: string,
  isRight: (spec: Manifest['spec']) => boolean,
  allowed: string,
])[] = [
  ['syncPolicy.automated.selfHeal', ({ syncPolicy }) => syncPolicy?.automated?.selfHeal === true, 'true'],
  ['syncPolicy.automated.prune', ({ syncPolicy }) => syncPolicy?.automated?.prune === true, 'true'],
  [
    'syncPolicy.automated.allowEmpty',
    ({ syncPolicy }) => !syncPolicy?.automated?.allowEmpty,
    'false: an empty folder would delete everything',
  ],
  [
    'syncPolicy.retry',
    ({ syncPolicy }) => Number(syncPolicy?.retry?.limit) !== 0 && syncPolicy?.retry !== undefined,
    'retries',
  ],
  ...['ServerSideApply=true', 'FailOnSharedResource=true', 'PruneLast=true'].map(
    (option) =>
      [
        'syncPolicy.syncOptions',
        ({ syncPolicy }: Manifest['spec']) => Boolean(syncPolicy?.syncOptions?.includes(option)),
        `${option} among them`,
      ] as const,
  ),
  [
    'syncPolicy.syncOptions',
    ({ syncPolicy }) => !syncPolicy?.syncOptions?.some((each: string) => OFF.test(each)),
    'no option that switches a safety off',
  ],
  [
    'source.directory.recurse',
    ({ source }) => source?.directory?.recurse !== true,
    'false: bootstrap/ is not for Argo CD',
  ],
  ['source.directory.include', ({ source }) => source?.directory?.include === '*.k8s.yaml', '*.k8s.yaml'],
  ['ignoreDifferences', ({ ignoreDifferences }) => ignoreDifferences === undefined, 'none'],
];

/** The Application heals, prunes last and never to nothing, and leaves alone what is not ours; its project allows nothing in general. */
export function* applicationsAreSafe(objects: Objects): Iterable<Problem> {
  const projects = objects.ofKind('AppProject.argoproj.io');
  for (const object of objects.ofKind('Application.argoproj.io')) {
    for (const [field, isRight, allowed] of APPLICATION)
      if (!isRight(object.spec))
        yield { object, field: `spec.${field}`, wrong: 'is a safety that is off, or missing', allowed };
    if (JSON.stringify((object.metadata as { finalizers?: unknown }).finalizers ?? '').includes('resources-finalizer'))
      yield {
        object,
        field: 'metadata.finalizers',
        wrong: 'whoever deletes the Application deletes everything',
        allowed: 'none',
      };
    if (!projects.some(({ metadata }) => metadata.name === object.spec.project))
      yield {
        object,
        field: 'spec.project',
        value: object.spec.project,
        wrong: 'is not a project that is here',
        allowed: join(projects.map(({ metadata }) => metadata.name)),
      };
  }
  for (const object of projects) {
    const {
      sourceRepos = [],
      destinations = [],
      clusterResourceWhitelist = [],
      namespaceResourceWhitelist = [],
    } = object.spec;
    const values: [string, unknown][] = [
      ...sourceRepos.map((value: unknown) => ['sourceRepos', value]),
      ...destinations.flatMap((each: object) => Object.values(each).map((value) => ['destinations', value])),
      ...[...clusterResourceWhitelist, ...namespaceResourceWhitelist].flatMap((each: object) =>
        Object.values(each).map((value) => ['…ResourceWhitelist', value]),
      ),
    ];
    for (const [field, value] of values)
      if (String(value).includes('*'))
        yield {
          object,
          field: `spec.${field}`,
          value,
          wrong: 'allows more than what is here',
          allowed: 'single names',
        };
  }
}
