import { type LogVolume, logVolumes } from '../../model/budgets/log-volume';
import { type Range, show, showRange, span, times, total } from '../../model/budgets/range';
import { LOOK_BACK_HOURS } from '../../model/facts/dashboards';
import { keysOf, regionOfKey } from '../../model/facts/encryption';
import type { Environment } from '../../model/schema/environment';
import type { Quantity } from '../estimate';
import { type Objects, ofKind } from '../objects';
import { COMPRESSED, DAYS, gigabytes, HOURS } from './units';

/** Log groups: what is taken in, what is stored, what the dashboard reads; and the archive of them is in archive.ts. */
export function logQuantities(environment: Environment, objects: Objects): Quantity[] {
  const queries = queriesOf(objects);
  return [
    ...logVolumes(environment).flatMap((volume) => groupQuantities(environment, queries, volume)),
    ...destinationQuantities(environment),
    ...keyQuantities(environment),
  ];
}

function groupQuantities(environment: Environment, queries: readonly string[], volume: LogVolume): Quantity[] {
  const { group, bytesPerSecond, formula } = volume;
  const { region } = environment.cluster;
  const ingested = gigabytes(bytesPerSecond);
  const of = { what: group.name, region, origin: 'assumed' } as const;
  const stored = times(ingested, (COMPRESSED * group.retentionDays) / DAYS);
  return [
    // AWS's own services pay another price. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
    {
      ...of,
      item: group.writers.includes('prometheus-workspace') ? 'logs-vended' : 'logs-ingestion',
      amount: ingested,
      formula,
    },
    {
      ...of,
      item: 'logs-storage',
      amount: stored,
      formula: `${showRange(ingested)} GB × ${group.retentionDays} of ${show(DAYS)} days × ${COMPRESSED} compressed`,
    },
    ...scans(environment, queries, group.name, ingested).map((scan) => ({ ...of, ...scan })),
  ];
}

interface Widgets {
  readonly widgets: readonly { readonly type: string; readonly properties: { readonly query?: string } }[];
}

/** Queries of the tables of the dashboard. */
const queriesOf = (objects: Objects): string[] =>
  ofKind(objects, 'Dashboard', 'cloudwatch.')
    .flatMap(({ spec }) => (JSON.parse(spec.dashboardBody) as Widgets).widgets)
    .flatMap(({ properties: { query } }) => query ?? []);

/** What the dashboard reads of a group. */
function scans(
  { cost }: Environment,
  all: readonly string[],
  name: string,
  ingested: Range,
): Pick<Quantity, 'item' | 'amount' | 'formula'>[] {
  const queries = all.filter((query) => query.includes(`'${name}'`)).length;
  if (queries === 0) return [];
  const views = times(span(cost.dashboardViewsPerDay), DAYS);
  return [
    {
      item: 'logs-insights',
      amount: times(ingested, views, (queries * LOOK_BACK_HOURS) / HOURS),
      formula: `${showRange(views)} views × ${queries} tables × ${LOOK_BACK_HOURS} of ${HOURS} h of ${showRange(ingested)} GB`,
    },
  ];
}

/** What goes to a delivery stream of others; other destinations do not charge by what they take in, or not here. */
function destinationQuantities(environment: Environment): Quantity[] {
  const { cluster, logs } = environment;
  const whole = logVolumes({ ...environment, logs: { ...logs, cloudwatch: true } })
    .filter(
      ({ group }) =>
        ['application', 'fargate', 'ecs-application'].includes(group.id) || group.id.startsWith('application-'),
    )
    .map(({ bytesPerSecond }) => bytesPerSecond);
  const amount = gigabytes(total(whole));
  return logs.destinations.flatMap((destination) =>
    destination.kind === 'firehose'
      ? [
          {
            item: 'firehose',
            what: destination.deliveryStreamName,
            region: cluster.region,
            amount,
            formula: 'all logs of containers',
            origin: 'assumed',
          } satisfies Quantity,
        ]
      : [],
  );
}

/** Calls of the key that encrypts the groups: once a minute to once an hour for each. AWS does not say how often. */
function keyQuantities(environment: Environment): Quantity[] {
  const key = keysOf(environment).logs;
  if (key === undefined) return [];
  const groups = logVolumes(environment).length;
  return [
    {
      item: 'kms-requests',
      what: 'key of the log groups',
      region: regionOfKey(key),
      amount: { low: groups * HOURS, high: groups * HOURS * 60 },
      formula: `${groups} groups × once an hour to once a minute`,
      origin: 'assumed',
    },
  ];
}
