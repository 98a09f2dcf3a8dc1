import { capabilityRoleName } from '../../model/names/argocd';
import { iamArn } from '../../model/names/aws';
import type { CloudFormationProps } from './props';
import { type Resources, templateTags } from './template';

/**
 * EKS's managed Argo CD, with its IAM role. The role allows nothing in AWS: EKS gives it an access entry of the cluster, to which the
 * script of the bootstrap adds a group. The trust policy is the one that EKS asks for.
 * https://docs.aws.amazon.com/eks/latest/userguide/capability-role.html
 */
export function argocdCapability({
  argocd,
  identity,
  tags,
}: Pick<CloudFormationProps, 'argocd' | 'identity' | 'tags'>): Resources {
  const { capability, namespace } = argocd;
  if (capability?.kind !== 'stack') return {};
  const { cluster, permissionsBoundaryArn } = identity;
  const { admins, identityCenterArn, identityCenterRegion = cluster.region } = capability;
  const name = capabilityRoleName(identity);
  return {
    ArgoCdRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: name,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'capabilities.eks.amazonaws.com' },
              Action: ['sts:AssumeRole', 'sts:TagSession'],
            },
          ],
        },
        ...(permissionsBoundaryArn && { PermissionsBoundary: permissionsBoundaryArn }),
        Tags: templateTags(tags),
      },
    },
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-capability.html
    ArgoCd: {
      Type: 'AWS::EKS::Capability',
      DependsOn: 'ArgoCdRole',
      Properties: {
        CapabilityName: 'argocd',
        ClusterName: cluster.name,
        Type: 'ARGOCD',
        RoleArn: iamArn(cluster, `role/${name}`),
        DeletePropagationPolicy: 'RETAIN',
        Configuration: {
          ArgoCd: {
            Namespace: namespace,
            AwsIdc: { IdcInstanceArn: identityCenterArn, IdcRegion: identityCenterRegion },
            RbacRoleMappings: [{ Role: 'ADMIN', Identities: admins.map(({ id, type }) => ({ Id: id, Type: type })) }],
          },
        },
        Tags: templateTags(tags),
      },
    },
  };
}
