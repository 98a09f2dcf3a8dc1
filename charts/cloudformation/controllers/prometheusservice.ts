import { type AwsLocation, arn } from '../../../model/names/aws';
import { ENVIRONMENT_TAG } from '../../../model/names/tags';
import type { Manifest } from '../../common/chart';
import type { Statement } from '../../common/iam';
import { type KindStatements, NOT_KNOWN_YET, referenced, unique, unscoped, verbs } from './statements';

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
const onWorkspaces = (
  sid: string,
  at: AwsLocation,
  workspaces: readonly Manifest[],
  ids: readonly string[],
  ...actions: string[]
): Statement => {
  const resources = ids.map((id) => workspaceArn(at, id));
  const tags = unique(workspaces.flatMap(({ spec }) => spec.tags?.[ENVIRONMENT_TAG] ?? []));
  return {
    ...statement(sid, resources, ...actions),
    ...(hasNoId(resources) &&
      tags.length > 0 && { conditions: { StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: tags } } }),
  };
};

const workspacesOf = (all: readonly Manifest[]): Manifest[] => all.filter(({ kind }) => kind === 'Workspace');

/** IAM statements for `Workspace` of Amazon Managed Prometheus. */
export const workspace: KindStatements = (manifests, at) => [
  unscoped('CreateWorkspaces', verbs('aps', 'CreateWorkspace')),
  onWorkspaces(
    'Workspaces',
    at,
    manifests,
    manifests.map(idOf),
    ...['DescribeWorkspace', 'UntagResource', 'UpdateWorkspaceAlias'],
  ),
  // Its first tags come with its creation.
  statement(
    'TagWorkspaces',
    manifests.map((each) => workspaceArn(at, idOf(each))),
    'TagResource',
  ),
];

/** IAM statements for `LoggingConfiguration`, which belongs to a workspace. */
export const loggingConfiguration: KindStatements = (manifests, at, all) => [
  onWorkspaces(
    'WorkspaceLogging',
    at,
    workspacesOf(all),
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
    workspacesOf(all),
    manifests.map((each) => workspaceId(each, all)),
    'CreateAlertManagerDefinition',
    'DeleteAlertManagerDefinition',
    'DescribeAlertManagerDefinition',
    'PutAlertManagerDefinition',
  ),
];
