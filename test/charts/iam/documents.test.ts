import { validateIdentityPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import type { Manifest } from '../../../charts/common/chart';
import { overlays } from '../../../overlays';
import { list, misplaced, type PolicyStatement } from '../../../prove/iam/actions';
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

const statementsOf = (policy: Manifest): PolicyStatement[] => JSON.parse(policy.spec.policyDocument).Statement;

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
  expect(await misplaced(statementsOf(policy))).toEqual([]);
});

test.each(policies)('%s has no resource "*" without a reason next to it, no action with a wildcard', (_, policy) => {
  for (const { Sid, Action, Resource } of statementsOf(policy)) {
    for (const action of list(Action)) expect(action).not.toContain('*');
    if (list(Resource).includes('*')) expect(policy.metadata.annotations?.['unscoped-resources']).toContain(`${Sid}: `);
  }
});

test.each(roles)('%s has no managed policy of AWS', (_, { spec }) => {
  expect(spec.policies).toBeUndefined();
});
