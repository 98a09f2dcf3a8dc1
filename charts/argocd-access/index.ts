import {
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeRoleBinding,
  type PolicyRule,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { BOOTSTRAP_FOLDER } from '../../model/names/bootstrap-steps';
import { ComponentChart, type Manifest } from '../common/chart';
import { permissionsFor, resourceOf } from '../common/permissions';

/** Props of what Argo CD may do in the cluster. */
export interface ArgoCdAccessProps {
  /** Group that the IAM role of Argo CD is in. */
  readonly group: string;
  /** Every object that Argo CD applies. */
  readonly manifests: readonly Manifest[];
}

const RBAC = 'rbac.authorization.k8s.io';

/**
 * What EKS's managed Argo CD may do in the cluster: read everything, which it needs for discovery and health, and write the kinds of
 * the environment in its namespaces and its objects without a namespace, by name. The capability brings no rights of its own for that.
 * A role that it writes can allow only what it may do itself, so no more than reading.
 * https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html
 */
export class ArgoCdAccess extends ComponentChart {
  constructor(scope: Construct, { group, manifests }: ArgoCdAccessProps) {
    super(scope, 'argocd-access', { folder: BOOTSTRAP_FOLDER });
    const { namespaces, clusterResources, namespacedKinds } = permissionsFor(manifests);
    const subjects = [{ apiGroup: RBAC, kind: 'Group', name: group }];
    const whole = group;
    const within = `${group}-objects`;
    new KubeClusterRole(this, 'whole', { metadata: { name: whole }, rules: [...READ, ...byName(clusterResources)] });
    new KubeClusterRoleBinding(this, 'whole-binding', {
      metadata: { name: whole },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: whole },
      subjects,
    });
    new KubeClusterRole(this, 'within', { metadata: { name: within }, rules: byKind(namespacedKinds) });
    for (const namespace of namespaces)
      new KubeRoleBinding(this, `in-${namespace}`, {
        metadata: { name: within, namespace },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: within },
        subjects,
      });
  }
}

/** All of it: Argo CD fails without. */
const READ: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
  { nonResourceUrLs: ['*'], verbs: ['get'] },
];

const CHANGE = ['delete', 'patch', 'update'];

/** Objects without a namespace, by name; Kubernetes cannot limit the names of those that are created. */
function byName(all: readonly { group: string; kind: string; name: string }[]): PolicyRule[] {
  const kinds = [...new Set(all.map(({ group, kind }) => `${group} ${kind}`))];
  return kinds.flatMap((each) => {
    const [group = '', kind = ''] = each.split(' ');
    const resourceNames = all.filter((one) => one.group === group && one.kind === kind).map(({ name }) => name);
    const rule = { apiGroups: [group], resources: [resourceOf(kind)] };
    return [
      { ...rule, verbs: ['create'] },
      { ...rule, resourceNames, verbs: CHANGE },
    ];
  });
}

/** Kinds in namespaces, a rule for each API group. */
const byKind = (all: readonly { group: string; kind: string }[]): PolicyRule[] =>
  [...new Set(all.map(({ group }) => group))].map((group) => ({
    apiGroups: [group],
    resources: all.filter((one) => one.group === group).map(({ kind }) => resourceOf(kind)),
    verbs: ['create', ...CHANGE],
  }));
