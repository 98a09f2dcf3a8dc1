import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Manifest } from '../../charts/common/chart';
import { logGroupArn } from '../../charts/common/iam';

/** A role of an environment, read from its objects. */
export interface SynthesizedRole {
  readonly arn: string;
  readonly accountId: string;
  // biome-ignore lint/suspicious/noExplicitAny: IAM's JSON, checked by its own parser.
  readonly policy: any;
  // biome-ignore lint/suspicious/noExplicitAny: IAM's JSON, checked by its own parser.
  readonly trust: any;
  /** The document of its permissions boundary. @default - none */
  // biome-ignore lint/suspicious/noExplicitAny: IAM's JSON, checked by its own parser.
  readonly boundary?: any;
}

/**
 * The role of a component, from the objects of the chart `iam`.
 * @param boundary document of its boundary @default - nothing bounds it
 */
export function roleOf(
  manifests: Manifest[],
  component: string,
  { partition, accountId }: { partition: string; accountId: string },
  boundary?: unknown,
): SynthesizedRole {
  const role = specOf(manifests, 'Role', component);
  const [policyRef] = role.policyRefs;
  return {
    arn: `arn:${partition}:iam::${accountId}:role/${role.name}`,
    accountId,
    policy: JSON.parse(specOf(manifests, 'Policy', policyRef.from.name).policyDocument),
    trust: JSON.parse(role.assumeRolePolicyDocument),
    boundary,
  };
}

function specOf(manifests: readonly Manifest[], kind: string, name: string): Manifest['spec'] {
  const [only, ...others] = manifests.filter((each) => each.kind === kind && each.metadata.name === name);
  if (!only || others.length > 0)
    throw new Error(`${only ? 'several objects' : 'no object'} of kind ${kind} named ${name}`);
  return only.spec;
}

/**
 * Whether the role's policy, within its boundary, allows a call, together with the policy of the resource, which a KMS key needs. A call that IAM's
 * simulator cannot place (no such action, wrong resource type) throws.
 */
export async function allows(
  role: SynthesizedRole,
  action: string,
  resource: string,
  context: Record<string, string> = {},
  resourcePolicy?: object,
): Promise<boolean> {
  const response = await runSimulation(
    {
      request: {
        principal: role.arn,
        action,
        resource: { resource, accountId: role.accountId },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'policy', policy: role.policy }],
      ...(role.boundary && { permissionBoundaryPolicies: [{ name: 'boundary', policy: role.boundary }] }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resourcePolicy && { resourcePolicy }),
    },
    {},
  );
  if (response.resultType === 'error') throw new Error(`${action} on ${resource}: ${response.errors.message}`);
  return response.overallResult === 'Allowed';
}

/** The principal that assumes a role, and the condition keys that AWS sets. */
export interface AssumeRequest {
  readonly principal: string;
  readonly action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity' | 'sts:TagSession';
  readonly context: Record<string, string>;
}

/** Whether the role's trust policy allows a principal to assume it. */
export async function mayAssume(role: SynthesizedRole, request: AssumeRequest): Promise<boolean> {
  const response = await runSimulation(
    {
      request: {
        principal: request.principal,
        action: request.action,
        resource: { resource: role.arn, accountId: role.accountId },
        contextVariables: knownProvider(request.context),
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: knownProvider(role.trust),
    },
    {},
  );
  if (response.resultType === 'error')
    throw new Error(`${request.action} by ${request.principal}: ${response.errors.message}`);
  return response.overallResult === 'Allowed';
}

/**
 * The simulator knows the condition keys of well-known OIDC providers only: the keys (not the provider's ARN) of an EKS
 * issuer are therefore replaced by those of a known one.
 */
const knownProvider = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replace(/"oidc\.eks\.[^":]+:(aud|sub)"/g, '"accounts.google.com:$1"'));

/** ARN of a stream in a log group. */
export const logStreamArn = (
  at: { partition: string; region: string; accountId: string },
  group: string,
  stream = 'pod',
): string => `${logGroupArn(at, group)}:log-stream:${stream}`;
