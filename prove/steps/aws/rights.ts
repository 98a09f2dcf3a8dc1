import { LOG_GROUP_NAMES } from '../../../checks/cloudwatch';
import { type AwsLocation, arn } from '../../../model/names/aws';
import { ENVIRONMENT_TAG } from '../../../model/names/tags';
import { Failure } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import { escalations, templateBoundary } from '../../iam/escalation';
import { allows, logStreamArn, roleOf, type SynthesizedRole } from '../../iam/simulate';
import type { Report } from '../../report';
import type { Template } from './cloudformation';

/** A call to AWS that a component makes. */
interface Call {
  readonly action: string;
  readonly arn: string;
  /** Tags of the resource, as IAM names them. */
  readonly context?: Record<string, string>;
}

/** A component: where its configuration is, which role it has, and what it calls. */
interface Caller {
  readonly component: string;
  readonly isConfiguration: (object: DistObject) => boolean;
  readonly calls: (text: string, at: AwsLocation, environment: string) => Call[];
}

const named = (name: string) => (object: DistObject) => object.kind === 'ConfigMap' && object.name === name;

/** Writing to each log group that a text names. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const logCalls =
  (pattern: RegExp) =>
  (text: string, at: AwsLocation): Call[] =>
    [...new Set([...text.matchAll(pattern)].map(([, group = '']) => group))].flatMap((group) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        action,
        arn: logStreamArn(at, group),
      })),
    );

/** Writing to the workspace that Alloy's configuration names, or to the one that the environment creates. */
const remoteWrite = (text: string, at: AwsLocation, environment: string): Call[] => {
  const [, id] = /workspaces\/(ws-[0-9a-f-]+)\//.exec(text) ?? [];
  return [
    {
      action: 'aps:RemoteWrite',
      arn: arn(at, 'aps', `workspace/${id ?? 'ws-00000000-1111-2222-3333-444444444444'}`),
      ...(id ? {} : { context: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environment } }),
    },
  ];
};

/** What the patterns read: a file as it is, a task as JSON. */
const textOf = ({ kind, text, value }: DistObject): string =>
  kind === 'ConfigMap' ? text : JSON.stringify(value.spec);

const CALLERS: readonly Caller[] = [
  { component: 'fluent-bit', isConfiguration: named('fluent-bit-config'), calls: logCalls(LOG_GROUP_NAMES.agents) },
  {
    component: 'fargate-pod-execution',
    isConfiguration: named('aws-logging'),
    calls: logCalls(LOG_GROUP_NAMES.agents),
  },
  {
    component: 'cloudwatch-agent',
    isConfiguration: named('cloudwatch-agent-config'),
    calls: logCalls(LOG_GROUP_NAMES.agents),
  },
  {
    component: 'kubernetes-events',
    isConfiguration: named('kubernetes-events-config'),
    calls: logCalls(LOG_GROUP_NAMES.agents),
  },
  { component: 'alloy', isConfiguration: named('alloy-config'), calls: remoteWrite },
  {
    component: 'ecs-task-execution',
    isConfiguration: ({ kind }) => kind === 'TaskDefinition',
    calls: logCalls(LOG_GROUP_NAMES.awslogs),
  },
];

/** The role of a component allows, within its boundary, the calls that its configuration makes: by IAM's rules on the documents in dist/. */
export async function checkRights(
  environment: DistEnvironment,
  template: Template,
  at: AwsLocation,
  report: Report,
): Promise<void> {
  const boundary = templateBoundary(template.resources)?.document;
  for (const { component, isConfiguration, calls } of CALLERS) {
    const configuration = environment.objects.find(isConfiguration);
    if (!configuration) continue;
    const role = environment.objects.find(
      ({ kind, name, value }) => kind === 'Role' && name === component && !value.rules,
    );
    const subject = `Role ${role?.namespace ?? '?'}/${component}: allows what ${configuration.id} calls`;
    await report.check({ environment: environment.name, subject, object: role ?? configuration }, async () => {
      const wanted = calls(textOf(configuration), at, environment.name);
      if (wanted.length === 0) throw new Failure('names nothing to write to', configuration);
      if (!role) throw new Failure(`there is no role ${component}`, configuration);
      const document = documentOf(environment, role, at, boundary);
      for (const { action, arn: target, context } of wanted)
        if (!(await allows(document, action, target, context)))
          throw new Failure(`may not ${action} on ${target}`, role, ['spec']);
      return `${wanted.length} calls`;
    });
  }
}

function documentOf(
  { objects }: DistEnvironment,
  role: DistObject,
  at: AwsLocation,
  boundary: unknown,
): SynthesizedRole {
  if (!role.value.spec.policyRefs?.length) throw new Failure('has no policy', role, ['spec', 'policyRefs']);
  const iam = objects.filter(({ value }) => value.apiVersion.startsWith('iam.'));
  return roleOf(
    iam.map(({ value }) => value),
    role.name,
    at,
    boundary,
  );
}

/** No role of the template, and no role of ACK whatever its policy says, leads out of the environment. */
export async function checkEscalation(
  { name, objects }: DistEnvironment,
  { resources }: Template,
  at: AwsLocation,
  report: Report,
): Promise<void> {
  const manifests = objects.map(({ value }) => value);
  for (const { role, found } of await escalations({ environment: name, at, manifests, resources })) {
    const object = objects.find(({ kind, value }) => kind === 'Role' && value.spec?.name === role);
    await report.check(
      { environment: name, subject: `IAM role ${role}: gains no rights`, object, quiet: true },
      async () => {
        if (found.length > 0) throw new Failure(found.join('; '), object, ['spec']);
        return undefined;
      },
    );
  }
}
