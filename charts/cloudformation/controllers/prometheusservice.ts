import { arn } from '../../common/aws';
import { type KindStatements, NOT_KNOWN_YET, unscoped, verbs } from './statements';

export const workspace: KindStatements = (_, at) => [
  unscoped('CreateWorkspaces', verbs('aps', 'CreateWorkspace', 'ListWorkspaces')),
  {
    sid: 'Workspaces',
    actions: verbs(
      'aps',
      'DescribeWorkspace',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'UpdateWorkspaceAlias',
    ),
    resources: [arn(at, 'aps', 'workspace/*')],
    reason: NOT_KNOWN_YET,
  },
];

const inWorkspace =
  (sid: string, resource: 'workspace' | 'rulegroupsnamespace', ...actions: string[]): KindStatements =>
  (_, at) => [
    {
      sid,
      actions: verbs('aps', ...actions),
      resources: [...new Set(['workspace', resource])].map((type) =>
        arn(at, 'aps', type === 'workspace' ? 'workspace/*' : `${type}/*`),
      ),
      reason: NOT_KNOWN_YET,
    },
  ];

export const loggingConfiguration: KindStatements = (manifests, at) => [
  ...inWorkspace(
    'WorkspaceLogging',
    'workspace',
    'CreateLoggingConfiguration',
    'DeleteLoggingConfiguration',
    'DescribeLoggingConfiguration',
    'UpdateLoggingConfiguration',
  )(manifests, at),
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

export const ruleGroupsNamespace = inWorkspace(
  'Rules',
  'rulegroupsnamespace',
  'CreateRuleGroupsNamespace',
  'DeleteRuleGroupsNamespace',
  'DescribeRuleGroupsNamespace',
  'ListTagsForResource',
  'PutRuleGroupsNamespace',
  'TagResource',
  'UntagResource',
);

export const alertManagerDefinition = inWorkspace(
  'AlertManager',
  'workspace',
  'CreateAlertManagerDefinition',
  'DeleteAlertManagerDefinition',
  'DescribeAlertManagerDefinition',
  'PutAlertManagerDefinition',
);
