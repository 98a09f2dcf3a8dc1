import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
  readonly Properties?: Tree;
}

/** A CloudFormation template of an environment. */
export interface Template {
  readonly environment: string;
  /** Its path in the folder of the environment. */
  readonly path: string;
  readonly file: string;
  readonly text: string;
  readonly stack: string;
  readonly resources: Readonly<Record<string, Resource>>;
}

/** Path of the template that comes before ACK, in the folder of an environment. */
export const TEMPLATE = 'bootstrap/cloudformation.yaml';

/** Path of the template that comes after the first sync; not every environment has it. */
export const INSIGHTS = 'bootstrap/insights.yaml';

/** Paths of the templates that an environment has. */
export const templatePaths = ({ folder }: DistEnvironment): string[] =>
  [TEMPLATE, INSIGHTS].filter((path) => path === TEMPLATE || existsSync(join(folder, path)));

/** Reads a template of an environment. */
export function templateOf({ name, folder }: DistEnvironment, path: string): Template {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  const { Resources: resources } = parse(text);
  const stack = `observability-${name}${path === INSIGHTS ? '-insights' : ''}`;
  return { environment: name, path, file, text, stack, resources };
}

/** cfn-lint has no finding in a template. */
export async function checkLint({ engines, report }: Context, { environment, file, path }: Template): Promise<boolean> {
  return report.check({ environment, subject: `${path}: cfn-lint` }, async () => {
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

/** A call of CloudFormation for a stack. */
type Call = (action: string, parameters?: Record<string, string>) => Promise<Tree>;

const callOf =
  (moto: Moto, { stack }: Template): Call =>
  (action, parameters = {}) =>
    moto.query('cloudformation', '2010-05-15', action, { StackName: stack, ...parameters });

/** The stack of a template, and all that is in it. @returns whether it exists */
export async function checkStack(moto: Moto, template: Template, report: Report): Promise<boolean> {
  const call = callOf(moto, template);
  const { environment, path, text } = template;
  const created = await report.check({ environment, subject: `${path}: the stack is created` }, async () => {
    await call('CreateStack', { TemplateBody: text, 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
    return expectStatus(call, 'CREATE_COMPLETE');
  });
  if (created) await checkResources(moto, template, report);
  return created;
}

/** The resources of the stack match the template. */
async function checkResources(moto: Moto, template: Template, report: Report): Promise<void> {
  const { environment, path, resources } = template;
  const answer = await callOf(moto, template)('DescribeStackResources').catch(() => undefined);
  const made = new Map<string, Tree>(list(answer?.StackResources).map((each) => [each.LogicalResourceId, each]));
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    const subject = { environment, subject: `${path}: ${Type} ${id} is made`, quiet: true };
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
