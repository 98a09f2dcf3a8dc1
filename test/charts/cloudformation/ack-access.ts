import type { Manifest } from '../../../charts/common/chart';

/** IAM's name of an API operation, where the two differ. */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:DeleteBucketAnalyticsConfiguration': 's3:PutAnalyticsConfiguration',
  's3:DeleteBucketCors': 's3:PutBucketCORS',
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketIntelligentTieringConfiguration': 's3:PutIntelligentTieringConfiguration',
  's3:DeleteBucketInventoryConfiguration': 's3:PutInventoryConfiguration',
  's3:DeleteBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:DeleteBucketMetricsConfiguration': 's3:PutMetricsConfiguration',
  's3:DeleteBucketOwnershipControls': 's3:PutBucketOwnershipControls',
  's3:DeleteBucketReplication': 's3:PutReplicationConfiguration',
  's3:DeleteBucketTagging': 's3:PutBucketTagging',
  's3:DeletePublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListDirectoryBuckets': 's3express:ListAllMyDirectoryBuckets',
};

/** What S3 calls a setting in its API, and in IAM. */
const BUCKET_SETTINGS: Readonly<Record<string, string>> = {
  BucketAccelerateConfiguration: 'AccelerateConfiguration',
  BucketAnalyticsConfiguration: 'AnalyticsConfiguration',
  BucketAnalyticsConfigurations: 'AnalyticsConfiguration',
  BucketCors: 'BucketCORS',
  BucketEncryption: 'EncryptionConfiguration',
  BucketIntelligentTieringConfiguration: 'IntelligentTieringConfiguration',
  BucketIntelligentTieringConfigurations: 'IntelligentTieringConfiguration',
  BucketInventoryConfiguration: 'InventoryConfiguration',
  BucketInventoryConfigurations: 'InventoryConfiguration',
  BucketLifecycleConfiguration: 'LifecycleConfiguration',
  BucketMetricsConfiguration: 'MetricsConfiguration',
  BucketMetricsConfigurations: 'MetricsConfiguration',
  BucketNotificationConfiguration: 'BucketNotification',
  BucketReplication: 'ReplicationConfiguration',
  ObjectLockConfiguration: 'BucketObjectLockConfiguration',
  PublicAccessBlock: 'BucketPublicAccessBlock',
};

/** Service in ACK → prefix in IAM, where the two differ. */
const PREFIXES: Readonly<Record<string, string>> = {
  cloudwatchlogs: 'logs',
  elbv2: 'elasticloadbalancing',
  prometheusservice: 'aps',
};

/**
 * The IAM action of an API operation.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function iamAction(service: string, call: string): string {
  const action = `${PREFIXES[service] ?? service}:${call}`;
  if (ACTIONS[action]) return ACTIONS[action];
  const [, verb, setting = ''] = /^s3:(Get|List|Put)(\w+)$/.exec(action) ?? [];
  const known = BUCKET_SETTINGS[setting];
  return known ? `s3:${verb === 'Put' ? 'Put' : 'Get'}${known}` : action;
}

const HOLDS_DATA = 'It holds data: the stack never deletes it.';
const NEVER_SET = 'No bucket of the stack has this setting: the controller changes only what differs.';
const DIRECTORY = 'Called for directory buckets alone.';
const UNTAGGED = 'The first security group of a network has no tag, so a right on it would be one on all.';
const BOUND = 'Every role of the stack has the boundary, and keeps it.';
const INLINE = 'No role of the stack has policies of its own: each has one managed policy.';
const GATEWAY = 'The subnets of the stack name their route tables; gateways do not.';
const RANGE = 'The range of a network never changes: another range is another network.';
const TARGETS = 'ECS registers the tasks; the controller must leave them alone.';

/** Actions that a controller would take and must not, and why: `service/Kind` → action → reason. */
export const WITHHELD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cloudwatchlogs/LogGroup': { 'logs:DeleteLogGroup': HOLDS_DATA },
  'ec2/InternetGateway': { 'ec2:AssociateRouteTable': GATEWAY, 'ec2:DisassociateRouteTable': GATEWAY },
  'ec2/VPC': {
    'ec2:AssociateVpcCidrBlock': RANGE,
    'ec2:DisassociateVpcCidrBlock': RANGE,
    'ec2:RevokeSecurityGroupEgress': UNTAGGED,
    'ec2:RevokeSecurityGroupIngress': UNTAGGED,
  },
  'elbv2/TargetGroup': {
    'elasticloadbalancing:DeregisterTargets': TARGETS,
    'elasticloadbalancing:ModifyTargetGroupAttributes': NEVER_SET,
    'elasticloadbalancing:RegisterTargets': TARGETS,
  },
  'iam/Role': {
    'iam:DeleteRolePermissionsBoundary': BOUND,
    'iam:DeleteRolePolicy': INLINE,
    'iam:GetRolePolicy': INLINE,
    'iam:PutRolePolicy': INLINE,
  },
  'prometheusservice/Workspace': { 'aps:DeleteWorkspace': HOLDS_DATA },
  's3/Bucket': {
    's3:DeleteBucket': HOLDS_DATA,
    's3:DeleteBucketPolicy': 'Without its policy a bucket would take plain HTTP.',
    's3:DeleteBucketWebsite': NEVER_SET,
    's3:PutBucketObjectLockConfiguration': 'Allowed only where a bucket is to be locked.',
    's3:ListTagsForResource': DIRECTORY,
    's3:TagResource': DIRECTORY,
    's3:UntagResource': DIRECTORY,
    's3express:ListAllMyDirectoryBuckets': DIRECTORY,
    ...Object.fromEntries(
      [
        ...['AccelerateConfiguration', 'AnalyticsConfiguration', 'BucketAbac', 'BucketAcl', 'BucketCORS'],
        ...['BucketNotification', 'BucketRequestPayment'],
        ...['BucketWebsite', 'IntelligentTieringConfiguration', 'InventoryConfiguration', 'MetricsConfiguration'],
      ].map((setting) => [`s3:Put${setting}`, NEVER_SET]),
    ),
  },
};

const WITH_TAGS = 'A resource that is made with tags is tagged.';
const PASSES = 'It hands a role to the service.';
const FIRST = 'The first of its kind in an account makes the role that the service works with.';
const DELIVERY = 'AWS makes the delivery of vended logs with the rights of the caller.';

/** Actions that AWS asks for beside those that the controllers call, and why: `service/Kind` → action → reason. */
export const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cloudwatch/MetricAlarm': { 'cloudwatch:TagResource': WITH_TAGS },
  'cloudwatchlogs/LogGroup': {
    'iam:PassRole': PASSES,
    'logs:AssociateKmsKey': 'A group may be made with a key.',
  },
  'ecs/Cluster': { 'iam:CreateServiceLinkedRole': FIRST },
  'ecs/TaskDefinition': { 'ecs:TagResource': WITH_TAGS, 'iam:PassRole': PASSES },
  'eks/FargateProfile': {
    'ec2:DescribeSubnets': 'AWS looks whether the subnets are private.',
    'iam:CreateServiceLinkedRole': FIRST,
    'iam:GetRole': PASSES,
    'iam:PassRole': PASSES,
  },
  'eks/PodIdentityAssociation': { 'iam:GetRole': PASSES, 'iam:PassRole': PASSES },
  'elbv2/Listener': { 'elasticloadbalancing:AddTags': WITH_TAGS },
  'elbv2/LoadBalancer': { 'iam:CreateServiceLinkedRole': FIRST },
  'elbv2/TargetGroup': { 'elasticloadbalancing:AddTags': WITH_TAGS },
  'prometheusservice/LoggingConfiguration': Object.fromEntries(
    [
      ...['CreateLogDelivery', 'DeleteLogDelivery', 'DescribeLogGroups', 'DescribeResourcePolicies', 'GetLogDelivery'],
      ...['ListLogDeliveries', 'PutResourcePolicy', 'UpdateLogDelivery'],
    ].map((action) => [`logs:${action}`, DELIVERY]),
  ),
  's3/Bucket': { 'iam:PassRole': PASSES },
};

/** What a role may do to resources of a neighbour too, by their type: a rule comes with its group, whose tag is the bound. */
export const OPEN: Readonly<Record<string, RegExp>> = {
  'security-group-rule': /^ec2:AuthorizeSecurityGroup(E|In)gress$/,
};

/** Kinds → the resources that their calls touch, as ends of ARNs; `ID` is what AWS chooses. */
const EC2: Readonly<Record<string, readonly string[]>> = {
  ElasticIPAddress: ['elastic-ip'],
  InternetGateway: ['internet-gateway', 'vpc'],
  NATGateway: ['natgateway', 'elastic-ip', 'subnet'],
  RouteTable: ['route-table', 'vpc'],
  SecurityGroup: ['security-group', 'security-group-rule', 'vpc'],
  Subnet: ['subnet', 'route-table', 'vpc'],
  VPC: ['vpc', 'security-group'],
};

export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}

/** ARNs of what an object is in AWS; `id` stands for what AWS chooses. */
export function arnsOf(manifest: Manifest, at: Place, all: readonly Manifest[], id: string): string[] {
  const { kind, spec } = manifest;
  const [service = ''] = manifest.apiVersion.split('.');
  const arn = (end: string, prefix = PREFIXES[service] ?? service): string =>
    `arn:${at.partition}:${prefix}:${at.region}:${at.accountId}:${end}`;
  const nameOf = (target: string, reference: { from: { name: string } }): string =>
    all.find((each) => each.kind === target && each.metadata.name === reference.from.name && each.spec?.name)?.spec
      .name;
  const workspace = spec.workspaceID ?? id;
  const arns: Readonly<Record<string, () => string[]>> = {
    'cloudwatch/MetricAlarm': () => [arn(`alarm:${spec.name}`)],
    'cloudwatch/Dashboard': () => [`arn:${at.partition}:cloudwatch::${at.accountId}:dashboard/${spec.dashboardName}`],
    'cloudwatchlogs/LogGroup': () => [arn(`log-group:${spec.name}`)],
    'ecs/Cluster': () => [arn(`cluster/${spec.name}`)],
    'ecs/Service': () => [arn(`service/${nameOf('Cluster', spec.clusterRef)}/${spec.name}`)],
    'ecs/TaskDefinition': () => [arn(`task-definition/${spec.family}:1`)],
    'eks/FargateProfile': () => [arn(`cluster/${at.name}`), arn(`fargateprofile/${at.name}/${spec.name}/${id}`)],
    'eks/PodIdentityAssociation': () => [arn(`cluster/${at.name}`), arn(`podidentityassociation/${at.name}/${id}`)],
    'elbv2/Listener': () =>
      ['listener', 'loadbalancer'].map((type) =>
        arn(`${type}/app/${nameOf('LoadBalancer', spec.loadBalancerRef)}/${id}${type === 'listener' ? `/${id}` : ''}`),
      ),
    'elbv2/LoadBalancer': () => [arn(`loadbalancer/app/${spec.name}/${id}`)],
    'elbv2/TargetGroup': () => [arn(`targetgroup/${spec.name}/${id}`)],
    'iam/Policy': () => [`arn:${at.partition}:iam::${at.accountId}:policy/${spec.name}`],
    'iam/Role': () => [`arn:${at.partition}:iam::${at.accountId}:role/${spec.name}`],
    'prometheusservice/RuleGroupsNamespace': () => [arn(`rulegroupsnamespace/${workspace}/${spec.name}`)],
    's3/Bucket': () => [`arn:${at.partition}:s3:::${spec.name}`],
    'sns/Subscription': () => [arn(nameOf('Topic', spec.topicRef))],
    'sns/Topic': () => [arn(spec.name)],
  };
  if (service === 'prometheusservice' && !arns[`${service}/${kind}`]) return [arn(`workspace/${workspace}`)];
  if (service === 'ec2') return (EC2[kind] ?? []).map((type) => arn(`${type}/${id}`));
  const own = arns[`${service}/${kind}`];
  if (!own) throw new Error(`no ARN is known of ${service}/${kind}`);
  return own();
}
