import { arn, clusterArn } from '../../../model/names/aws';
import {
  becomesOwn,
  isOwn,
  type KindStatements,
  NOT_KNOWN_YET,
  passRole,
  referencedRoles,
  serviceLinkedRole,
  specNames,
  unscoped,
  verbs,
} from './statements';

/**
 * IAM statements for `PodIdentityAssociation`, and for passing the roles that pods get. Other associations of the cluster, those of
 * the controllers among them, lack the tag. While a resource is created with a tag, IAM has it as its tag already.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
export const podIdentityAssociation: KindStatements = (manifests, cluster) => [
  {
    sid: 'Associations',
    actions: verbs('eks', 'CreatePodIdentityAssociation'),
    resources: [clusterArn(cluster)],
    conditions: becomesOwn(cluster),
  },
  { sid: 'FindAssociations', actions: verbs('eks', 'ListPodIdentityAssociations'), resources: [clusterArn(cluster)] },
  {
    sid: 'OwnAssociations',
    actions: verbs(
      'eks',
      'DeletePodIdentityAssociation',
      'DescribePodIdentityAssociation',
      'TagResource',
      'UntagResource',
      'UpdatePodIdentityAssociation',
    ),
    resources: [arn(cluster, 'eks', `podidentityassociation/${cluster.name}/*`)],
    conditions: isOwn(cluster),
    reason: NOT_KNOWN_YET,
  },
  { sid: 'ReadAssociatedRoles', actions: ['iam:GetRole'], resources: referencedRoles(manifests, cluster) },
  ...passRole('PassAssociatedRoles', referencedRoles(manifests, cluster), 'pods.eks.amazonaws.com'),
];

/** IAM statements for `FargateProfile`, and for passing its pod execution role. */
export const fargateProfile: KindStatements = (manifests, cluster) => [
  {
    sid: 'FargateProfiles',
    actions: verbs('eks', 'CreateFargateProfile'),
    resources: [clusterArn(cluster)],
  },
  {
    sid: 'OwnFargateProfiles',
    actions: verbs('eks', 'DeleteFargateProfile', 'DescribeFargateProfile', 'TagResource', 'UntagResource'),
    resources: specNames(manifests).map((name) => arn(cluster, 'eks', `fargateprofile/${cluster.name}/${name}/*`)),
  },
  { sid: 'ReadExecutionRole', actions: ['iam:GetRole'], resources: referencedRoles(manifests, cluster) },
  ...passRole('PassExecutionRole', referencedRoles(manifests, cluster), 'eks-fargate-pods.amazonaws.com'),
  serviceLinkedRole(cluster, 'eks-fargate.amazonaws.com', 'AWSServiceRoleForAmazonEKSForFargate'),
  unscoped('ReadSubnets', ['ec2:DescribeSubnets']),
];
