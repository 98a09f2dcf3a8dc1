import {
  type ValidationError,
  validateIdentityPolicy,
  validateResourcePolicy,
  validateTrustPolicy,
} from '@cloud-copilot/iam-policy';
import { Failure } from '../../check';
import type { DistObject } from '../../dist';
import { misplaced } from '../../iam/actions';
import type { Report } from '../../report';
import { TEMPLATE, type Template } from './cloudformation';
import type { Tree } from './responses';

/** Fields with an IAM document, and the parser that checks it. */
const FIELDS: Readonly<Record<string, (document: unknown) => ValidationError[]>> = {
  policyDocument: validateIdentityPolicy,
  assumeRolePolicyDocument: validateTrustPolicy,
  policy: validateResourcePolicy,
};

/** IAM would accept every policy document: its form, its actions, and resources of types that these actions take. */
export async function checkDocuments(
  environment: string,
  objects: readonly DistObject[],
  template: Template,
  report: Report,
): Promise<void> {
  for (const object of objects)
    for (const [field, validate] of Object.entries(FIELDS)) {
      const text: unknown = object.value.spec?.[field];
      if (typeof text !== 'string') continue;
      const subject = { environment, subject: `${object.id}: ${field} is one that IAM takes`, object, quiet: true };
      await report.check(subject, async () => {
        const problem = await problemOf(JSON.parse(text), validate, field === 'policyDocument');
        if (problem) throw new Failure(problem, object, ['spec', field]);
        return undefined;
      });
    }
  for (const [id, { Type, Properties = {} }] of Object.entries(template.resources)) {
    const { AssumeRolePolicyDocument: trust, Policies = [], PolicyDocument: managed } = Properties;
    const documents = [...Policies.map((each: Tree) => each.PolicyDocument), managed].filter(Boolean);
    if (!Type.startsWith('AWS::IAM::') || documents.length === 0) continue;
    const subject = {
      environment,
      subject: `${TEMPLATE}: documents of ${id} are such that IAM takes`,
      quiet: true,
    };
    await report.check(subject, async () => {
      const problems = trust ? [await problemOf(trust, validateTrustPolicy, false)] : [];
      for (const document of documents) problems.push(await problemOf(document, validateIdentityPolicy, true));
      const found = problems.find(Boolean);
      if (found) throw new Error(found);
      return undefined;
    });
  }
}

async function problemOf(
  document: Tree,
  validate: (document: unknown) => ValidationError[],
  identity: boolean,
): Promise<string | undefined> {
  const [error] = validate(document);
  if (error) return `${error.path}: ${error.message}`;
  return identity ? (await misplaced(document.Statement))[0] : undefined;
}
