import { logGroups } from '../../model/names/log-groups';
import { controllerName } from '../../model/names/roles';
import { tagsOf } from '../../model/names/tags';
import type { Environment } from '../../model/schema/environment';
import type { Manifest } from '../common/chart';
import { type IdentitySettings, roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import { toYaml } from '../common/yaml';
import { archiveStream } from './archive';
import { controllers } from './controllers';
import { grafana } from './grafana';
import { oidcConditions, oidcParameters, oidcProvider } from './identity';
import { dataProtection, metricFilters, savedQueries } from './insights';
import { templateAssociation, templateRole } from './roles';
import { logicalId, type Resources, SYNCED, type Template } from './template';

/** Namespace that ACK's Helm charts install into, and the service accounts that they make. https://aws-controllers-k8s.github.io/community/docs/user-docs/irsa/ */
const ACK_SYSTEM = 'ack-system';

export interface CloudFormationProps {
  readonly environment: Environment;
  readonly identity: IdentitySettings;
  /** Every object of the environment: its kinds tell which controllers are needed. */
  readonly manifests: readonly Manifest[];
}

/**
 * What ACK has no kind for, or needs before it can work, as one CloudFormation template.
 * It is created before the first sync, and updated with `Synced=true` after it.
 */
export function cloudFormationTemplate(props: CloudFormationProps): string {
  const { environment, identity } = props;
  const { name } = environment;
  const groups = logGroups(environment);
  const template: Template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Observability of ${name}: what ACK needs before it starts, and what it has no kind for.`,
    Parameters: {
      ...oidcParameters(environment),
      [SYNCED.parameter]: {
        Type: 'String',
        Default: 'false',
        AllowedValues: ['true', 'false'],
        Description: 'Set to "true" after the first sync: the log groups exist then.',
      },
    },
    Conditions: {
      [SYNCED.condition]: { 'Fn::Equals': [{ Ref: SYNCED.parameter }, 'true'] },
      ...oidcConditions(environment),
    },
    Resources: {
      ...oidcProvider(environment),
      ...controllerRoles(props),
      ...archiveStream(environment, identity),
      ...grafana(environment, identity),
      ...metricFilters(environment, groups),
      ...savedQueries(name, groups),
      ...dataProtection(environment),
    },
  };
  return toYaml(template);
}

/** The roles of ACK's controllers, and who gets them. */
function controllerRoles({ environment, identity, manifests }: CloudFormationProps): Resources {
  const { cluster } = environment;
  const resources: Resources = {};
  for (const { service, statements } of controllers(manifests, cluster, roleName(identity, ''))) {
    const account = { namespace: ACK_SYSTEM, name: controllerName(service) };
    const name = roleName(identity, account.name);
    resources[logicalId('role', account.name)] = templateRole({
      roleName: name,
      trust: podTrust(environment, account),
      statements,
      permissionsBoundaryArn: environment.identity.permissionsBoundaryArn,
      tags: tagsOf(environment),
    });
    if (identity.mode === 'pod-identity') {
      resources[logicalId('association', account.name)] = templateAssociation(cluster, account, name);
    }
  }
  return resources;
}
