import type { App } from 'cdk8s';
import { logVolumes } from '../model/budgets/log-volume';
import { activeSeries } from '../model/budgets/series';
import { s3Outputs } from '../model/facts/destinations';
import { keysOf } from '../model/facts/encryption';
import { inCloudWatch } from '../model/facts/objectives';
import { hasFeature } from '../model/facts/regions';
import { alarmName } from '../model/names/alarms';
import { ecrAccounts, ecrMirrors } from '../model/names/images';
import { archiveStreamArn } from '../model/names/log-archive';
import {
  ecsLogGroupName,
  fargateNamespaces,
  isCollectingEvents,
  logGroupIdOf,
  logGroups,
} from '../model/names/log-groups';
import { topicsBySeverity } from '../model/names/notifications';
import { knownWorkspaceId } from '../model/names/prometheus-workspace';
import { runbookBase } from '../model/names/runbooks';
import { tagsOf } from '../model/names/tags';
import type { Environment } from '../model/schema/environment';
import { Alarms } from './alarms';
import { alarms, type CatalogueProps } from './alarms/catalogue';
import type { LogPolicy } from './common/fluent-bit/policy';
import { type IdentitySettings, roleArn } from './common/identity';
import { EcsFirelens } from './ecs-firelens';
import { FargateProfiles } from './fargate-profiles';
import { Iam } from './iam';
import { type RolesProps, roles } from './iam/roles';
import { LogArchive } from './log-archive';
import { LogGroups } from './log-groups';
import { Notifications } from './notifications';

/** Adds the chart of one component to an app, if the environment needs it. */
export type AddChart = (app: App, environment: Environment) => void;

/** The charts of the AWS resources of an environment, as ACK custom resources in one namespace. */
export const AWS_CHARTS: readonly AddChart[] = [
  addLogGroups,
  addLogArchive,
  addIam,
  addFargateProfiles,
  addNotifications,
  addAlarms,
  addEcsFirelens,
];

/** How pods get AWS credentials. */
export const identityOf = ({ cluster, identity }: Environment): IdentitySettings => ({
  mode: identity.mode,
  cluster,
  oidcIssuer: cluster.oidcIssuer,
  roleNamePrefix: identity.roleNamePrefix,
  permissionsBoundaryArn: identity.permissionsBoundaryArn,
});

/** What every log router drops, samples and redacts. */
export const logPolicyOf = ({ logs }: Environment): LogPolicy => ({
  dropLevels: logs.dropLevels,
  sampleInfoPercent: logs.sampleInfoPercent,
  redact: logs.redact,
  redactPatterns: logs.redactPatterns,
});

/** Props of every chart of AWS resources. */
export const sharedProps = (environment: Environment) => ({
  namespace: environment.namespaces.ack,
  tags: tagsOf(environment),
});

function addLogGroups(app: App, environment: Environment): void {
  const { archive, cluster, name } = environment;
  new LogGroups(app, {
    ...sharedProps(environment),
    region: cluster.region,
    kmsKeyArn: keysOf(environment).logs,
    groups: logGroups(environment),
    archive: archive && {
      streamArn: archiveStreamArn(cluster, name),
      roleArn: roleArn(identityOf(environment), 'log-archive-subscription'),
    },
  });
}

function addLogArchive(app: App, environment: Environment): void {
  const { archive, cluster } = environment;
  if (!archive) return;
  const { accessLogBucketName, bucketName, coldDays, objectLock, replication, warmDays } = archive;
  const keys = keysOf(environment);
  new LogArchive(app, {
    ...sharedProps(environment),
    location: cluster,
    bucketName,
    lifecycle: { warmDays, coldDays },
    kmsKeyArn: keys.archive,
    objectLock,
    accessLogBucketName,
    replication: replication && {
      region: replication.region,
      bucketName: replication.bucketName,
      kmsKeyArn: keys.replica,
      accessLogBucketName: replication.accessLogBucketName,
      role: 'log-archive-replication',
    },
  });
}

function addIam(app: App, environment: Environment): void {
  new Iam(app, {
    ...sharedProps(environment),
    identity: identityOf(environment),
    roles: roles(rolesProps(environment)),
  });
}

/** Props of the roles of an environment. */
export function rolesProps(environment: Environment): RolesProps {
  const { archive, cloudwatchAgent, compute, ecs, grafana, imageMirrors, images, logs, metrics, name, namespaces } =
    environment;
  const { workspace } = metrics;
  const keys = keysOf(environment);
  return {
    environmentName: name,
    identity: identityOf(environment),
    logGroups: logGroups(environment),
    destinations: logs.destinations,
    registries: {
      accountIds: compute.registryAccountIds,
      imageAccountIds: ecrAccounts(images),
      mirrors: ecrMirrors(imageMirrors),
    },
    fluentBit: compute.ec2 ? { namespace: namespaces.fluentBit } : undefined,
    alloy: workspace && { namespace: namespaces.alloy, workspaceId: knownWorkspaceId(workspace) },
    cloudwatchAgent: cloudwatchAgent.workloads.length > 0 ? { namespace: namespaces.cloudwatchAgent } : undefined,
    kubernetesEvents: isCollectingEvents(environment) ? { namespace: namespaces.kubernetesEvents } : undefined,
    grafana:
      grafana?.kind === 'cluster'
        ? { namespace: namespaces.grafana, workspace: workspace && { id: knownWorkspaceId(workspace) } }
        : undefined,
    fargate: compute.fargateProfiles.length > 0,
    ecs: ecs !== undefined,
    archive: archive && {
      bucketName: archive.bucketName,
      kmsKeyArn: keys.archive,
      replicaBucketName: archive.replication?.bucketName,
      replicaKmsKeyArn: keys.replica,
      objectLock: archive.objectLock !== undefined,
    },
  };
}

function addFargateProfiles(app: App, environment: Environment): void {
  const { cluster, compute } = environment;
  if (compute.fargateProfiles.length === 0) return;
  new FargateProfiles(app, {
    ...sharedProps(environment),
    cluster,
    profiles: compute.fargateProfiles,
    podExecutionRole: 'fargate-pod-execution',
  });
}

function addNotifications(app: App, environment: Environment): void {
  const { cluster, metrics, name, notifications } = environment;
  const { workspace } = metrics;
  new Notifications(app, {
    ...sharedProps(environment),
    location: cluster,
    environmentName: name,
    receivers: notifications,
    kmsKeyArn: keysOf(environment).notifications,
    workspace: workspace && { id: knownWorkspaceId(workspace) },
  });
}

function addAlarms(app: App, environment: Environment): void {
  const { cluster, name, notifications } = environment;
  new Alarms(app, {
    ...sharedProps(environment),
    region: cluster.region,
    environmentName: name,
    alarms: alarms(alarmsProps(environment)),
    runbooks: runbookBase(environment),
    topics: topicsBySeverity(cluster, name, notifications),
    investigationGroupArn: notifications.investigationGroupArn,
  });
}

/** Objectives that Application Signals measures, where it does. */
export const measuredObjectives = ({ cluster, slos }: Environment): Environment['slos'] =>
  hasFeature(cluster.region, 'Application Signals') ? inCloudWatch(slos) : [];

/** Props of the alarms of an environment. */
export function alarmsProps(environment: Environment): CatalogueProps {
  const { archive, cluster, compute, logs, metrics, name, namespaces, sampleApps, slos } = environment;
  return {
    environmentName: name,
    clusterName: cluster.name,
    logGroups: logGroups(environment),
    dropLevels: logs.dropLevels,
    sampleInfoPercent: logs.sampleInfoPercent,
    limits: logs.limits,
    heartbeats: sampleApps
      .filter((app) => app.name === 'heartbeat')
      .map(({ namespace }) => ({
        namespace,
        logGroupId: logGroupIdOf(environment, namespace),
        onFargate: fargateNamespaces(compute).has(namespace),
      })),
    fluentBitNamespace: namespaces.fluentBit,
    kubernetesEventsNamespace: namespaces.kubernetesEvents,
    archive: archive !== undefined,
    volumes: logVolumes(environment),
    // Others may write to a workspace that exists already.
    workspace:
      metrics.workspace?.kind === 'ack' && metrics.workspace.adoptWorkspaceId !== undefined
        ? { id: metrics.workspace.adoptWorkspaceId, mostSeries: activeSeries(environment).high }
        : undefined,
    watchdog: metrics.workspace !== undefined,
    objectives: inCloudWatch(slos),
    hasBudgets: hasFeature(cluster.region, 'Application Signals'),
  };
}

/** The sample service on ECS Fargate. */
function addEcsFirelens(app: App, environment: Environment): void {
  const { cluster, ecs, logs, name } = environment;
  if (!ecs) return;
  new EcsFirelens(app, {
    ...sharedProps(environment),
    environmentName: name,
    cluster,
    identity: identityOf(environment),
    roles: { execution: 'ecs-task-execution', task: 'ecs-task' },
    vpcCidr: ecs.vpcCidr,
    ingressCidrs: ecs.ingressCidrs,
    certificateArn: ecs.certificateArn,
    desiredCount: ecs.desiredCount,
    taskSize: { cpuUnits: ecs.cpuUnits, memoryMebibytes: ecs.memoryMebibytes },
    policy: logPolicyOf(environment),
    multiline: logs.multiline,
    limits: logs.limits,
    destinations: logs.destinations,
    logRate: {
      peakKibibytesPerSecond: logs.peakKibibytesPerSecond,
      outageSeconds: logs.outageSeconds,
      s3Outputs: s3Outputs(logs.destinations),
    },
    logGroupName: logs.cloudwatch ? ecsLogGroupName(name, 'application') : undefined,
    routerLogGroupName: ecsLogGroupName(name, 'router'),
    rollbackAlarms: alarms(alarmsProps(environment))
      .filter(({ endsDeployments }) => endsDeployments)
      .map(({ id }) => alarmName(name, id)),
  });
}
