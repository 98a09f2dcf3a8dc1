import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { DistEnvironment, DistObject } from '../../dist';
import type { Report } from '../../report';
import type { Context } from '../types';
import { list } from './described';
import type { Moto } from './moto';
import type { Tree } from './xml';

/** The CloudFormation template of an environment. */
export interface Template {
  readonly environment: string;
  readonly file: string;
  readonly text: string;
  readonly resources: Readonly<Record<string, { Type: string; Condition?: string; Properties?: Tree }>>;
  readonly conditions: Readonly<Record<string, Tree>>;
  readonly parameters: Readonly<Record<string, { Default?: string }>>;
}

/** Reads the template of an environment. */
export function templateOf({ name, folder }: DistEnvironment): Template {
  const file = join(folder, 'bootstrap', 'cloudformation.yaml');
  const text = readFileSync(file, 'utf8');
  const { Resources: resources, Conditions: conditions = {}, Parameters: parameters = {} } = parse(text);
  return { environment: name, file, text, resources, conditions, parameters };
}

/** cfn-lint has nothing to say of a template. */
export async function checkLint({ engines, report }: Context, { environment, file }: Template): Promise<void> {
  await report.check({ environment, subject: `${file}: cfn-lint` }, async () => {
    const { code, text } = await output(await engines.path('cfn-lint'), ['--', file]);
    if (code !== 0) throw new Error(text.trim());
    return 'no finding';
  });
}

const output = (binary: string, args: string[]): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });

/** A stack in moto. */
export interface Stack {
  /** Types of resources that moto leaves out of a stack without a word to the caller. */
  readonly leftOut: () => ReadonlySet<string>;
  readonly call: (action: string, parameters?: Record<string, string>) => Promise<Tree>;
}

/** What is in the account before ACK: EKS clusters that the objects name, and the stack as it is first deployed. */
export async function bootstrap(
  moto: Moto,
  template: Template,
  objects: readonly DistObject[],
  report: Report,
): Promise<Stack> {
  const named = objects.flatMap(({ value }) => (value.spec?.clusterName ? [String(value.spec.clusterName)] : []));
  const associated = Object.values(template.resources).flatMap(({ Properties }) => Properties?.ClusterName ?? []);
  for (const name of new Set([...named, ...associated]))
    await moto.rest('eks', '/clusters', 'POST', {
      name,
      roleArn: `arn:aws:iam::${moto.account}:role/eks-${name}`,
      resourcesVpcConfig: { subnetIds: [] },
    });
  const StackName = `observability-${template.environment}`;
  const call = (action: string, parameters: Record<string, string> = {}) =>
    moto.query('cloudformation', '2010-05-15', action, { StackName, ...parameters });
  const leftOut = () =>
    new Set([...moto.log().matchAll(/No Moto CloudFormation support for (\S+)/g)].map(([, type]) => type ?? ''));
  const stack = { call, leftOut };
  const { environment, file } = template;
  await report.check({ environment, subject: `${file}: the stack is created` }, async () => {
    await call('CreateStack', { TemplateBody: template.text, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
    return expectStatus(stack, 'CREATE_COMPLETE');
  });
  for (const { Type, Properties } of Object.values(template.resources))
    if (leftOut().has(Type) && Type === 'AWS::KinesisFirehose::DeliveryStream')
      await moto.json('firehose', 'Firehose_20150804.CreateDeliveryStream', Properties);
  return stack;
}

/** The stack is updated when ACK's objects are there, and has every resource that it should have then. */
export async function checkTemplate(template: Template, stack: Stack, report: Report): Promise<void> {
  const { environment, file, text, resources, parameters } = template;
  if (parameters.Synced)
    await report.check({ environment, subject: `${file}: the stack is updated with Synced=true` }, async () => {
      await stack.call('UpdateStack', {
        TemplateBody: text,
        'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
        'Parameters.member.1.ParameterKey': 'Synced',
        'Parameters.member.1.ParameterValue': 'true',
      });
      return expectStatus(stack, 'UPDATE_COMPLETE');
    });
  const { StackResources } = await stack.call('DescribeStackResources').catch(() => ({ StackResources: [] }));
  const made = new Map<string, Tree>(list(StackResources).map((each) => [each.LogicalResourceId, each]));
  for (const [id, resource] of Object.entries(resources)) {
    const subject = { environment, subject: `${file}: ${resource.Type} ${id} is in the stack`, quiet: true };
    if (stack.leftOut().has(resource.Type)) report.notRun(subject, `moto leaves ${resource.Type} out of stacks`);
    else await report.check(subject, () => checkResource(resource.Type, made.get(id)));
  }
}

function checkResource(type: string, is?: Tree): string {
  if (!is) throw new Error('it is not among the resources of the stack');
  if (is.ResourceType !== type) throw new Error(`it is a ${is.ResourceType}`);
  if (!/_COMPLETE$/.test(is.ResourceStatus)) throw new Error(`it is ${is.ResourceStatus}`);
  return is.PhysicalResourceId;
}

async function expectStatus({ call }: Stack, wanted: string): Promise<string> {
  const { Stacks } = await call('DescribeStacks');
  const status = Stacks[0]?.StackStatus;
  if (status !== wanted) throw new Error(`the stack is ${status}: ${Stacks[0]?.StackStatusReason ?? ''}`);
  return status;
}
