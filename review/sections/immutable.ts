import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Finding } from '../finding';
import { titleOf } from '../items';
import { code, pathText } from '../markdown';

/**
 * Fields that an API refuses to change. Those of custom resources are the rules `self == oldSelf` of their
 * definitions in imports/crds/.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'AlertManagerDefinition.prometheusservice.services.k8s.aws': ['spec.workspaceID'],
  'LoggingConfiguration.prometheusservice.services.k8s.aws': ['spec.workspaceID'],
  'RuleGroupsNamespace.prometheusservice.services.k8s.aws': ['spec.name', 'spec.workspaceID'],
  'Bucket.s3.services.k8s.aws': ['spec.name', 'spec.namespace'],
  'Topic.sns.services.k8s.aws': ['spec.name'],
  'Subscription.sns.services.k8s.aws': ['spec.endpoint'],
  'VPCEndpoint.ec2.services.k8s.aws': ['spec.serviceNetworkARN', 'spec.serviceRegion'],
  'OpenIDConnectProvider.iam.services.k8s.aws': ['spec.url'],
  'Key.kms.services.k8s.aws': [
    'spec.customKeyStoreID',
    'spec.description',
    'spec.keySpec',
    'spec.keyUsage',
    'spec.multiRegion',
    'spec.origin',
  ],
  'GrafanaDashboard.grafana.integreatly.org': ['spec.instanceSelector', 'spec.publicSharing.accessToken', 'spec.uid'],
  'GrafanaDatasource.grafana.integreatly.org': ['spec.instanceSelector', 'spec.uid'],
  'GrafanaFolder.grafana.integreatly.org': ['spec.instanceSelector', 'spec.uid'],
  'Grafana.grafana.integreatly.org': ['spec.external.tenantNamespace'],
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

/** Kinds that refuse all changes of what they hold once they say `immutable: true`. https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable */
const SEALED = ['data', 'binaryData', 'stringData', 'immutable'];

/** Fields of an object of a kind that its API refuses to change. */
export const immutableFields = (kind: string): readonly string[] => FIELDS[kind] ?? [];

/** Fields that change in a pair although their API refuses it. */
export function refusedIn({ before, edits }: Pair): string[] {
  const edited = edits.map(({ path }) => pathText(path));
  const fields = before?.value.immutable === true ? SEALED : immutableFields(before?.kind ?? '');
  return fields.filter((field) =>
    edited.some((path) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`)),
  );
}

/**
 * Fields that cannot be changed and are: the sync fails until somebody deletes the object. One with another name is a new object.
 * @param told path of a field that is told otherwise
 */
export function immutable(pair: Pair, told?: string): Finding[] {
  if (isReplaced(pair)) return [];
  const item = itemOfPair(pair);
  return refusedIn(pair)
    .filter((field) => field !== told)
    .map((field) => ({
      section: 'Data at risk',
      harm: 82,
      text: `${code(titleOf(item))}: ${code(field)} cannot be changed: **the sync fails** until somebody deletes the object and Argo CD makes it again`,
      worst: `a sync that fails, because ${code(field)} of a ${code(item.kind.split('.')[0] ?? '')} cannot be changed`,
    }));
}
