import { type AwsLocation, arn } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import type { Statement } from '../../common/iam';
import {
  becomesOwn,
  isOwn,
  type KindStatements,
  NO_RESOURCE_TYPE,
  NOT_KNOWN_YET,
  referenced,
  type Site,
  unique,
  unscoped,
  verbs,
} from './statements';

/** Stands for the ID of a workspace that is still to be made. */
const ANY_ID = '*';

/** ID of a workspace that ACK manages; known only if ACK adopts an existing one. */
const idOf = ({ metadata }: Manifest): string =>
  JSON.parse(metadata.annotations?.['services.k8s.aws/adoption-fields'] ?? '{}').workspaceID ?? ANY_ID;

/** ID of the workspace that an object is in. */
const workspaceId = ({ spec }: Manifest, all: readonly Manifest[]): string =>
  spec.workspaceID ?? idOf(referenced(all, 'Workspace', spec.workspaceRef));

const workspaceArn = (at: AwsLocation, id: string): string => arn(at, 'aps', `workspace/${id}`);

/** A statement on ARNs, which says why where they hold no ID. */
const statement = (sid: string, resources: readonly string[], ...actions: string[]): Statement => ({
  sid,
  actions: verbs('aps', ...actions),
  resources: unique(resources),
  ...(hasNoId(resources) && { reason: NOT_KNOWN_YET }),
});

const hasNoId = (resources: readonly string[]): boolean => resources.some((resource) => resource.includes(ANY_ID));

/** A statement on workspaces: where their IDs are not known, on those with the tag of the environment. */
const onWorkspaces = (sid: string, site: Site, ids: readonly string[], ...actions: string[]): Statement => {
  const resources = ids.map((id) => workspaceArn(site, id));
  return { ...statement(sid, resources, ...actions), ...(hasNoId(resources) && { conditions: isOwn(site) }) };
};

/**
 * IAM statements for `Workspace` of Amazon Managed Prometheus. The tag of the environment comes with the creation, and can be put on
 * no other workspace: while a resource is created with a tag, IAM has it as its tag already.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
export const workspace: KindStatements = (manifests, site) => [
  {
    sid: 'CreateWorkspaces',
    actions: verbs('aps', 'CreateWorkspace'),
    resources: ['*'],
    reason: NO_RESOURCE_TYPE,
    conditions: becomesOwn(site),
  },
  onWorkspaces(
    'Workspaces',
    site,
    manifests.map(idOf),
    ...['DescribeWorkspace', 'TagResource', 'UntagResource', 'UpdateWorkspaceAlias'],
  ),
];

/** IAM statements for `LoggingConfiguration`, which belongs to a workspace. */
export const loggingConfiguration: KindStatements = (manifests, at, all) => [
  onWorkspaces(
    'WorkspaceLogging',
    at,
    manifests.map((each) => workspaceId(each, all)),
    'CreateLoggingConfiguration',
    'DeleteLoggingConfiguration',
    'DescribeLoggingConfiguration',
    'UpdateLoggingConfiguration',
  ),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
  unscoped(
    'DeliverWorkspaceLogs',
    verbs(
      'logs',
      'CreateLogDelivery',
      'DeleteLogDelivery',
      'DescribeLogGroups',
      'DescribeResourcePolicies',
      'GetLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'UpdateLogDelivery',
    ),
  ),
];

/** IAM statements for `RuleGroupsNamespace`, on exactly these namespaces of their workspaces. */
export const ruleGroupsNamespace: KindStatements = (manifests, at, all) => [
  statement(
    'Rules',
    manifests.map((each) => arn(at, 'aps', `rulegroupsnamespace/${workspaceId(each, all)}/${each.spec.name}`)),
    'CreateRuleGroupsNamespace',
    'DeleteRuleGroupsNamespace',
    'DescribeRuleGroupsNamespace',
    'PutRuleGroupsNamespace',
    'TagResource',
    'UntagResource',
  ),
];

/** IAM statements for `AlertManagerDefinition`, which belongs to a workspace. */
export const alertManagerDefinition: KindStatements = (manifests, at, all) => [
  onWorkspaces(
    'AlertManager',
    at,
    manifests.map((each) => workspaceId(each, all)),
    'CreateAlertManagerDefinition',
    'DeleteAlertManagerDefinition',
    'DescribeAlertManagerDefinition',
    'PutAlertManagerDefinition',
  ),
];
