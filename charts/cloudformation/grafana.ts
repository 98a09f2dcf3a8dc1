import { arn, logicalId } from '../../model/names/aws';
import { GRAFANA_TOKEN } from '../../model/names/roles';
import { readForDashboards } from '../common/dashboards';
import { serviceTrust } from '../common/iam';
import { roleArn, roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import type { CloudFormationProps } from './props';
import { grafanaSourceArn, templateAssociation, templateRole } from './roles';
import type { Resources } from './template';

const ROLE = 'grafana';

/** The last version whose own Prometheus datasource signs requests, as the datasource of the dashboards does. */
const VERSION = '10.4';

/**
 * The Amazon Managed Grafana workspace and the role with which it reads. ACK has no controller for it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-grafana-workspace.html
 */
export function grafana({
  environmentName,
  grafana,
  identity,
  logGroupPatterns,
  tags,
}: Omit<CloudFormationProps, 'manifests'>): Resources {
  if (!grafana) return {};
  const { cluster } = identity;
  return {
    GrafanaRole: templateRole({
      roleName: roleName(identity, ROLE),
      trust: serviceTrust(cluster, 'grafana.amazonaws.com', grafanaSourceArn(cluster)),
      statements: readForDashboards(cluster, environmentName, {
        workspace: grafana.workspace,
        logGroups: logGroupPatterns,
      }),
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    }),
    GrafanaWorkspace: {
      Type: 'AWS::Grafana::Workspace',
      DependsOn: 'GrafanaRole',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: `observability-${environmentName}`,
        AccountAccessType: 'CURRENT_ACCOUNT',
        AuthenticationProviders: [grafana.authentication],
        PermissionType: 'CUSTOMER_MANAGED',
        RoleArn: roleArn(identity, ROLE),
        GrafanaVersion: VERSION,
      },
    },
    ...tokenRole({ grafana, identity, tags }),
  };
}

/**
 * The role of the pod that renews the token of grafana-operator. In the template and not by ACK: whoever holds it is an administrator of
 * the workspace, which no role that a merge can change may become.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmanagedgrafana.html
 */
function tokenRole({ grafana, identity, tags }: Pick<CloudFormationProps, 'grafana' | 'identity' | 'tags'>): Resources {
  const { namespace, workspaceId } = grafana?.operator ?? {};
  if (namespace === undefined) return {};
  const { cluster } = identity;
  const account = { namespace, name: GRAFANA_TOKEN };
  const name = roleName(identity, GRAFANA_TOKEN);
  return {
    [logicalId('role', GRAFANA_TOKEN)]: templateRole({
      roleName: name,
      trust: podTrust(identity, account),
      statements: [
        {
          sid: 'RenewToken',
          actions: [
            'grafana:CreateWorkspaceServiceAccount',
            'grafana:CreateWorkspaceServiceAccountToken',
            'grafana:DeleteWorkspaceServiceAccountToken',
            'grafana:ListWorkspaceServiceAccountTokens',
            'grafana:ListWorkspaceServiceAccounts',
          ],
          resources: [arn(cluster, 'grafana', `/workspaces/${workspaceId}`)],
        },
      ],
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    }),
    ...(identity.mode === 'pod-identity' && {
      [logicalId('association', GRAFANA_TOKEN)]: templateAssociation(cluster, account, name),
    }),
  };
}
