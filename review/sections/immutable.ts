import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Finding } from '../finding';
import { titleOf } from '../items';
import { code, pathText } from '../markdown';

/**
 * Fields that an API refuses to change. Those of ACK are the rules `self == oldSelf` of its CRDs
 * (https://github.com/aws-controllers-k8s/prometheusservice-controller/tree/main/config/crd/bases and its neighbours).
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'AlertManagerDefinition.prometheusservice.services.k8s.aws': ['spec.workspaceID'],
  'LoggingConfiguration.prometheusservice.services.k8s.aws': ['spec.workspaceID'],
  'RuleGroupsNamespace.prometheusservice.services.k8s.aws': ['spec.name', 'spec.workspaceID'],
  'Bucket.s3.services.k8s.aws': ['spec.name'],
  'Topic.sns.services.k8s.aws': ['spec.name'],
  'Subscription.sns.services.k8s.aws': ['spec.endpoint'],
  'OpenIDConnectProvider.iam.services.k8s.aws': ['spec.url'],
  'Key.kms.services.k8s.aws': ['spec.description', 'spec.keySpec', 'spec.keyUsage', 'spec.multiRegion', 'spec.origin'],
  // https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
  'Deployment.apps': ['spec.selector'],
  'DaemonSet.apps': ['spec.selector'],
  // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#limitations
  'StatefulSet.apps': ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  'Job.batch': ['spec.selector', 'spec.template'],
  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
  'RoleBinding.rbac.authorization.k8s.io': ['roleRef'],
  'ClusterRoleBinding.rbac.authorization.k8s.io': ['roleRef'],
  // https://kubernetes.io/docs/concepts/services-networking/service/#choosing-your-own-ip-address
  Service: ['spec.clusterIP'],
};

/** Fields that cannot be changed and are: the sync fails until somebody deletes the object. One with another name is a new object. */
export function immutable(pair: Pair): Finding[] {
  if (isReplaced(pair)) return [];
  const item = itemOfPair(pair);
  const edited = pair.edits.map(({ path }) => pathText(path));
  const refused = (FIELDS[item.kind] ?? []).filter((field) =>
    edited.some((path) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  );
  return refused.map((field) => ({
    section: 'Data at risk',
    harm: 82,
    text: `${code(titleOf(item))}: ${code(field)} cannot be changed: **the sync fails** until somebody deletes the object and Argo CD makes it again`,
    worst: `a sync that fails, because ${code(field)} of a ${code(item.kind.split('.')[0] ?? '')} cannot be changed`,
  }));
}
