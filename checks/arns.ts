import type { Problem } from '../model/problem';
import { type Given, type Objects, oneOf } from './objects';
import { textsOf } from './texts';

/** An ARN in a text: partition, service, Region, account, resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ARN = /\barn:([\w*-]+):([\w*-]+):([\w*-]*):(\d{12}|aws|\*|):([^\s"',)\]}]+)/g;

/** Where a kind of resource is among objects and resources of the template, and how its ARNs name it. */
interface Source {
  readonly service: string;
  /** Finds the name in the last part of an ARN. */
  readonly resource: RegExp;
  /** Kind of ACK, and field of its name. */
  readonly ack?: readonly [kind: string, field: string];
  /** Type of CloudFormation, and property of its name. */
  readonly stack?: readonly [type: string, property: string];
  /** Names that exist without us. */
  readonly others?: RegExp;
}

const SOURCES: readonly Source[] = [
  {
    service: 'iam',
    resource: /^role\/(?!aws-service-role\/)(?:.*\/)?([^/]+)$/,
    ack: ['Role.iam.services.k8s.aws', 'name'],
    stack: ['AWS::IAM::Role', 'RoleName'],
  },
  {
    service: 'iam',
    resource: /^policy\/(?:.*\/)?([^/]+)$/,
    ack: ['Policy.iam.services.k8s.aws', 'name'],
    stack: ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  },
  {
    service: 'logs',
    resource: /^log-group:([^:]+)/,
    ack: ['LogGroup.cloudwatchlogs.services.k8s.aws', 'name'],
    stack: ['AWS::Logs::LogGroup', 'LogGroupName'],
  },
  { service: 'sns', resource: /^([^:]+)/, ack: ['Topic.sns.services.k8s.aws', 'name'] },
  {
    service: 'firehose',
    resource: /^deliverystream\/(.+)$/,
    stack: ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName'],
  },
  {
    service: 's3',
    resource: /^([^/]+)/,
    ack: ['Bucket.s3.services.k8s.aws', 'name'],
    stack: ['AWS::S3::Bucket', 'BucketName'],
  },
  { service: 'cloudwatch', resource: /^alarm:(.+)$/, ack: ['MetricAlarm.cloudwatch.services.k8s.aws', 'name'] },
  {
    service: 'cloudwatch',
    resource: /^dashboard\/(.+)$/,
    ack: ['Dashboard.cloudwatch.services.k8s.aws', 'dashboardName'],
  },
  { service: 'ecs', resource: /^(?:cluster|service|task)\/([^/]+)/, ack: ['Cluster.ecs.services.k8s.aws', 'name'] },
];

/** Names of what a source has. */
function namesOf(objects: Objects, { resources = [] }: Given, { ack, stack }: Source): string[] {
  const [kind = '', field = ''] = ack ?? [];
  const [type, property = ''] = stack ?? [];
  return [
    ...objects.ofKind(kind).map(({ spec }): string => spec[field]),
    ...resources.filter((each) => each.kind === type).map(({ Properties }): string => Properties?.[property]),
  ].filter((name) => typeof name === 'string');
}

/** A name with the wildcards of IAM as an expression. */
const pattern = (name: string): RegExp =>
  new RegExp(
    `^${name
      .replace(/[.+^$()|[\]\\{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

/** Every ARN names a partition that is ours, and a resource that an object, the template or the overlay has. */
export function* arnsNameWhatExists(objects: Objects, given: Given): Iterable<Problem> {
  const { location, settings = [] } = given;
  if (!location) return;
  const sources = SOURCES.map((source) => ({ ...source, names: namesOf(objects, given, source) }));
  const own = settings.filter((setting) => setting.startsWith('arn:'));
  for (const { object, field, text } of textsOf(objects, given).filter((each) => each.text.includes('arn:')))
    for (const [arn, partition, service = '', , account, resource = ''] of text.matchAll(ARN)) {
      if (own.some((setting) => arn.startsWith(setting))) continue;
      if (partition !== location.partition)
        yield { object, field, value: arn, wrong: 'is not of this partition', allowed: `arn:${location.partition}:…` };
      if (account === 'aws') continue;
      const source = sources.find((each) => each.service === service && each.resource.test(resource));
      const [, name = ''] = source?.resource.exec(resource) ?? [];
      // `*` alone is all of a kind, of which there may be none.
      if (!source || name === '*' || settings.includes(name) || isEks(name)) continue;
      const matches = pattern(name);
      if (!source.names.some((each) => matches.test(each)))
        yield {
          object,
          field,
          value: arn,
          wrong: 'names nothing that is here',
          allowed: oneOf(new Set(source.names)),
        };
    }
}

/** Every log group that the template looks at or filters is one that an object makes. */
export function* logGroupsOfTheTemplateExist(objects: Objects, { resources = [] }: Given): Iterable<Problem> {
  const made = objects.ofKind('LogGroup.cloudwatchlogs.services.k8s.aws').map(({ spec }): string => spec.name);
  for (const object of resources)
    for (const field of ['LogGroupName', 'LogGroupNames'])
      for (const name of [object.Properties?.[field] ?? []].flat())
        if (object.kind !== 'AWS::Logs::LogGroup' && typeof name === 'string' && !made.includes(name))
          yield {
            object,
            field: `Properties.${field}`,
            value: name,
            wrong: 'is a log group that nothing creates',
            allowed: oneOf(made),
          };
}

/** Every alarm that a mute rule names is one that an object makes. */
export function* mutedAlarmsExist(objects: Objects, { resources = [] }: Given): Iterable<Problem> {
  const made = objects.ofKind('MetricAlarm.cloudwatch.services.k8s.aws').map(({ spec }): string => spec.name);
  for (const object of resources.filter(({ kind }) => kind === 'AWS::CloudWatch::AlarmMuteRule'))
    for (const name of object.Properties?.MuteTargets?.AlarmNames ?? [])
      if (!made.includes(name))
        yield {
          object,
          field: 'Properties.MuteTargets.AlarmNames',
          value: name,
          wrong: 'is an alarm that nothing creates',
          allowed: oneOf(made),
        };
}

/** What EKS creates by itself. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const isEks = (name: string): boolean => name.endsWith('-fluent-bit-logs');
