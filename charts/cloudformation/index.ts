import { ACK_SYSTEM } from '../../model/facts/ack-controllers';
import { logicalId } from '../../model/names/aws';
import { boundaryArn, controllerName } from '../../model/names/roles';
import { roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import { toYaml } from '../common/yaml';
import { archiveStream } from './archive';
import { boundary } from './boundary';
import { argocdCapability } from './capability';
import { chat } from './chat';
import { controllers } from './controllers';
import type { Site } from './controllers/statements';
import { grafana } from './grafana';
import { oidcParameters, oidcProvider } from './identity';
import { dataProtection, metricFilters, savedQueries } from './insights';
import { muteRules } from './mute-rules';
import { objectives } from './objectives';
import type { CloudFormationProps } from './props';
import { templateAssociation, templateRole } from './roles';
import type { Resources, Template } from './template';

/**
 * What ACK has no kind for, or needs before it can work, as one CloudFormation template. Another log group, alarm or pod changes
 * nothing here: rights name them by pattern.
 */
export const cloudFormationTemplate = (props: CloudFormationProps): string =>
  text({
    Description: `Observability of ${props.environmentName}: what ACK needs before it starts, and what it has no kind for.`,
    ...oidcParameters(props.identity),
    Resources: {
      ...oidcProvider(props),
      ...boundary(props),
      ...controllerRoles(props),
      ...argocdCapability(props),
      ...archiveStream(props),
      ...grafana(props),
      ...dataProtection(props),
    },
  });

/** What ACK has no kind for and refers to what ACK makes: a template of its own, for after the first sync. Undefined: nothing. */
export function insightsTemplate(props: CloudFormationProps): string | undefined {
  const Resources = {
    ...metricFilters(props),
    ...savedQueries(props),
    ...chat(props),
    ...muteRules(props),
    ...objectives(props),
  };
  if (Object.keys(Resources).length === 0) return undefined;
  return text({
    Description: `Observability of ${props.environmentName}: metric filters, saved queries, channels, mute rules and objectives, which need what Argo CD has made.`,
    Resources,
  });
}

const text = (template: Omit<Template, 'AWSTemplateFormatVersion'>): string =>
  toYaml({ AWSTemplateFormatVersion: '2010-09-09', ...template });

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
