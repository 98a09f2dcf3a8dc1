import type { Manifest } from '../charts/common/chart';
import { clusterArn } from '../model/names/aws';
import type { Problem } from '../model/problem';
import { type Given, type Objects, oneOf } from './objects';
import { ACK } from './references';

/** A statement of a policy document, with lists where IAM takes one or many. */
interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly (readonly [type: string, name: string])[];
  /** Operator, key and values of each condition. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

const many = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

function statementOf(raw: Record<string, unknown>): Statement {
  const principal = raw.Principal === '*' ? { AWS: '*' } : ((raw.Principal ?? {}) as Record<string, unknown>);
  const conditions = (raw.Condition ?? {}) as Record<string, Record<string, unknown>>;
  return {
    effect: String(raw.Effect),
    actions: many(raw.Action),
    resources: many(raw.Resource),
    principals: Object.entries(principal).flatMap(([type, names]) => many(names).map((name) => [type, name] as const)),
    conditions: Object.entries(conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: many(values) })),
    ),
  };
}

/** The statements of a document, which ACK has as JSON and the template as YAML; none if it is no document. */
function statementsOf(document: unknown): Statement[] {
  try {
    const { Statement: list = [] } = typeof document === 'string' ? JSON.parse(document) : ((document ?? {}) as object);
    return [list].flat().map(statementOf);
  } catch {
    return [];
  }
}

/** A role with who may take it, and what it may do. */
interface Role {
  readonly object: Manifest;
  readonly field: string;
  readonly name: string;
  readonly trust: readonly Statement[];
  readonly allows: readonly Statement[];
}

/** Roles of IAM: objects of ACK, and resources of the template. */
function rolesOf(objects: Objects, { resources = [] }: Given): Role[] {
  return [
    ...objects.ofKind(`Role.iam.${ACK}`).map((object) => ({
      object,
      field: 'spec.assumeRolePolicyDocument',
      name: object.spec.name,
      trust: statementsOf(object.spec.assumeRolePolicyDocument),
      allows: (object.spec.policyRefs ?? []).flatMap(({ from }: { from?: { name?: string } }) =>
        statementsOf(
          objects.find(`Policy.iam.${ACK}`, from?.name ?? '', object.metadata.namespace)?.spec.policyDocument,
        ),
      ),
    })),
    ...resources
      .filter(({ kind }) => kind === 'AWS::IAM::Role')
      .map((object) => ({
        object,
        field: 'Properties.AssumeRolePolicyDocument',
        name: object.Properties.RoleName,
        trust: statementsOf(object.Properties.AssumeRolePolicyDocument),
        allows: (object.Properties.Policies ?? []).flatMap(({ PolicyDocument }: { PolicyDocument?: unknown }) =>
          statementsOf(PolicyDocument),
        ),
      })),
  ];
}

const roleNameOf = (arn: unknown): string => String(arn).replace(/^.*\//, '');

/** Services that may take a role of ours. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services */
const SERVICES = [
  'pods.eks.amazonaws.com',
  'eks-fargate-pods.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'logs.amazonaws.com',
  'firehose.amazonaws.com',
  's3.amazonaws.com',
  'grafana.amazonaws.com',
  'capabilities.eks.amazonaws.com',
  'chatbot.amazonaws.com',
];

/** EKS prescribes the trust policy, without conditions. https://docs.aws.amazon.com/eks/latest/userguide/capability-role.html */
const PRESCRIBED = 'capabilities.eks.amazonaws.com';

/** Operators that take no wildcard, or take it only where an ARN may have one. */
const EXACT = /^(StringEquals|ArnEquals|ArnLike)$/;

/** Every role names who may take it, and for whom: a trust without its conditions is one for other accounts, other clusters or other pods. */
export function* rolesAreTakenByTheirOwnAlone(objects: Objects, given: Given): Iterable<Problem> {
  for (const { object, field, trust } of rolesOf(objects, given)) {
    if (trust.length === 0) yield { object, field, wrong: 'trusts nobody, or is no document', allowed: 'a statement' };
    for (const statement of trust)
      for (const [type, name] of statement.effect === 'Allow' ? statement.principals : [])
        for (const [wrong, allowed] of trustProblems(type, name, statement, given))
          yield { object, field, wrong, allowed };
  }
}

function* trustProblems(
  type: string,
  name: string,
  { conditions }: Statement,
  { location }: Given,
): Iterable<[string, string]> {
  const valuesOf = (key: string): readonly string[] | undefined =>
    conditions.find((each) => EXACT.test(each.operator) && each.key === key)?.values;
  if (type === 'Federated') {
    const issuer = name.replace(/^.*:oidc-provider\//, '');
    const [audience, ...others] = valuesOf(`${issuer}:aud`) ?? [];
    if (audience !== 'sts.amazonaws.com' || others.length > 0)
      yield ['takes tokens for any audience', `StringEquals ${issuer}:aud sts.amazonaws.com`];
    const subjects = valuesOf(`${issuer}:sub`) ?? [];
    if (subjects.length === 0 || subjects.some((each) => !/^system:serviceaccount:[^:*?]+:[^:*?]+$/.test(each)))
      yield [
        'takes tokens of any service account',
        `StringEquals ${issuer}:sub system:serviceaccount:<namespace>:<name>`,
      ];
  } else if (type === 'Service') {
    if (!SERVICES.includes(name)) yield [`trusts ${name}, which is no service that takes our roles`, oneOf(SERVICES)];
    if (name === 'pods.eks.amazonaws.com')
      for (const key of ['aws:RequestTag/kubernetes-namespace', 'aws:RequestTag/kubernetes-service-account'])
        if (!valuesOf(key))
          yield [`lets every pod of the cluster take it: there is no condition on ${key}`, `StringEquals ${key}`];
    if (name === 'pods.eks.amazonaws.com' && location && !valuesOf('aws:SourceArn')?.includes(clusterArn(location)))
      yield ['lets pods of other clusters take it', `ArnEquals aws:SourceArn ${clusterArn(location)}`];
    if (name !== PRESCRIBED && !valuesOf('aws:SourceAccount') && !valuesOf('aws:SourceArn'))
      yield [`lets ${name} take it for any account`, 'a condition on aws:SourceAccount or aws:SourceArn'];
  } else yield [`trusts ${type} ${name}`, 'a service, or the issuer of the cluster'];
}

/** Whether statements allow an action on a resource, by name and wildcards; conditions aside. */
const allow = (statements: readonly Statement[], action: string, resource: string): boolean =>
  statements.some(
    (each) =>
      each.effect === 'Allow' &&
      each.actions.some((name) => like(name, action)) &&
      each.resources.some((name) => like(name, resource)),
  );

const like = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(text);

/** A role that a service takes for one of our resources, and what it has to do with it. */
interface Duty {
  readonly role: unknown;
  readonly object: Manifest;
  readonly field: string;
  readonly calls: readonly (readonly [action: string, resource: string])[];
}

/** https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
const BUCKET_ACTIONS = ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'];
const OBJECT_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];

const dutiesOf = (objects: Objects, { resources = [] }: Given): Duty[] => [
  ...resources
    .filter(({ kind }) => kind === 'AWS::KinesisFirehose::DeliveryStream')
    .map((object): Duty => {
      const { BucketARN: bucket, RoleARN: role } = object.Properties.ExtendedS3DestinationConfiguration ?? {};
      return {
        role,
        object,
        field: 'Properties.ExtendedS3DestinationConfiguration.RoleARN',
        calls: [
          ...BUCKET_ACTIONS.map((action) => [action, bucket] as const),
          ...OBJECT_ACTIONS.map((action) => [action, `${bucket}/logs/2026/a.gz`] as const),
        ],
      };
    }),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample
  ...objects.ofKind(`LogGroup.cloudwatchlogs.${ACK}`).flatMap((object): Duty[] =>
    (object.spec.subscriptionFilters ?? []).map(
      (filter: { roleARN?: string; destinationARN: string }, index: number) => ({
        role: filter.roleARN,
        object,
        field: `spec.subscriptionFilters[${index}].roleARN`,
        calls: [
          ['firehose:PutRecord', filter.destinationARN] as const,
          ['firehose:PutRecordBatch', filter.destinationARN] as const,
        ],
      }),
    ),
  ),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
  ...objects.ofKind(`Bucket.s3.${ACK}`).flatMap((object): Duty[] => {
    const { replication, name } = object.spec;
    const role = objects.find(`Role.iam.${ACK}`, replication?.roleRef?.from?.name, object.metadata.namespace);
    return (replication?.rules ?? []).map((rule: { destination: { bucket: string } }) => ({
      role: role?.spec.name,
      object,
      field: 'spec.replication.roleRef',
      calls: [
        ['s3:GetReplicationConfiguration', `arn:aws:s3:::${name}`],
        ['s3:GetObjectVersionForReplication', `arn:aws:s3:::${name}/a`],
        ['s3:ReplicateObject', `${rule.destination.bucket}/a`],
      ].map(
        ([action = '', resource = '']) =>
          [action, resource.replace(/^arn:[\w-]+:/, partition(rule.destination.bucket))] as const,
      ),
    }));
  }),
];

/** `arn:aws-cn:` of an ARN. */
const partition = (arn: string): string => /^arn:[\w-]+:/.exec(arn)?.[0] ?? 'arn:aws:';

/** Whoever moves our data for us may do so: Firehose into the archive, subscriptions into Firehose, replication into the replica. */
export function* servicesMayMoveTheData(objects: Objects, given: Given): Iterable<Problem> {
  const roles = rolesOf(objects, given);
  for (const { role, object, field, calls } of dutiesOf(objects, given)) {
    const found = roles.find(({ name }) => name === roleNameOf(role));
    if (!found)
      yield {
        object,
        field,
        value: role,
        wrong: 'is no role of this environment',
        allowed: oneOf(roles.map(({ name }) => name)),
      };
    for (const [action, resource] of found ? calls : [])
      if (!allow(found?.allows ?? [], action, resource))
        yield {
          object,
          field,
          value: roleNameOf(role),
          wrong: `may not ${action} on ${resource}`,
          allowed: 'a statement that allows it',
        };
  }
}
