import type { KubernetesObject } from '../../dist';
import type { Form } from './match';
import type { Moto } from './moto';
import type { Tree } from './responses';

/** How to look up the resources of one kind in AWS. */
export interface Description extends Form {
  /** The description of a resource from AWS, for an object with its spec and status. */
  describe(moto: Moto, object: KubernetesObject): Promise<Tree>;
}

const iam = (moto: Moto, action: string, parameters: Record<string, string>) =>
  moto.query('iam', '2010-05-08', action, parameters);
const logs = (moto: Moto, action: string, body: object) => moto.json('logs', `Logs_20140328.${action}`, body);
const cloudwatch = (moto: Moto, action: string, body: object) =>
  moto.json('monitoring', `GraniteServiceVersion20100801.${action}`, body);
/** ARN of a resource, from the status of its object. */
export const arnOf = ({ status }: KubernetesObject): string => status?.ackResourceMetadata?.arn ?? '';

const policy: Description = {
  decisive: ['name', 'policyDocument'],
  names: { name: 'policyname' },
  describe: async (moto, object) => {
    const PolicyArn = arnOf(object);
    const { Policy } = await iam(moto, 'GetPolicy', { PolicyArn });
    const { PolicyVersion } = await iam(moto, 'GetPolicyVersion', { PolicyArn, VersionId: Policy.DefaultVersionId });
    return { ...Policy, policyDocument: PolicyVersion.Document };
  },
};

const role: Description = {
  decisive: ['name', 'assumeRolePolicyDocument', 'policyRefs', 'permissionsBoundary'],
  names: { name: 'rolename', permissionsboundary: 'permissionsboundary' },
  describe: async (moto, { spec }) => {
    const RoleName = spec.name;
    const { Role } = await iam(moto, 'GetRole', { RoleName });
    const { AttachedPolicies } = await iam(moto, 'ListAttachedRolePolicies', { RoleName });
    const { PolicyNames } = await iam(moto, 'ListRolePolicies', { RoleName });
    const attached = list(AttachedPolicies).map(({ PolicyArn }: Tree) => PolicyArn);
    if (list(PolicyNames).length > 0) attached.push(...list(PolicyNames).map((name: string) => `inline ${name}`));
    return { ...Role, policyRefs: attached, permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn };
  },
};

const logGroup: Description = {
  decisive: ['name', 'retentionDays', 'subscriptionFilters', 'kmsKeyID', 'tags'],
  always: ['retentionDays'],
  names: { name: 'loggroupname', retentionday: 'retentioninday' },
  describe: async (moto, { spec }) => {
    const { logGroups } = await logs(moto, 'DescribeLogGroups', { logGroupNamePrefix: spec.name });
    const group = logGroups.find(({ logGroupName }: Tree) => logGroupName === spec.name);
    const { subscriptionFilters } = await logs(moto, 'DescribeSubscriptionFilters', { logGroupName: spec.name });
    return { ...group, subscriptionFilters, ...(await logs(moto, 'ListTagsLogGroup', { logGroupName: spec.name })) };
  },
};

const workspace: Description = {
  decisive: ['alias', 'tags'],
  describe: async (moto, { status }) => (await moto.rest('aps', `/workspaces/${status?.workspaceID}`)).workspace,
};

const ruleGroups: Description = {
  decisive: ['name', 'configuration'],
  describe: async (moto, object) => {
    const [, id, name] = /rulegroupsnamespace\/([^/]+)\/(.+)$/.exec(arnOf(object)) ?? [];
    const { ruleGroupsNamespace } = await moto.rest('aps', `/workspaces/${id}/rulegroupsnamespaces/${name}`);
    const configuration = Buffer.from(ruleGroupsNamespace.data, 'base64').toString();
    return { ...ruleGroupsNamespace, configuration, workspaceID: id };
  },
};

const workspaceLog: Description = {
  decisive: ['logGroupARN'],
  describe: async (moto, { spec }) => {
    const { workspaces } = await moto.rest('aps', '/workspaces');
    for (const { workspaceId } of workspaces) {
      const answer = await moto.rest('aps', `/workspaces/${workspaceId}/logging`).catch(() => undefined);
      const { loggingConfiguration } = answer ?? {};
      if (loggingConfiguration?.logGroupArn === spec.logGroupARN) return { ...loggingConfiguration, workspaceId };
    }
    return {};
  },
};

const topic: Description = {
  decisive: ['name', 'displayName', 'policy', 'tags'],
  describe: async (moto, object) => {
    const { Attributes } = await moto.query('sns', '2010-03-31', 'GetTopicAttributes', { TopicArn: arnOf(object) });
    const { Tags } = await moto.query('sns', '2010-03-31', 'ListTagsForResource', { ResourceArn: arnOf(object) });
    return { ...attributes(Attributes), name: arnOf(object).split(':').at(-1), tags: list(Tags) };
  },
};

const subscription: Description = {
  decisive: ['endpoint', 'protocol', 'topicRef'],
  describe: async (moto, object) => {
    const { Subscriptions } = await moto.query('sns', '2010-03-31', 'ListSubscriptions');
    return list(Subscriptions).find(({ SubscriptionArn }: Tree) => SubscriptionArn === arnOf(object)) ?? {};
  },
};

const alarm: Description = {
  decisive: ['name', 'threshold', 'comparisonOperator', 'evaluationPeriods', 'alarmActions', 'metrics', 'metricName'],
  names: { name: 'alarmname' },
  describe: async (moto, { spec }) => {
    const { MetricAlarms } = await cloudwatch(moto, 'DescribeAlarms', { AlarmNames: [spec.name] });
    const { Tags } = await cloudwatch(moto, 'ListTagsForResource', { ResourceARN: MetricAlarms[0]?.AlarmArn });
    return { ...MetricAlarms[0], tags: Tags };
  },
};

const dashboard: Description = {
  decisive: ['dashboardName', 'dashboardBody'],
  describe: async (moto, { spec }) => cloudwatch(moto, 'GetDashboard', { DashboardName: spec.dashboardName }),
};

const fargateProfile: Description = {
  decisive: ['name', 'clusterName', 'podExecutionRoleRef', 'selectors', 'subnets'],
  names: { name: 'fargateprofilename' },
  describe: async (moto, { spec }) =>
    (await moto.rest('eks', `/clusters/${spec.clusterName}/fargate-profiles/${spec.name}`)).fargateProfile,
};

const podIdentity: Description = {
  decisive: ['clusterName', 'namespace', 'serviceAccount', 'roleRef'],
  describe: async (moto, { spec, status }) => {
    const path = `/clusters/${spec.clusterName}/pod-identity-associations/${status?.associationID}`;
    return (await moto.rest('eks', path)).association;
  },
};

/** One or many, as in XML, where an empty list is an empty string. */
export const list = (value: Tree): Tree[] => (Array.isArray(value) ? value : value ? [value] : []);

/** A map from the XML entries of key and value. */
export const attributes = (value: Tree): Record<string, Tree> =>
  Object.fromEntries(list(value?.entry ?? value).map(({ key, value: is }: Tree) => [key, is]));

/** Kinds that store the data of an environment or monitor it, by service. */
export const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  'iam Policy': policy,
  'iam Role': role,
  'cloudwatchlogs LogGroup': logGroup,
  'prometheusservice Workspace': workspace,
  'prometheusservice RuleGroupsNamespace': ruleGroups,
  'prometheusservice LoggingConfiguration': workspaceLog,
  'sns Topic': topic,
  'sns Subscription': subscription,
  'cloudwatch MetricAlarm': alarm,
  'cloudwatch Dashboard': dashboard,
  'eks FargateProfile': fargateProfile,
  'eks PodIdentityAssociation': podIdentity,
};
