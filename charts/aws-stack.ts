import type { App } from 'cdk8s';
import { alarmName } from '../model/names/alarms';
import { arn } from '../model/names/aws';
import { archiveStreamArn } from '../model/names/log-archive';
import { ecsLogGroupName, logGroups, workspaceLogGroupName } from '../model/names/log-groups';
import { topicArn, watchdogTopicArn } from '../model/names/notifications';
import { knownWorkspaceId } from '../model/names/prometheus-workspace';
import { tagsOf } from '../model/names/tags';
import type { Environment } from '../model/schema/environment';
import { Alarms } from './alarms';
import { alarms } from './alarms/catalogue';
import type { LogPolicy } from './common/fluent-bit/policy';
import { logGroupArn } from './common/iam';
import { type IdentitySettings, roleArn } from './common/identity';
import { Dashboards } from './dashboards';
import { overview } from './dashboards/overview';
import { EcsFirelens } from './ecs-firelens';
import { FargateProfiles } from './fargate-profiles';
import { Iam } from './iam';
import { roles } from './iam/roles';
import { LogArchive } from './log-archive';
import { LogGroups } from './log-groups';
import { Notifications } from './notifications';
import { PrometheusRules } from './prometheus-rules';
import { PROMETHEUS_WORKSPACE } from './prometheus-workspace';

/** The charts of what an environment has in AWS, as ACK custom resources of one namespace. */
export function addAwsCharts(app: App, environment: Environment, identity: IdentitySettings): void {
  const { archive, cluster, compute, logs } = environment;
  const shared: SharedProps = { namespace: environment.namespaces.ack, tags: tagsOf(environment) };
  new LogGroups(app, {
    ...shared,
    region: cluster.region,
    kmsKeyArn: logs.kmsKeyArn,
    groups: logGroups(environment),
    archive: archive && {
      streamArn: archiveStreamArn(cluster, environment.name),
      roleArn: roleArn(identity, 'log-archive-subscription'),
    },
  });
  if (archive)
    new LogArchive(app, { ...shared, location: cluster, archive, replicationRole: 'log-archive-replication' });
  new Iam(app, {
    ...shared,
    identity,
    permissionsBoundaryArn: environment.identity.permissionsBoundaryArn,
    roles: roles(environment, identity),
  });
  if (compute.fargateProfiles.length > 0) {
    new FargateProfiles(app, {
      ...shared,
      cluster,
      profiles: compute.fargateProfiles,
      podExecutionRole: 'fargate-pod-execution',
    });
  }
  addAlerting(app, environment, shared);
  addInsights(app, environment, shared);
  addEcs(app, environment, identity, shared);
}

/** Where alarms go, and the rules that raise alerts from metrics. */
function addAlerting(app: App, environment: Environment, shared: SharedProps): void {
  const { cluster, compute, metrics, notifications } = environment;
  const { workspace } = metrics;
  new Notifications(app, {
    ...shared,
    location: cluster,
    environmentName: environment.name,
    emails: notifications.emails,
    workspace: workspace && { id: knownWorkspaceId(workspace), watchdog: workspace.kind === 'ack' },
  });
  if (!workspace) return;
  new PrometheusRules(app, {
    ...shared,
    region: cluster.region,
    environmentName: environment.name,
    workspace:
      workspace.kind === 'existing'
        ? workspace
        : {
            kind: 'ack',
            object: PROMETHEUS_WORKSPACE,
            logGroupArn: logGroupArn(cluster, workspaceLogGroupName(workspace.alias)),
          },
    topicArn: topicArn(cluster, environment.name),
    watchdogTopicArn: watchdogTopicArn(cluster, environment.name),
    settings: { cluster: cluster.name, fluentBit: compute.ec2, scrapeIntervalSeconds: metrics.scrapeIntervalSeconds },
  });
}

/** What CloudWatch shows and says of the environment. */
function addInsights(app: App, environment: Environment, shared: SharedProps): void {
  const { cluster, name } = environment;
  const common = { ...shared, region: cluster.region, environmentName: name };
  const catalogue = alarms(environment);
  new Alarms(app, { ...common, alarms: catalogue, topicArn: topicArn(cluster, name) });
  const alarmArns = catalogue.map(({ id }) => arn(cluster, 'cloudwatch', `alarm:${alarmName(name, id)}`));
  new Dashboards(app, { ...common, widgets: overview({ environment, alarmArns }) });
}

/** The sample service on ECS Fargate. */
function addEcs(app: App, environment: Environment, identity: IdentitySettings, shared: SharedProps): void {
  const { cluster, ecs, logs, name } = environment;
  if (!ecs) return;
  new EcsFirelens(app, {
    ...shared,
    environmentName: name,
    cluster,
    identity,
    roles: { execution: 'ecs-task-execution', task: 'ecs-task' },
    vpcCidr: ecs.vpcCidr,
    ingressCidrs: ecs.ingressCidrs,
    certificateArn: ecs.certificateArn,
    desiredCount: ecs.desiredCount,
    taskSize: { cpuUnits: ecs.cpuUnits, memoryMebibytes: ecs.memoryMebibytes },
    policy: logPolicy(environment),
    multiline: logs.multiline,
    destinations: logs.destinations,
    logRate: { peakKibibytesPerSecond: logs.peakKibibytesPerSecond, outageSeconds: logs.outageSeconds },
    logGroupName: logs.cloudwatch ? ecsLogGroupName(name, 'application') : undefined,
    routerLogGroupName: ecsLogGroupName(name, 'router'),
  });
}

/** What every chart of AWS resources takes. */
interface SharedProps {
  readonly namespace: string;
  readonly tags: Record<string, string>;
}

/** What every log router drops, samples and redacts. */
export const logPolicy = ({ logs: { dropLevels, sampleInfoPercent, redact } }: Environment): LogPolicy => ({
  dropLevels,
  sampleInfoPercent,
  redact,
});
