import { type AwsLocation, iamArn } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import { type KindStatements, specNames, verbs } from './statements';

const policyArns = (manifests: readonly Manifest[], at: AwsLocation) =>
  specNames(manifests).map((name) => iamArn(at, `policy/${name}`));

const roleArns = (manifests: readonly Manifest[], at: AwsLocation) =>
  specNames(manifests).map((name) => iamArn(at, `role/${name}`));

/** IAM statements for `Policy` and its versions. */
export const policy: KindStatements = (manifests, at) => [
  {
    sid: 'Policies',
    actions: verbs(
      'iam',
      ...[
        'CreatePolicy',
        'CreatePolicyVersion',
        'DeletePolicy',
        'DeletePolicyVersion',
        'GetPolicy',
        'GetPolicyVersion',
      ],
      ...['ListPolicyTags', 'ListPolicyVersions', 'TagPolicy', 'UntagPolicy'],
    ),
    resources: policyArns(manifests, at),
  },
];

/** IAM statements for `Role`, its trust policy and its attached policies. */
export const role: KindStatements = (manifests, at) => [
  {
    sid: 'Roles',
    actions: verbs(
      'iam',
      ...['CreateRole', 'DeleteRole', 'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies', 'ListRoleTags'],
      ...[
        'DeleteRolePermissionsBoundary',
        'PutRolePermissionsBoundary',
        'TagRole',
        'UntagRole',
        'UpdateAssumeRolePolicy',
        'UpdateRole',
      ],
    ),
    resources: roleArns(manifests, at),
  },
  {
    // Without the condition the controller could make any role of ours an administrator.
    sid: 'AttachOwnPolicies',
    actions: verbs('iam', 'AttachRolePolicy', 'DetachRolePolicy'),
    resources: roleArns(manifests, at),
    conditions: {
      ArnEquals: { 'iam:PolicyARN': roleArns(manifests, at).map((name) => name.replace(':role/', ':policy/')) },
    },
  },
];
