import { CLUSTER_SCOPED, type Manifest } from '../charts/common/chart';
import { nameOf, type Problem } from '../model/problem';
import { identityOf, kindOf, type Objects } from './objects';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** A name in a path. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names */
const SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;

interface Rule {
  readonly pattern: RegExp;
  /** Characters. */
  readonly most: number;
  readonly what: string;
}

const label = (most: number): Rule => ({ pattern: LABEL, most, what: `a DNS label of at most ${most} characters` });
const subdomain: Rule = { pattern: SUBDOMAIN, most: 253, what: 'a DNS subdomain of at most 253 characters' };
const segment: Rule = { pattern: SEGMENT, most: 253, what: 'a name without "/" and "%"' };

/**
 * Rules that are narrower than a DNS subdomain. The pods of a StatefulSet are labelled with its name and a hash of ten
 * characters, those of a CronJob's jobs with its name and a time of eleven.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
const RULES: Readonly<Record<string, Rule>> = {
  Namespace: label(63),
  Service: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    most: 63,
    what: 'a DNS label that begins with a letter, of at most 63 characters',
  },
  'Deployment.apps': label(63),
  'DaemonSet.apps': label(63),
  'StatefulSet.apps': label(52),
  'Job.batch': label(63),
  'CronJob.batch': label(52),
  'Role.rbac.authorization.k8s.io': segment,
  'RoleBinding.rbac.authorization.k8s.io': segment,
  'ClusterRole.rbac.authorization.k8s.io': segment,
  'ClusterRoleBinding.rbac.authorization.k8s.io': segment,
};

const fits = (name: string, { pattern, most }: Rule): boolean => name.length <= most && pattern.test(name);

/** Every name is valid for its kind. */
export function* namesFitTheirKind(objects: Objects): Iterable<Problem> {
  for (const object of objects.all) {
    const rule = RULES[kindOf(object)] ?? subdomain;
    if (!fits(object.metadata.name, rule))
      yield {
        object,
        field: 'metadata.name',
        value: object.metadata.name,
        wrong: `is not a name of a ${object.kind}`,
        allowed: rule.what,
      };
  }
}

/** No object exists twice: Argo CD would keep the last one, with a warning. */
export function* namesAreUnique(objects: Objects): Iterable<Problem> {
  const seen = new Set<string>();
  for (const object of objects.all) {
    const identity = identityOf(kindOf(object), object.metadata.name, object.metadata.namespace);
    if (seen.has(identity))
      yield {
        object,
        field: 'metadata.name',
        wrong: `${nameOf(object)} exists twice`,
        allowed: 'one of that kind, namespace and name',
      };
    seen.add(identity);
  }
}

/** Cluster-scoped objects name no namespace, and all others name one. */
export function* onlyClusterScopedHaveNoNamespace(objects: Objects): Iterable<Problem> {
  for (const object of objects.all) {
    const { namespace } = object.metadata;
    const field = 'metadata.namespace';
    if (CLUSTER_SCOPED.has(object.kind) && namespace !== undefined)
      yield { object, field, wrong: `a ${object.kind} has no namespace`, allowed: 'none' };
    if (!CLUSTER_SCOPED.has(object.kind) && !namespace)
      yield { object, field, wrong: 'missing', allowed: `the namespace of the ${object.kind}` };
  }
}

const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const QUALIFIED_KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

type Fields = Readonly<Record<string, string>>;

/** Labels and annotations are such as the API server takes. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function* labelsAreValid(objects: Objects): Iterable<Problem> {
  for (const { object, field, labels, annotations } of labelled(objects)) {
    for (const [key, value] of Object.entries(labels))
      if (!LABEL_VALUE.test(value))
        yield {
          object,
          field: `${field}.labels["${key}"]`,
          value,
          wrong: 'is not the value of a label',
          allowed: 'at most 63 letters, digits and - _ .',
        };
    for (const key of [...Object.keys(labels), ...Object.keys(annotations)])
      if (!QUALIFIED_KEY.test(key))
        yield {
          object,
          field,
          value: key,
          wrong: 'is not a key of a label or annotation',
          allowed: 'prefix/name, the name of at most 63 characters',
        };
    for (const [key, value] of Object.entries(annotations))
      if (typeof value !== 'string')
        yield {
          object,
          field: `${field}.annotations["${key}"]`,
          value,
          wrong: 'is not a string',
          allowed: 'a string',
        };
  }
}

function labelled(objects: Objects): { object: Manifest; field: string; labels: Fields; annotations: Fields }[] {
  return [
    ...objects.all.map((object) => ({
      object,
      field: 'metadata',
      labels: object.metadata.labels ?? {},
      annotations: object.metadata.annotations ?? {},
    })),
    ...objects.workloads.map(({ object, field, labels, annotations }) => ({
      object,
      field: `${field}.metadata`,
      labels,
      annotations,
    })),
  ];
}

/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
const CONFIG_MAP_MAX_BYTES = 1024 * 1024;

/** Names within objects: containers, ports, volumes, keys of ConfigMaps. */
export function* namesWithinObjectsAreValid(objects: Objects): Iterable<Problem> {
  const refuse = (object: Manifest, field: string, name: string, what: string, expected: string): Problem => ({
    object,
    field,
    value: name,
    wrong: `is not ${what}`,
    allowed: expected,
  });
  for (const { object, containers, volumeNames, field } of objects.workloads) {
    for (const { spec, field: at } of containers) {
      if (!fits(spec.name, label(63)))
        yield refuse(object, `${at}.name`, spec.name, 'the name of a container', label(63).what);
      for (const [index, { name }] of (spec.ports ?? []).entries())
        if (
          name !== undefined &&
          !(name.length <= 15 && LABEL.test(name) && /[a-z]/.test(name) && !name.includes('--'))
        )
          yield refuse(
            object,
            `${at}.ports[${index}].name`,
            name,
            'the name of a port',
            'at most 15 characters a–z, 0–9 and "-", with a letter',
          );
    }
    for (const name of volumeNames)
      if (!fits(name, label(63)))
        yield refuse(object, `${field}.spec.volumes`, name, 'the name of a volume', label(63).what);
  }
  for (const object of objects.ofKind('ConfigMap')) {
    const data: [string, string][] = Object.entries(object.data ?? {});
    for (const [key] of data)
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key))
        yield refuse(object, 'data', key, 'a key of a ConfigMap', 'at most 253 letters, digits and - _ .');
    const bytes = data.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
    if (bytes > CONFIG_MAP_MAX_BYTES)
      yield {
        object,
        field: 'data',
        value: bytes,
        wrong: 'bytes do not fit in a ConfigMap',
        allowed: `at most ${CONFIG_MAP_MAX_BYTES}`,
      };
  }
}
