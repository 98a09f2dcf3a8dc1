import type { Manifest } from '../charts/common/chart';
import { identityAnnotations } from '../charts/common/checksum';
import { nameOf, type Problem } from '../model/problem';
import { type Given, kindOf, type Objects, oneOf, type Workload } from './objects';
import { ACK } from './references';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';
const IAM_ROLE = `Role.iam.${ACK}`;
const ASSOCIATION = `PodIdentityAssociation.eks.${ACK}`;

const accountOf = (objects: Objects, { pod, namespace }: Workload): Manifest | undefined =>
  objects.find('ServiceAccount', pod.serviceAccountName ?? 'default', namespace);

/** The pod holds a token for the Kubernetes API. */
export function holdsToken(objects: Objects, workload: Workload): boolean {
  const projected = workload.pod.volumes?.some((volume) =>
    volume.projected?.sources.some((it) => it.serviceAccountToken),
  );
  const account = accountOf(objects, workload);
  return projected || (workload.pod.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true);
}

/** Service accounts that a binding gives a role, as `namespace/name`. */
const boundAccounts = (objects: Objects): Set<string> =>
  new Set(
    ['RoleBinding', 'ClusterRoleBinding']
      .flatMap((kind) => objects.ofKind(`${kind}.rbac.authorization.k8s.io`))
      .flatMap((binding): { kind: string; name: string; namespace?: string }[] => binding.subjects ?? [])
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );

/** A pod has a token of the Kubernetes API exactly when a role says what it may do with it. */
export function* podsHaveTokensOnlyWithRoles(objects: Objects): Iterable<Problem> {
  const bound = boundAccounts(objects);
  for (const workload of objects.workloads) {
    const name = workload.pod.serviceAccountName ?? 'default';
    const field = `${workload.field}.spec.automountServiceAccountToken`;
    const isBound = bound.has(`${workload.namespace}/${name}`);
    const holds = holdsToken(objects, workload);
    if (holds && !isBound)
      yield {
        object: workload.object,
        field,
        wrong: `the pod gets a token of service account ${name}, which no role is bound to`,
        allowed: 'false',
      };
    if (isBound && !holds)
      yield {
        object: workload.object,
        field,
        wrong: `a role is bound to service account ${name}, whose token the pod does not get`,
        allowed: 'true',
      };
  }
}

/** Roles of IAM by their name in AWS. */
const iamRoles = (objects: Objects): Map<string, Manifest> =>
  new Map(objects.ofKind(IAM_ROLE).map((role) => [role.spec.name, role]));

const roleNameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Its trust policy as text, of an object of ACK or of a resource of the template. */
const trustOf = (role: Manifest): string =>
  role.Properties
    ? JSON.stringify(role.Properties.AssumeRolePolicyDocument)
    : String(role.spec.assumeRolePolicyDocument);

/** Service account that the trust policy of a role names for IRSA, as `namespace/name`. */
function irsaAccountOf(role: Manifest): string | undefined {
  const [, namespace, name] = /"system:serviceaccount:([^:"]+):([^:"]+)"/.exec(trustOf(role)) ?? [];
  return namespace && `${namespace}/${name}`;
}

/** An IAM role that a service account names exists, and may be assumed by that account. */
export function* annotatedRolesTrustTheirAccount(objects: Objects, { resources = [] }: Given): Iterable<Problem> {
  const ofTemplate = resources.filter(({ kind }) => kind === 'AWS::IAM::Role');
  const roles = new Map([
    ...iamRoles(objects),
    ...ofTemplate.map((role) => [String(role.Properties.RoleName), role] as const),
  ]);
  for (const account of objects.ofKind('ServiceAccount')) {
    const arn = account.metadata.annotations?.[ROLE_ARN];
    if (arn === undefined) continue;
    const field = `metadata.annotations["${ROLE_ARN}"]`;
    const role = roles.get(roleNameOf(arn));
    const own = `${account.metadata.namespace}/${account.metadata.name}`;
    if (!role)
      yield {
        object: account,
        field,
        value: arn,
        wrong: 'is not a role of this environment',
        allowed: oneOf(roles.keys()),
      };
    else if (irsaAccountOf(role) !== own)
      yield {
        object: role,
        field: 'spec.assumeRolePolicyDocument',
        wrong: `trusts ${irsaAccountOf(role) ?? 'no service account'}, and ${nameOf(account)} names the role`,
        allowed: `system:serviceaccount:${own.replace('/', ':')}`,
      };
  }
}

/** An IAM role for a service account is given to it: by the account's annotation, or by an association. */
export function* trustedAccountsHaveTheRole(objects: Objects): Iterable<Problem> {
  for (const role of objects.ofKind(IAM_ROLE)) {
    const account = irsaAccountOf(role);
    if (account !== undefined) {
      const [namespace, name = ''] = account.split('/');
      const object = objects.find('ServiceAccount', name, namespace);
      if (roleNameOf(object?.metadata.annotations?.[ROLE_ARN] ?? '') !== role.spec.name)
        yield {
          object: role,
          field: 'spec.assumeRolePolicyDocument',
          wrong: `trusts service account ${account}, ${object ? 'which does not name the role' : 'which does not exist'}`,
          allowed: `annotation ${ROLE_ARN} on it`,
        };
    }
    if (!trustOf(role).includes('"pods.eks.amazonaws.com"')) continue;
    const associations = objects
      .ofKind(ASSOCIATION)
      .filter(({ spec }) => spec.roleRef?.from.name === role.metadata.name);
    if (associations.length === 0)
      yield {
        object: role,
        field: 'spec.assumeRolePolicyDocument',
        wrong: 'trusts EKS Pod Identity',
        allowed: 'a PodIdentityAssociation that gives the role to a service account',
      };
    for (const { spec } of associations)
      for (const value of [spec.namespace, spec.serviceAccount])
        if (!trustOf(role).includes(JSON.stringify(value)))
          yield {
            object: role,
            field: 'spec.assumeRolePolicyDocument',
            wrong: `does not name ${JSON.stringify(value)}`,
            allowed: `the account ${spec.namespace}/${spec.serviceAccount} of its PodIdentityAssociation`,
          };
  }
}

/** How the pods get the role of their service account, and its name; undefined for pods without one. */
export function roleOfPods(
  objects: Objects,
  workload: Workload,
): { readonly mode: 'irsa' | 'pod-identity'; readonly name: string } | undefined {
  const account = accountOf(objects, workload);
  const arn = account?.metadata.annotations?.[ROLE_ARN];
  if (arn !== undefined) return { mode: 'irsa', name: roleNameOf(arn) };
  const { namespace, name } = account?.metadata ?? {};
  const association = objects
    .ofKind(ASSOCIATION)
    .find(({ spec }) => spec.namespace === namespace && spec.serviceAccount === name);
  const role =
    association && objects.find(IAM_ROLE, association.spec.roleRef?.from.name, association.metadata.namespace);
  return role && { mode: 'pod-identity', name: role.spec.name };
}

/** Annotations of pods that get a role; undefined for pods without one. */
function identityOf(objects: Objects, workload: Workload): Record<string, string> | undefined {
  const role = roleOfPods(objects, workload);
  return role && identityAnnotations(role.mode, role.name);
}

/** Pods with a role carry its checksum: running pods keep credentials that a new trust policy no longer allows. */
export function* podsCarryTheChecksumOfTheirIdentity(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads.filter(({ lasting }) => lasting))
    for (const [key, right] of Object.entries(identityOf(objects, workload) ?? {})) {
      const found = workload.annotations[key];
      if (found !== right)
        yield {
          object: workload.object,
          field: `${workload.field}.metadata.annotations["${key}"]`,
          value: found,
          wrong: found === undefined ? 'missing' : 'is not the checksum of the role of its service account',
          allowed: right,
        };
    }
}

/**
 * Every IAM role has a permissions boundary, and all have the same: the controller's role may make no other.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function* rolesAreBounded(objects: Objects): Iterable<Problem> {
  const roles = objects.ofKind(IAM_ROLE);
  const allowed = roles.map(({ spec }) => spec.permissionsBoundary).find(Boolean) ?? 'the ARN of a policy';
  for (const object of roles)
    if (object.spec.permissionsBoundary !== allowed)
      yield {
        object,
        field: 'spec.permissionsBoundary',
        value: object.spec.permissionsBoundary,
        wrong: 'is not the boundary of the environment',
        allowed,
      };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const POLICY_MAX_CHARACTERS = 6144;

/** Every policy document is short enough for a managed policy of IAM, which does not count white space. */
export function* policiesFitIam(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind(`Policy.iam.${ACK}`)) {
    const characters = String(object.spec.policyDocument).replace(/\s/g, '').length;
    if (characters > POLICY_MAX_CHARACTERS)
      yield {
        object,
        field: 'spec.policyDocument',
        value: characters,
        wrong: 'characters do not fit in a policy of IAM',
        allowed: `at most ${POLICY_MAX_CHARACTERS}, so fewer logs.applications or shorter names of their log groups`,
      };
  }
}

/** One way to credentials for each service account: two would hide which one is in force. */
export function* accountsHaveOneRole(objects: Objects): Iterable<Problem> {
  const seen = new Set<string>();
  for (const association of objects.ofKind(ASSOCIATION)) {
    const { namespace, serviceAccount } = association.spec;
    const account = objects.find('ServiceAccount', serviceAccount, namespace);
    const key = `${namespace}/${serviceAccount}`;
    if (seen.has(key) || account?.metadata.annotations?.[ROLE_ARN] !== undefined)
      yield {
        object: association,
        field: 'spec.serviceAccount',
        wrong: `${key} has a role already, by ${seen.has(key) ? `another ${kindOf(association)}` : `annotation ${ROLE_ARN}`}`,
        allowed: 'one role',
      };
    seen.add(key);
  }
}
