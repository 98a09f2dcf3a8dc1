import type { Manifest } from '../charts/common/chart';
import { onceForEach } from '../model/once';
import { isClusterOfArgoCd } from './managed-argocd';
import {
  groupOf,
  type KeyRef,
  kindOf,
  type Objects,
  type Volume,
  type VolumeSource,
  type Workload,
  whole,
} from './objects';

/** One object names another. */
export interface Reference {
  readonly from: Manifest;
  /** Path of the field that names it. */
  readonly field: string;
  /** Kind of the named object (`kindOf`). ACK's references name no kind: for them it is the suffix of the API group. */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** Keys that a ConfigMap or Secret must have. */
  readonly keys?: readonly string[];
  /** It may be missing. @default false */
  readonly optional?: boolean;
  /** `from` cannot become healthy before the named object exists, so Argo CD would wait in vain. */
  readonly needed: boolean;
}

/** API group of grafana-operator. */
export const GRAFANA = 'grafana.integreatly.org';

/** Suffix of the API groups of ACK. */
export const ACK = 'services.k8s.aws';

/** Every reference between objects of an environment. */
export const referencesOf = onceForEach((objects: Objects): readonly Reference[] => [
  ...objects.workloads.flatMap(ofPods),
  ...objects.all.flatMap((object) => [...ofNamespace(object), ...ofKind(object), ...ofAck(object)]),
]);

/** What the namespace of an object must be, unless it is Argo CD's own. */
function ofNamespace(from: Manifest): Reference[] {
  const { namespace } = from.metadata;
  if (namespace === undefined || groupOf(from) === 'argoproj.io' || isClusterOfArgoCd(from)) return [];
  return [{ from, field: 'metadata.namespace', kind: 'Namespace', name: namespace, needed: true }];
}

function ofKind(from: Manifest): Reference[] {
  const { namespace } = from.metadata;
  const group = groupOf(from);
  switch (kindOf(from)) {
    case 'RoleBinding.rbac.authorization.k8s.io':
    case 'ClusterRoleBinding.rbac.authorization.k8s.io': {
      const { roleRef, subjects = [] } = from as unknown as Binding;
      const kind = `${roleRef.kind}.${group}`;
      const roleNamespace = roleRef.kind === 'Role' ? namespace : undefined;
      return [
        { from, field: 'roleRef.name', kind, name: roleRef.name, namespace: roleNamespace, needed: false },
        ...subjects.flatMap((subject, index) =>
          subject.kind === 'ServiceAccount'
            ? [serviceAccount(from, `subjects[${index}].name`, subject.name, subject.namespace)]
            : [],
        ),
      ];
    }
    case `PodIdentityAssociation.eks.${ACK}`:
      return [serviceAccount(from, 'spec.serviceAccount', from.spec.serviceAccount, from.spec.namespace)];
    case `FieldExport.${ACK}`: {
      const { resource } = from.spec.from;
      const { to } = from.spec;
      const kind = to.kind === 'secret' ? 'Secret' : 'ConfigMap';
      return [
        {
          from,
          field: 'spec.from.resource.name',
          kind: `${resource.kind}.${resource.group}`,
          name: resource.name,
          namespace,
          needed: true,
        },
        { from, field: 'spec.to.name', kind, name: to.name, namespace: to.namespace ?? namespace, needed: true },
      ];
    }
    case 'StatefulSet.apps':
      return [
        { from, field: 'spec.serviceName', kind: 'Service', name: from.spec.serviceName, namespace, needed: true },
      ];
    case `GrafanaDatasource.${GRAFANA}`:
      return ((from.spec.valuesFrom ?? []) as { valueFrom: { configMapKeyRef?: KeyRef } }[]).flatMap(
        ({ valueFrom: { configMapKeyRef: key } }, index) =>
          key
            ? [
                {
                  from,
                  field: `spec.valuesFrom[${index}].valueFrom.configMapKeyRef`,
                  kind: 'ConfigMap',
                  name: key.name,
                  namespace,
                  keys: [key.key],
                  needed: true,
                },
              ]
            : [],
      );
    case `Grafana.${GRAFANA}`: {
      const { name } = from.spec.external?.apiKey ?? {};
      return [{ from, field: 'spec.external.apiKey.name', kind: 'Secret', name, namespace, needed: false }];
    }
    case `GrafanaDashboard.${GRAFANA}`:
      return [
        {
          from,
          field: 'spec.folderRef',
          kind: `GrafanaFolder.${GRAFANA}`,
          name: from.spec.folderRef,
          namespace,
          needed: true,
        },
      ];
    default:
      return [];
  }
}

interface Binding {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** A binding or an association can exist before its service account. */
const serviceAccount = (from: Manifest, field: string, name: string, namespace = ''): Reference => ({
  from,
  field,
  kind: 'ServiceAccount',
  name,
  namespace,
  needed: false,
});

/** `roleRef: { from: { name } }`, `policyRefs: [{ from: { name } }]`, wherever they are in the spec. */
function ofAck(from: Manifest): Reference[] {
  if (!groupOf(from).endsWith(ACK)) return [];
  const found: Reference[] = [];
  const visit = (value: unknown, field: string, isReference: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    const target = isReference ? (value as { from?: { name?: string; namespace?: string } }).from : undefined;
    if (target?.name !== undefined) {
      const namespace = target.namespace ?? from.metadata.namespace;
      found.push({ from, field: `${field}.from.name`, kind: ACK, name: target.name, namespace, needed: true });
      return;
    }
    for (const [key, child] of Object.entries(whole(value))) {
      const path = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
      if (typeof child === 'object' && child !== null)
        visit(value[key as keyof typeof value], path, Array.isArray(value) ? isReference : /Refs?$/.test(key));
    }
  };
  visit(from.spec, 'spec', false);
  return found;
}

/** What the pods of a workload name. */
function ofPods(workload: Workload): Reference[] {
  const { object, namespace, pod } = workload;
  const field = `${workload.field}.spec`;
  const named: Named = (at, kind, { name, optional = false }, keys) =>
    name === undefined ? [] : [{ from: object, field: at, kind, name, namespace, keys, optional, needed: !optional }];
  const priorityClass = named(`${field}.priorityClassName`, PRIORITY_CLASS, { name: pod.priorityClassName });
  return [
    ...named(`${field}.serviceAccountName`, 'ServiceAccount', { name: pod.serviceAccountName }),
    ...priorityClass.map((reference) => ({ ...reference, namespace: undefined })),
    ...(pod.imagePullSecrets ?? []).flatMap((secret, index) =>
      named(`${field}.imagePullSecrets[${index}].name`, 'Secret', secret),
    ),
    ...(pod.volumes ?? []).flatMap((volume, index) =>
      ofVolume(volume, subPaths(workload, volume), `${field}.volumes[${index}]`, named),
    ),
    ...workload.containers.flatMap((container) => ofEnvironment(container, named)),
  ];
}

const PRIORITY_CLASS = 'PriorityClass.scheduling.k8s.io';

type Named = (
  field: string,
  kind: string,
  source: { readonly name?: string; readonly optional?: boolean },
  keys?: readonly string[],
) => Reference[];

/** Files of a volume that are mounted one by one. */
const subPaths = ({ containers }: Workload, { name }: Volume): string[] =>
  containers
    .flatMap(({ spec }) => spec.volumeMounts ?? [])
    .flatMap((mount) => (mount.name === name && mount.subPath !== undefined ? [mount.subPath] : []));

/** @param files what is mounted of it by name: keys, unless its items give them other names */
function ofVolume(volume: Volume, files: readonly string[], field: string, named: Named): Reference[] {
  const keys = ({ items }: VolumeSource) => items?.map(({ key }) => key) ?? files;
  const both = ({ configMap, secret }: Pick<Volume, 'configMap' | 'secret'>, at: string): Reference[] => [
    ...(configMap ? named(`${at}.configMap.name`, 'ConfigMap', configMap, keys(configMap)) : []),
    // A projected secret is called `name`, that of a volume `secretName`.
    ...(secret?.name ? named(`${at}.secret.name`, 'Secret', secret, keys(secret)) : []),
    ...(secret?.secretName
      ? named(`${at}.secret.secretName`, 'Secret', { ...secret, name: secret.secretName }, keys(secret))
      : []),
  ];
  const claim = volume.persistentVolumeClaim?.claimName;
  return [
    ...both(volume, field),
    ...named(`${field}.persistentVolumeClaim.claimName`, 'PersistentVolumeClaim', { name: claim }),
    ...(volume.projected?.sources ?? []).flatMap((source, index) =>
      both(source, `${field}.projected.sources[${index}]`),
    ),
  ];
}

function ofEnvironment({ spec, field }: Workload['containers'][number], named: Named): Reference[] {
  const variables = (spec.env ?? []).flatMap(({ valueFrom }, index) => {
    const at = `${field}.env[${index}].valueFrom`;
    const { configMapKeyRef: configMap, secretKeyRef: secret } = valueFrom ?? {};
    return [
      ...(configMap ? named(`${at}.configMapKeyRef`, 'ConfigMap', configMap, [configMap.key]) : []),
      ...(secret ? named(`${at}.secretKeyRef`, 'Secret', secret, [secret.key]) : []),
    ];
  });
  const whole = (spec.envFrom ?? []).flatMap(({ configMapRef = {}, secretRef = {} }, index) => [
    ...named(`${field}.envFrom[${index}].configMapRef.name`, 'ConfigMap', configMapRef),
    ...named(`${field}.envFrom[${index}].secretRef.name`, 'Secret', secretRef),
  ]);
  return [...variables, ...whole];
}
