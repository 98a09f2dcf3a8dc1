import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { DistEnvironment } from '../../dist';
import type { Report } from '../../report';
import type { Context } from '../types';
import { list } from './descriptions';
import { createDirectly, isCreatedDirectly } from './direct-creation';
import type { Moto } from './moto';
import type { Tree } from './responses';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Tree;
}

/** The CloudFormation template of an environment. */
export interface Template {
  readonly environment: string;
  readonly file: string;
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly parameters: Readonly<Record<string, { Default?: string }>>;
}

/** Path of the template in the folder of an environment. */
export const TEMPLATE = 'bootstrap/cloudformation.yaml';

/** Reads the template of an environment. */
export function templateOf({ name, folder }: DistEnvironment): Template {
  const file = join(folder, TEMPLATE);
  const text = readFileSync(file, 'utf8');
  const { Resources: resources, Parameters: parameters = {} } = parse(text);
  return { environment: name, file, text, resources, parameters };
}

/** cfn-lint has no finding in a template. */
export async function checkLint({ engines, report }: Context, { environment, file }: Template): Promise<boolean> {
  return report.check({ environment, subject: `${TEMPLATE}: cfn-lint` }, async () => {
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

/** A call of CloudFormation for the stack of an environment. */
type Call = (action: string, parameters?: Record<string, string>) => Promise<Tree>;

const callOf =
  (moto: Moto, { environment }: Template): Call =>
  (action, parameters = {}) =>
    moto.query('cloudformation', '2010-05-15', action, { StackName: `observability-${environment}`, ...parameters });

/** Whether a resource is created only by the update after the first sync. */
const isLate = ({ Condition }: Resource): boolean => Condition === 'IsSynced';

/** The stack as first deployed: what ACK needs. @returns whether it exists */
export async function checkFirstStack(moto: Moto, template: Template, report: Report): Promise<boolean> {
  const call = callOf(moto, template);
  const { environment, text, resources } = template;
  const created = await report.check({ environment, subject: `${TEMPLATE}: the stack is created` }, async () => {
    await call('CreateStack', { TemplateBody: text, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
    return expectStatus(call, 'CREATE_COMPLETE');
  });
  if (!created) return false;
  await checkResources(
    moto,
    template,
    report,
    Object.entries(resources).filter(([, each]) => !isLate(each)),
  );
  return true;
}

/** The stack as deployed again, when ACK's objects exist. */
export async function checkSecondStack(moto: Moto, template: Template, report: Report): Promise<void> {
  const call = callOf(moto, template);
  const { environment, text, resources, parameters } = template;
  if (!parameters.Synced) return;
  const updated = await report.check(
    { environment, subject: `${TEMPLATE}: the stack is updated with Synced=true` },
    async () => {
      await call('UpdateStack', {
        TemplateBody: text,
        'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
        'Parameters.member.1.ParameterKey': 'Synced',
        'Parameters.member.1.ParameterValue': 'true',
      });
      return expectStatus(call, 'UPDATE_COMPLETE');
    },
  );
  if (!updated) return;
  await checkResources(
    moto,
    template,
    report,
    Object.entries(resources).filter(([, each]) => isLate(each)),
  );
}

/** The resources of the stack match the template. */
async function checkResources(
  moto: Moto,
  template: Template,
  report: Report,
  wanted: readonly (readonly [string, Resource])[],
): Promise<void> {
  const { environment } = template;
  const answer = await callOf(moto, template)('DescribeStackResources').catch(() => undefined);
  const made = new Map<string, Tree>(list(answer?.StackResources).map((each) => [each.LogicalResourceId, each]));
  for (const [id, { Type, Properties }] of wanted) {
    const subject = { environment, subject: `${TEMPLATE}: ${Type} ${id} is made`, quiet: true };
    await report.check(subject, async () => {
      const is = made.get(id);
      if (is) return checkResource(Type, is);
      if (isCreatedDirectly(Type)) return createDirectly(moto, Type, Properties);
      throw new Error('it is not among the resources of the stack');
    });
  }
}

function checkResource(type: string, is: Tree): string {
  if (is.ResourceType !== type) throw new Error(`it is a ${is.ResourceType}`);
  if (!/_COMPLETE$/.test(is.ResourceStatus)) throw new Error(`it is ${is.ResourceStatus}`);
  return is.PhysicalResourceId;
}

async function expectStatus(call: Call, wanted: string): Promise<string> {
  const { Stacks } = await call('DescribeStacks');
  const status = Stacks[0]?.StackStatus;
  if (status !== wanted) throw new Error(`the stack is ${status}: ${Stacks[0]?.StackStatusReason ?? ''}`);
  return status;
}
