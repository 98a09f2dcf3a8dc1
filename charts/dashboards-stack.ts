import type { App } from 'cdk8s';
import { type Item, priceOf } from '../cost/prices';
import { logVolumes } from '../model/budgets/log-volume';
import { alarmName } from '../model/names/alarms';
import { arn } from '../model/names/aws';
import { dashboardName, ECS, LOGS, OVERVIEW } from '../model/names/dashboards';
import { ecsName } from '../model/names/ecs';
import { ecsLogGroupName, logGroups } from '../model/names/log-groups';
import { runbookBase } from '../model/names/runbooks';
import type { Environment } from '../model/schema/environment';
import { alarms } from './alarms/catalogue';
import { alarmsProps } from './aws-stack';
import { workloadProfiles } from './cloudwatch-agent/configuration';
import { Dashboards } from './dashboards';
import { ecsService } from './dashboards/ecs';
import { type GigabytePrice, logs } from './dashboards/logs';
import { overview } from './dashboards/overview';
import type { Widget } from './dashboards/widgets';
import { workload } from './dashboards/workload';

/** The dashboards of an environment. */
export function addDashboards(app: App, environment: Environment): void {
  const { cluster, name, namespaces } = environment;
  const others = { [LOGS]: logsOf(environment), ...ecsOf(environment), ...workloads(environment) };
  new Dashboards(app, {
    namespace: namespaces.ack,
    region: cluster.region,
    environmentName: name,
    dashboards: { [OVERVIEW]: overviewOf(environment, Object.keys(others)), ...others },
  });
}

function overviewOf(environment: Environment, others: readonly string[]): Widget[] {
  const { archive, cluster, name } = environment;
  return overview({
    environmentName: name,
    clusterName: cluster.name,
    region: cluster.region,
    runbooks: runbookBase(environment),
    logGroups: logGroups(environment),
    archive: archive !== undefined,
    alarms: alarms(alarmsProps(environment)).map((alarm) => ({
      ...alarm,
      threshold: 'threshold' in alarm.bad ? alarm.bad.threshold : undefined,
      arn: arn(cluster, 'cloudwatch', `alarm:${alarmName(name, alarm.id)}`),
    })),
    others: others.map((id) => dashboardName(name, id)),
  });
}

function logsOf(environment: Environment): Widget[] {
  const { region } = environment.cluster;
  const priced = (item: Item): GigabytePrice | undefined => {
    const price = priceOf(item, region);
    const [tier] = price?.tiers ?? [];
    return price && tier && { usd: tier.usd, date: price.date };
  };
  return logs({
    region,
    runbooks: runbookBase(environment),
    volumes: logVolumes(environment),
    ingestion: priced('logs-ingestion'),
    scan: priced('logs-insights'),
  });
}

/** One for the service on ECS, where there is one. */
function ecsOf(environment: Environment): Record<string, Widget[]> {
  const { cluster, ecs, logs, name } = environment;
  return ecs
    ? {
        [ECS]: ecsService({
          region: cluster.region,
          runbooks: runbookBase(environment),
          service: ecsName(name),
          routerLogGroup: ecsLogGroupName(name, 'router'),
          applicationLogGroup: logs.cloudwatch ? ecsLogGroupName(name, 'application') : undefined,
        }),
      }
    : {};
}

/** One for each workload of the CloudWatch agent. */
function workloads({ cloudwatchAgent, cluster, logs }: Environment): Record<string, Widget[]> {
  const profiles = workloadProfiles(cloudwatchAgent.workloads, { fluentBitPort: logs.fluentBit.httpPort });
  const { name: clusterName, region } = cluster;
  return Object.fromEntries(profiles.map(([id, { panels }]) => [id, workload({ region, clusterName, panels })]));
}
