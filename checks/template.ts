import { load } from 'js-yaml';
import type { FileProblem } from '../model/problem';

/** What CloudFormation takes by way of a bucket. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_BYTES = 1_048_576;
const MAX_RESOURCES = 500;

/** Everything that is wrong with a CloudFormation template, all at once. */
export const checkTemplate = (file: string, text: string): FileProblem[] => [
  ...templateFitsCloudFormation(file, text),
  ...templatePoliciesFitIam(file, text),
];

/** Every CloudFormation template can be deployed. */
export function* templateFitsCloudFormation(file: string, text: string): Iterable<FileProblem> {
  const bytes = Buffer.byteLength(text);
  const resources = text.match(/^ {4}Type: AWS::/gm)?.length ?? 0;
  const remedy = 'so fewer logs.applications: on Fargate each has metric filters of its own';
  if (bytes > MAX_BYTES)
    yield {
      file,
      field: '(all of it)',
      value: bytes,
      wrong: 'bytes do not fit in a template of CloudFormation',
      allowed: `at most ${MAX_BYTES}, ${remedy}`,
    };
  if (resources > MAX_RESOURCES)
    yield {
      file,
      field: 'Resources',
      value: resources,
      wrong: 'resources do not fit in a template of CloudFormation',
      allowed: `at most ${MAX_RESOURCES}, ${remedy}`,
    };
}

/**
 * Characters of the policies that IAM takes, without white space: of one managed policy, and of all that are written into a role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
 */
const POLICY_MAX_CHARACTERS = { 'AWS::IAM::ManagedPolicy': 6144, 'AWS::IAM::Role': 10_240 };

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: {
    readonly PolicyDocument?: unknown;
    readonly Policies?: { readonly PolicyDocument: unknown }[];
  };
}

/** IAM takes every policy of a CloudFormation template. */
export function* templatePoliciesFitIam(file: string, text: string): Iterable<FileProblem> {
  const { Resources = {} } = (load(text || '{}') ?? {}) as { Resources?: Record<string, TemplateResource> };
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (!isLimited(Type)) continue;
    const documents = [Properties?.PolicyDocument, ...(Properties?.Policies ?? []).map((each) => each.PolicyDocument)];
    const characters = documents.map((each) => JSON.stringify(each)?.length ?? 0).reduce((sum, each) => sum + each, 0);
    const most = POLICY_MAX_CHARACTERS[Type];
    if (characters > most)
      yield {
        file,
        field: `Resources.${id}`,
        value: characters,
        wrong: 'characters of policies do not fit in IAM',
        allowed: `at most ${most}, so log groups with a common beginning in logs.logGroupPrefixes`,
      };
  }
}

const isLimited = (type: string): type is keyof typeof POLICY_MAX_CHARACTERS => type in POLICY_MAX_CHARACTERS;
