import { ENVIRONMENT_TAG } from '../../model/names/tags';
import { list } from './actions';
import { allows, type SynthesizedRole } from './simulate';

/** A call that would lead out of an environment: none of its roles may make it. */
export interface Attempt {
  /** What it would achieve. */
  readonly name: string;
  readonly action: string;
  readonly resource: string;
  /** What IAM knows of the request. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Where the attempts are made from. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** Name of the EKS cluster. */
  readonly cluster: string;
  /** Name of the environment. */
  readonly environment: string;
  /** Names of the roles that ACK creates. */
  readonly roles: readonly string[];
  /** Name of a role of a controller. */
  readonly controller: string;
  /** ARN of the boundary. */
  readonly boundary: string;
}

/** Calls by which a role could come to more rights, or reach what is not its own, by what they abuse. */
export const attempts = (place: Place): Attempt[] => [
  ...place.roles.flatMap((role) => ownRoleAttempts(place, role)),
  ...foreignIdentityAttempts(place),
  ...boundaryAttempts(place),
  ...passAttempts(place),
  ...computeAttempts(place),
  ...tagAttempts(place),
  ...dataAttempts(place),
];

/** Names of the attempts that succeed. Empty is right. */
export async function successful(role: SynthesizedRole, all: readonly Attempt[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, action, resource, context } of all)
    if (isNamed(role, action) && (await allows(role, action, resource, context)))
      found.push(`${name}: ${action} on ${resource}`);
  return found;
}

/** Whether a policy names an action, or any by a wildcard: what it does not name it cannot allow, and needs no simulation. */
const isNamed = ({ policy }: SynthesizedRole, action: string): boolean =>
  policy.Statement.some(
    ({ Action }: { Action?: string | readonly string[] }) =>
      Action === undefined ||
      list(Action).some((each) => each.includes('*') || each.toLowerCase() === action.toLowerCase()),
  );

const BOUNDARY = 'iam:PermissionsBoundary';

const iam = ({ partition, accountId }: Place, end: string) => `arn:${partition}:iam::${accountId}:${end}`;
const regional = ({ partition, region, accountId }: Place, service: string, end: string) =>
  `arn:${partition}:${service}:${region}:${accountId}:${end}`;
const administrator = ({ partition }: Place) => `arn:${partition}:iam::aws:policy/AdministratorAccess`;

function ownRoleAttempts(place: Place, name: string): Attempt[] {
  const role = iam(place, `role/${name}`);
  const own = { 'iam:PolicyARN': iam(place, `policy/${name}`) };
  const bounded = { [BOUNDARY]: place.boundary };
  const widened = { [BOUNDARY]: administrator(place) };
  const call = (what: string, action: string, context?: Attempt['context']): Attempt => {
    return { name: what, action: `iam:${action}`, resource: role, context };
  };
  return [
    call('a role without a boundary', 'CreateRole'),
    call('a role with a boundary that bounds nothing', 'CreateRole', widened),
    call('taking the boundary off', 'DeleteRolePermissionsBoundary', bounded),
    call('another boundary', 'PutRolePermissionsBoundary', widened),
    call('AdministratorAccess', 'AttachRolePolicy', { ...bounded, 'iam:PolicyARN': administrator(place) }),
    call('a policy on a role without a boundary', 'AttachRolePolicy', own),
    call('a policy on a role with another boundary', 'AttachRolePolicy', { ...own, ...widened }),
    call('an inline policy', 'PutRolePolicy', bounded),
    call('the trust of a role without a boundary', 'UpdateAssumeRolePolicy'),
    call('the session of a role without a boundary', 'UpdateRole'),
    call('a role without a boundary, deleted', 'DeleteRole'),
  ];
}

function foreignIdentityAttempts(place: Place): Attempt[] {
  const bounded = { [BOUNDARY]: place.boundary };
  const own = { 'iam:PolicyARN': iam(place, `policy/${place.roles[0]}`) };
  const foreign = ['administrator', place.controller, `${place.roles[0]}-2`].flatMap((name): Attempt[] => {
    const resource = iam(place, `role/${name}`);
    return [
      { name: 'the trust of a foreign role', action: 'iam:UpdateAssumeRolePolicy', resource, context: bounded },
      {
        name: 'a policy on a foreign role',
        action: 'iam:AttachRolePolicy',
        resource,
        context: { ...bounded, ...own },
      },
      { name: 'a foreign role, created', action: 'iam:CreateRole', resource, context: bounded },
      { name: 'an inline policy on a foreign role', action: 'iam:PutRolePolicy', resource, context: bounded },
      { name: 'a foreign role, assumed', action: 'sts:AssumeRole', resource },
      { name: 'a foreign role, tagged', action: 'iam:TagRole', resource },
    ];
  });
  const others: [string, string, string][] = [
    ['a new version of a foreign policy', 'CreatePolicyVersion', 'policy/administrators'],
    ['an older version of a policy', 'SetDefaultPolicyVersion', 'policy/administrators'],
    ['a user', 'CreateUser', 'user/mallory'],
    ['a key of a user', 'CreateAccessKey', 'user/administrator'],
    ['a password of a user', 'UpdateLoginProfile', 'user/administrator'],
    ['a policy on a user', 'AttachUserPolicy', 'user/mallory'],
    ['membership in a group', 'AddUserToGroup', 'group/administrators'],
    ['a provider of identities (SAML)', 'CreateSAMLProvider', 'saml-provider/mallory'],
    ['a provider of identities (OIDC)', 'CreateOpenIDConnectProvider', 'oidc-provider/mallory.example.com'],
    ['the audience of a provider', 'AddClientIDToOpenIDConnectProvider', 'oidc-provider/oidc.example.com'],
    ['an instance profile', 'CreateInstanceProfile', 'instance-profile/mallory'],
    ['a role for instances', 'AddRoleToInstanceProfile', 'instance-profile/mallory'],
  ];
  return [
    ...foreign,
    ...others.map(([name, action, end]) => ({ name, action: `iam:${action}`, resource: iam(place, end) })),
    {
      name: 'the linked role of another service',
      action: 'iam:CreateServiceLinkedRole',
      resource: iam(place, 'role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM'),
      context: { 'iam:AWSServiceName': 'ssm.amazonaws.com' },
    },
  ];
}

const boundaryAttempts = ({ boundary }: Place): Attempt[] =>
  ['CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'SetDefaultPolicyVersion', 'TagPolicy'].map(
    (action) => ({ name: 'another text of the boundary', action: `iam:${action}`, resource: boundary }),
  );

/** A role in the hands of a service that it is not for, or a role of somebody else's. */
function passAttempts(place: Place): Attempt[] {
  const pass = (name: string, role: string, service: string): Attempt => ({
    name,
    action: 'iam:PassRole',
    resource: iam(place, `role/${role}`),
    context: { 'iam:PassedToService': service },
  });
  const others = ['lambda', 'ec2', 'cloudformation', 'glue', 'ssm'].map((service) => `${service}.amazonaws.com`);
  const known = ['ecs-tasks', 'pods.eks', 'eks-fargate-pods', 'firehose', 'logs', 's3'];
  return [
    ...place.roles.flatMap((role) => others.map((service) => pass('an own role for another service', role, service))),
    ...[place.controller, 'administrator'].flatMap((role) =>
      known.map((service) => pass('a foreign role for a service', role, `${service}.amazonaws.com`)),
    ),
  ];
}

/** Somebody else's computer, or a new one. */
const computeAttempts = (place: Place): Attempt[] =>
  (
    [
      ['a stack of CloudFormation', 'cloudformation:CreateStack', 'cloudformation', 'stack/mallory/1'],
      ['the own stack', 'cloudformation:UpdateStack', 'cloudformation', `stack/observability-${place.environment}/1`],
      ['a function', 'lambda:CreateFunction', 'lambda', 'function:mallory'],
      ['the code of a function', 'lambda:UpdateFunctionCode', 'lambda', 'function:theirs'],
      ['an instance', 'ec2:RunInstances', 'ec2', 'instance/*'],
      ['a command on an instance', 'ssm:SendCommand', 'ec2', 'instance/i-0aaaabbbbccccdddd'],
      ['a task', 'ecs:RunTask', 'ecs', `task-definition/${place.environment}-firelens:1`],
      ['a shell in a task', 'ecs:ExecuteCommand', 'ecs', `cluster/${place.environment}-firelens`],
      ['a service in another cluster', 'ecs:CreateService', 'ecs', 'service/theirs/mallory'],
      ['access to the cluster', 'eks:CreateAccessEntry', 'eks', `cluster/${place.cluster}`],
      ['rights in the cluster', 'eks:AssociateAccessPolicy', 'eks', `access-entry/${place.cluster}/role/1/x/1`],
      ['the settings of the cluster', 'eks:UpdateClusterConfig', 'eks', `cluster/${place.cluster}`],
      ['an association in another cluster', 'eks:CreatePodIdentityAssociation', 'eks', 'cluster/theirs'],
      ['a Fargate profile of another cluster', 'eks:CreateFargateProfile', 'eks', 'cluster/theirs'],
    ] as const
  ).map(([name, action, service, end]) => ({ name, action, resource: regional(place, service, end) }));

/** What a tag guards, without the tag, with that of another environment, or with a tag put on for the purpose. */
function tagAttempts(place: Place): Attempt[] {
  const mine = { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: place.environment };
  const theirs = { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: 'another' };
  const ec2 = (type: string) => regional(place, 'ec2', `${type}/${type}-0aaaabbbbccccdddd`);
  const guarded: [string, string][] = [
    ...(
      [
        ['DeleteVpc', 'vpc'],
        ['ModifyVpcAttribute', 'vpc'],
        ['CreateSubnet', 'vpc'],
        ['DeleteSubnet', 'subnet'],
        ['CreateRoute', 'route-table'],
        ['DeleteRoute', 'route-table'],
        ['AssociateRouteTable', 'subnet'],
        ['AuthorizeSecurityGroupIngress', 'security-group'],
        ['AuthorizeSecurityGroupEgress', 'security-group'],
        ['RevokeSecurityGroupIngress', 'security-group'],
        ['DeleteSecurityGroup', 'security-group'],
        ['DetachInternetGateway', 'internet-gateway'],
        ['DeleteNatGateway', 'natgateway'],
        ['ReleaseAddress', 'elastic-ip'],
        ['DeleteTags', 'vpc'],
      ] as const
    ).map(([action, type]): [string, string] => [`ec2:${action}`, ec2(type)]),
    ...['DeletePodIdentityAssociation', 'UpdatePodIdentityAssociation'].map((action): [string, string] => [
      `eks:${action}`,
      regional(place, 'eks', `podidentityassociation/${place.cluster}/a-1`),
    ]),
    ...['UpdateWorkspaceAlias', 'PutAlertManagerDefinition', 'RemoteWrite', 'DeleteWorkspace'].map(
      (action): [string, string] => [`aps:${action}`, regional(place, 'aps', 'workspace/ws-theirs')],
    ),
  ];
  const tagged: [string, string][] = [
    ...['vpc', 'subnet', 'security-group', 'route-table', 'elastic-ip'].map((type): [string, string] => [
      'ec2:CreateTags',
      ec2(type),
    ]),
    ['eks:TagResource', regional(place, 'eks', `podidentityassociation/${place.cluster}/a-1`)],
    ['aps:TagResource', regional(place, 'aps', 'workspace/ws-theirs')],
  ];
  const within: [string, string][] = (
    [
      ['CreateSubnet', 'vpc'],
      ['CreateSecurityGroup', 'vpc'],
      ['CreateRouteTable', 'vpc'],
      ['CreateNatGateway', 'subnet'],
      ['CreateNatGateway', 'elastic-ip'],
    ] as const
  ).map(([action, type]) => [`ec2:${action}`, ec2(type)]);
  const own = { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: place.environment };
  const another = { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: 'another' };
  return [
    ...within.map(([action, resource]) => ({
      name: 'an own resource in a foreign one',
      action,
      resource,
      context: mine,
    })),
    ...tagged.map(([action, resource]) => ({
      name: 'an own resource, handed to another environment',
      action,
      resource,
      context: { ...own, ...another },
    })),
    ...guarded.flatMap(([action, resource]) => [
      { name: 'a resource without the tag', action, resource },
      { name: 'a resource of another environment', action, resource, context: theirs },
    ]),
    ...tagged.flatMap(([action, resource]) => [
      { name: 'the tag on a foreign resource', action, resource, context: mine },
      { name: 'the tag on a resource of another environment', action, resource, context: { ...mine, ...theirs } },
    ]),
    {
      name: 'a resource with the tag of another environment',
      action: 'ec2:CreateTags',
      resource: ec2('vpc'),
      context: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: 'another', 'ec2:CreateAction': 'CreateVpc' },
    },
  ];
}

/** Data, and what guards it. */
function dataAttempts(place: Place): Attempt[] {
  const alarm = regional(place, 'cloudwatch', `alarm:observability-${place.environment}-mallory`);
  return [
    ...(
      [
        ['the policy of a foreign bucket', 's3:PutBucketPolicy', `arn:${place.partition}:s3:::theirs`],
        ['objects of a foreign bucket', 's3:GetObject', `arn:${place.partition}:s3:::theirs/x`],
        ['the policy of a foreign topic', 'sns:SetTopicAttributes', regional(place, 'sns', 'theirs')],
        ['a secret', 'secretsmanager:GetSecretValue', regional(place, 'secretsmanager', 'secret:theirs')],
        [
          'a foreign delivery stream',
          'firehose:UpdateDestination',
          regional(place, 'firehose', 'deliverystream/theirs'),
        ],
        [
          'the retention of a foreign log group',
          'logs:PutRetentionPolicy',
          regional(place, 'logs', 'log-group:/aws/lambda/theirs'),
        ],
        [
          'a log group, deleted',
          'logs:DeleteLogGroup',
          regional(place, 'logs', `log-group:/aws/containerinsights/${place.cluster}/application`),
        ],
        ['a foreign alarm, deleted', 'cloudwatch:DeleteAlarms', regional(place, 'cloudwatch', 'alarm:theirs')],
      ] as const
    ).map(([name, action, resource]) => ({ name, action, resource })),
    {
      name: 'an alarm that stops instances',
      action: 'cloudwatch:PutMetricAlarm',
      resource: alarm,
      context: { 'cloudwatch:AlarmActions': `arn:${place.partition}:automate:${place.region}:ec2:terminate` },
    },
  ];
}
