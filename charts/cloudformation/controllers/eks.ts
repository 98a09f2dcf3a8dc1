import { arn, clusterArn } from '../../../model/names/aws';
import {
  type KindStatements,
  passRole,
  referencedRoles,
  serviceLinkedRole,
  specNames,
  unscoped,
  verbs,
} from './statements';

/** IAM statements for `PodIdentityAssociation`, and for passing the roles that pods get. */
export const podIdentityAssociation: KindStatements = (manifests, cluster) => [
  {
    sid: 'Associations',
    actions: verbs('eks', 'CreatePodIdentityAssociation', 'ListPodIdentityAssociations'),
    resources: [clusterArn(cluster)],
  },
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
