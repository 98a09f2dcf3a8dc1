import { logicalId } from '../../model/names/aws';
import { boundaryArn, controllerName } from '../../model/names/roles';
import { roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import { toYaml } from '../common/yaml';
import { archiveStream } from './archive';
import { boundary } from './boundary';
import { controllers } from './controllers';
import type { Site } from './controllers/statements';
import { grafana } from './grafana';
import { oidcConditions, oidcParameters, oidcProvider } from './identity';
import { dataProtection, metricFilters, savedQueries } from './insights';
import type { CloudFormationProps } from './props';
import { templateAssociation, templateRole } from './roles';
import { type Resources, SYNCED, type Template } from './template';

/** Namespace that ACK's Helm charts install into, and the service accounts that they make. https://aws-controllers-k8s.github.io/community/docs/user-docs/irsa/ */
const ACK_SYSTEM = 'ack-system';

/**
 * What ACK has no kind for, or needs before it can work, as one CloudFormation template.
 * It is created before the first sync, and updated with `Synced=true` after it.
 */
export function cloudFormationTemplate(props: CloudFormationProps): string {
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Observability of ${props.environmentName}: what ACK needs before it starts, and what it has no kind for.`,
    Parameters: {
      ...oidcParameters(props.identity),
      [SYNCED.parameter]: {
        Type: 'String',
        Default: 'false',
        AllowedValues: ['true', 'false'],
        Description: 'Set to "true" after the first sync: the log groups exist then.',
      },
    },
    Conditions: {
      [SYNCED.condition]: { 'Fn::Equals': [{ Ref: SYNCED.parameter }, 'true'] },
      ...oidcConditions(props.identity),
    },
    Resources: {
      ...oidcProvider(props),
      ...boundary(props),
      ...controllerRoles(props),
      ...archiveStream(props),
      ...grafana(props),
      ...metricFilters(props),
      ...savedQueries(props),
      ...dataProtection(props),
    },
  };
  return toYaml(template);
}

/** The roles of ACK's controllers, and who gets them. */
function controllerRoles(props: CloudFormationProps): Resources {
  const { identity, manifests, tags } = props;
  const { cluster } = identity;
  const resources: Resources = {};
  for (const { service, statements } of controllers(manifests, siteOf(props))) {
    const account = { namespace: ACK_SYSTEM, name: controllerName(service) };
    const name = roleName(identity, account.name);
    resources[logicalId('role', account.name)] = templateRole({
      roleName: name,
      trust: podTrust(identity, account),
      statements,
      permissionsBoundaryArn: identity.permissionsBoundaryArn,
      tags,
    });
    if (identity.mode === 'pod-identity') {
      resources[logicalId('association', account.name)] = templateAssociation(cluster, account, name);
    }
  }
  return resources;
}

/** What the rights of the controllers are made from. */
export const siteOf = ({ environmentName, identity, logGroupPatterns }: CloudFormationProps): Site => ({
  ...identity.cluster,
  environmentName,
  rolePrefix: roleName(identity, ''),
  boundaryArn: boundaryArn(identity),
  logGroups: logGroupPatterns,
});
