import { load } from 'js-yaml';
import type { Manifest } from '../charts/common/chart';
import { clusterHosts } from '../model/facts/destinations';
import type { Environment } from '../model/schema/environment';
import type { Given } from './objects';

/** What the checks know of an environment beside its objects: what its overlay says, and the texts of its CloudFormation templates. */
export const givenOf = (environment: Environment, ...templates: (string | undefined)[]): Given => ({
  environment: environment.name,
  location: environment.cluster,
  settings: settingsOf(environment),
  places: [
    ...environment.cluster.zones,
    ...(environment.archive?.replication ? [environment.archive.replication.region] : []),
  ],
  accounts: environment.compute.registryAccountIds,
  images: environment.images,
  retentions: [environment.logs, ...environment.logs.applications].flatMap(({ retentionDays }) => retentionDays ?? []),
  destinationServer: environment.argocd.destinationServer,
  hosts: clusterHosts(environment.logs.destinations),
  keepAlso: environment.metrics.keepAlso,
  keepUnread: environment.cloudwatchAgent.keepUnread,
  networkPolicies: environment.networkPolicies.scope !== 'none',
  resources: templates.flatMap((template) => resourcesOf(template ?? '')),
});

/** Settings that say where something is. Everything else may hold the name of a Region, and means nothing by it. */
const PLACES = new Set(['region', 'zones', 'accountId', 'registryAccountIds']);

/** Every single value within some settings, as text. */
const settingsOf = (value: unknown, parent = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) =>
        PLACES.has(key) && parent !== 'tags' ? [] : settingsOf(child, key),
      )
    : [String(value)];

/** The resources of a CloudFormation template as objects, with their own fields: `Properties`, `DependsOn`. */
function resourcesOf(template: string): Manifest[] {
  const { Resources = {} } = (load(template || '{}') ?? {}) as {
    Resources?: Record<string, { Type: string } & Record<string, unknown>>;
  };
  return Object.entries(Resources).map(([name, { Type: kind, ...fields }]) => ({
    apiVersion: 'cloudformation.amazonaws.com',
    kind,
    metadata: { name },
    ...fields,
  }));
}
