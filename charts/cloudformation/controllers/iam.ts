import { iamArn } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import { type KindStatements, type Site, specNames, verbs } from './statements';

const arns = (type: 'policy' | 'role', manifests: readonly Manifest[], at: Site) =>
  specNames(manifests).map((name) => iamArn(at, `${type}/${name}`));

/** IAM statements for `Policy` and its versions. Nothing bounds what a policy says: it is attached only to roles that are bounded. */
export const policy: KindStatements = (manifests, site) => [
  {
    sid: 'Policies',
    actions: verbs(
      'iam',
      ...['CreatePolicy', 'CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'GetPolicy'],
      ...['GetPolicyVersion', 'ListPolicyTags', 'ListPolicyVersions', 'TagPolicy', 'UntagPolicy'],
    ),
    resources: arns('policy', manifests, site),
  },
];

/**
 * IAM statements for `Role`, its trust policy and its attached policies. Every change of what a role may do, or of who takes it,
 * demands the boundary of the environment on it, and nothing takes that boundary off. Tags grant nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export const role: KindStatements = (manifests, site) => {
  const roles = arns('role', manifests, site);
  // A role that needs nothing in AWS has no policy.
  const policies = arns(
    'policy',
    manifests.filter(({ spec }) => spec.policyRefs !== undefined),
    site,
  );
  const isBounded = { StringEquals: { 'iam:PermissionsBoundary': site.boundaryArn } };
  return [
    {
      sid: 'ReadAndTagRoles',
      actions: verbs(
        'iam',
        ...['GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoleTags', 'TagRole', 'UntagRole'],
      ),
      resources: roles,
    },
    {
      sid: 'BoundedRoles',
      actions: verbs(
        'iam',
        ...['CreateRole', 'DeleteRole', 'PutRolePermissionsBoundary', 'UpdateAssumeRolePolicy', 'UpdateRole'],
      ),
      resources: roles,
      conditions: isBounded,
    },
    ...(policies.length > 0
      ? [
          {
            sid: 'AttachOwnPolicies',
            actions: verbs('iam', 'AttachRolePolicy', 'DetachRolePolicy'),
            resources: roles,
            conditions: { ...isBounded, ArnEquals: { 'iam:PolicyARN': policies } },
          },
        ]
      : []),
    {
      sid: 'KeepBoundary',
      effect: 'Deny',
      actions: verbs(
        'iam',
        ...['CreatePolicyVersion', 'DeletePolicy', 'DeletePolicyVersion', 'SetDefaultPolicyVersion'],
        'DeleteRolePermissionsBoundary',
      ),
      resources: [site.boundaryArn, iamArn(site, 'role/*')],
    },
  ];
};
