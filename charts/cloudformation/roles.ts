import { type ClusterRef, clusterArn, iamArn, logicalId } from '../../model/names/aws';
import { policyDocument, type ServiceAccountRef, type Statement, type Trust, trustDocument } from '../common/iam';
import { type Resource, templateTags } from './template';

/** Props of an IAM role in the CloudFormation template. */
export interface RoleProps {
  readonly roleName: string;
  readonly trust: Trust;
  readonly statements: readonly Statement[];
  readonly permissionsBoundaryArn?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role with its one inline policy. No description: its name says whose it is, and a template has 51,200 bytes. */
export const templateRole = ({ roleName, trust, statements, permissionsBoundaryArn, tags }: RoleProps): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: roleName,
    AssumeRolePolicyDocument: compact(trustDocument(trust)),
    ...(permissionsBoundaryArn && { PermissionsBoundary: permissionsBoundaryArn }),
    ...(statements.length > 0 && {
      Policies: [{ PolicyName: 'derived', PolicyDocument: compact(policyDocument(statements)) }],
    }),
    Tags: templateTags(tags),
  },
});

/** A document with single values instead of lists of one, because a template is limited to 51,200 bytes. */
export const compact = (document: string): unknown =>
  JSON.parse(document, (key, value) =>
    key !== 'Statement' && Array.isArray(value) && value.length === 1 ? value[0] : value,
  );

/** The association that gives a role to a service account of the cluster. */
export const templateAssociation = (cluster: ClusterRef, account: ServiceAccountRef, roleName: string): Resource => ({
  Type: 'AWS::EKS::PodIdentityAssociation',
  DependsOn: logicalId('role', account.name),
  Properties: {
    ClusterName: cluster.name,
    Namespace: account.namespace,
    ServiceAccount: account.name,
    RoleArn: iamArn(cluster, `role/${roleName}`),
  },
});

/** ARN that Amazon Managed Grafana acts for. */
export const grafanaSourceArn = (cluster: ClusterRef): string =>
  clusterArn(cluster).replace(/:eks:(.+):cluster\/.*/, ':grafana:$1:/workspaces/*');
