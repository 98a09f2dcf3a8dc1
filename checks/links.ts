import type { Manifest } from '../charts/common/chart';
import { nameOf, type Problem } from '../model/problem';
import { isClusterOfArgoCd } from './managed-argocd';
import { groupOf, kindOf, type Objects, oneOf } from './objects';
import { ACK, type Reference, referencesOf } from './references';

/** Objects that every cluster has without us, by kind. */
const EXTERNAL: Readonly<Record<string, RegExp>> = {
  'PriorityClass.scheduling.k8s.io': /^system-(cluster|node)-critical$/,
  'ClusterRole.rbac.authorization.k8s.io': /^(view|edit|admin|system:.+)$/,
  ConfigMap: /^kube-root-ca\.crt$/,
};

const sameNamespace = (reference: Reference) => (object: Manifest) => object.metadata.namespace === reference.namespace;

/** Objects that a reference may mean; ACK's references name no kind. */
const candidates = (objects: Objects, { kind }: Reference): readonly Manifest[] =>
  kind === ACK ? objects.all.filter((object) => groupOf(object).endsWith(ACK)) : objects.ofKind(kind);

function target(objects: Objects, reference: Reference): Manifest | undefined {
  const { kind, name, namespace } = reference;
  if (kind !== ACK) return objects.find(kind, name, namespace);
  const expected = ackKind(reference.field);
  return candidates(objects, reference)
    .filter(sameNamespace(reference))
    .find((object) => object.metadata.name === name && (!expected || object.kind.toLowerCase() === expected));
}

/** Kind that a reference field of ACK says by its name: `spec.roleRef.from.name` → `role`; none for names of another form. */
function ackKind(field: string): string | undefined {
  const name = /(\w+?)Refs?(\[\d+\])?\.from\.name$/.exec(field)?.[1]?.toLowerCase();
  return name && ACK_KINDS.has(name) ? name : undefined;
}

const ACK_KINDS = new Set([
  'role',
  'policy',
  'workspace',
  'vpc',
  'cluster',
  'topic',
  'bucket',
  'taskdefinition',
  'targetgroup',
  'loadbalancer',
]);

/** Every object that is named exists, in the right namespace: service accounts, roles, ConfigMaps, Secrets, claims, ACK's references. */
export function* referencesExist(objects: Objects): Iterable<Problem> {
  for (const reference of referencesOf(objects)) {
    const { from, field, kind, name, namespace, optional } = reference;
    if (optional || target(objects, reference) || EXTERNAL[kind]?.test(name)) continue;
    const there = candidates(objects, reference).filter(sameNamespace(reference));
    const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
    const what = kind === ACK ? 'an ACK resource of that kind' : `a ${kind}`;
    yield {
      object: from,
      field,
      value: name,
      wrong: `is not ${what}${place}`,
      allowed: oneOf(new Set(there.map(({ metadata }) => metadata.name))),
    };
  }
}

/** Keys that ACK's FieldExport writes into a ConfigMap or a Secret. */
const exportedKeys = (objects: Objects, { metadata }: Manifest): string[] =>
  objects
    .ofKind(`FieldExport.${ACK}`)
    .filter(
      ({ spec, metadata: own }) =>
        spec.to.name === metadata.name && (spec.to.namespace ?? own.namespace) === metadata.namespace,
    )
    .map(({ spec, metadata: own }) => spec.to.key ?? `${own.namespace}.${own.name}`);

/** Every key of a ConfigMap or Secret that an object names exists in it. */
export function* referencedKeysExist(objects: Objects): Iterable<Problem> {
  for (const reference of referencesOf(objects)) {
    const object = reference.optional ? undefined : reference.keys && target(objects, reference);
    if (!object) continue;
    const has = [
      ...['data', 'binaryData', 'stringData'].flatMap((field) => Object.keys(object[field] ?? {})),
      ...exportedKeys(objects, object),
    ];
    for (const key of reference.keys ?? [])
      if (!has.includes(key))
        yield {
          object: reference.from,
          field: reference.field,
          value: key,
          wrong: `is not a key of ${nameOf(object)}`,
          allowed: oneOf(has),
        };
  }
}

const waveOf = ({ metadata }: Manifest): number => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);

/** No object is in an earlier sync wave than what it needs: Argo CD begins a wave only when the one before it is healthy. */
export function* nothingSyncsBeforeWhatItNeeds(objects: Objects): Iterable<Problem> {
  for (const reference of referencesOf(objects)) {
    const needed = reference.needed && target(objects, reference);
    if (!needed || waveOf(needed) <= waveOf(reference.from)) continue;
    yield {
      object: reference.from,
      field: 'metadata.annotations["argocd.argoproj.io/sync-wave"]',
      value: waveOf(reference.from),
      wrong: `is before ${nameOf(needed)}, which ${reference.field} needs`,
      allowed: `${waveOf(needed)} or later`,
    };
  }
}

const IAM_POLICY = `Policy.iam.${ACK}`;

/** Kinds whose objects have no effect unless another object names them. */
const REFERENCED = [
  'ServiceAccount',
  'Role.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'ConfigMap',
  'Secret',
  'PriorityClass.scheduling.k8s.io',
  IAM_POLICY,
];

/** Read by EKS itself. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const READ_BY_EKS = (object: Manifest): boolean =>
  object.kind === 'ConfigMap' &&
  object.metadata.namespace === 'aws-observability' &&
  object.metadata.name === 'aws-logging';

/** Read by people, in Argo CD. */
const READ_BY_PEOPLE = ({ kind, metadata }: Manifest): boolean => kind === 'ConfigMap' && metadata.name === 'bootstrap';

const isReadOutside = (object: Manifest): boolean =>
  READ_BY_EKS(object) || READ_BY_PEOPLE(object) || isClusterOfArgoCd(object);

/** No service account without a pod, no role without a binding, no configuration that nothing reads, no policy that no role has. */
export function* nothingIsUnused(objects: Objects): Iterable<Problem> {
  const references = referencesOf(objects);
  const named = new Set(references.filter(givesUse).map((reference) => target(objects, reference)));
  for (const kind of REFERENCED)
    for (const object of objects.ofKind(kind))
      if (!named.has(object) && !isReadOutside(object))
        yield {
          object,
          field: 'metadata.name',
          wrong: `nothing uses ${nameOf(object)}`,
          allowed: USERS[kind] ?? 'a pod',
        };
}

/** Only pods use a service account or a ConfigMap: a binding or a FieldExport does not count. */
const givesUse = ({ from, field }: Reference): boolean =>
  !field.startsWith('subjects[') &&
  kindOf(from) !== `PodIdentityAssociation.eks.${ACK}` &&
  kindOf(from) !== `FieldExport.${ACK}`;

const USERS: Readonly<Record<string, string>> = {
  'Role.rbac.authorization.k8s.io': 'a RoleBinding',
  'ClusterRole.rbac.authorization.k8s.io': 'a ClusterRoleBinding or RoleBinding',
  [IAM_POLICY]: 'a role of IAM',
};
