import type { Environment } from '../schema/environment';

/**
 * Log groups of a cluster: the only place that knows their names, who writes to them and how long they keep what is written.
 * Agents, roles, alarms, archive and queries take them from here.
 * The layout is Container Insights'. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-reference.html
 */
export const LOG_STREAMS = ['application', 'host', 'dataplane', 'prometheus', 'fargate', 'counters', 'events'] as const;
/** One of `LOG_STREAMS`. */
export type LogStream = (typeof LOG_STREAMS)[number];

/** Components that write to log groups. `prometheus-workspace` stands for AMP itself, `ecs-task-execution` for ECS. */
export type LogWriter =
  | 'fluent-bit'
  | 'fargate-logging'
  | 'cloudwatch-agent'
  | 'kubernetes-events'
  | 'prometheus-workspace'
  | 'ecs-firelens'
  | 'ecs-task-execution';

/** A log group that the environment creates. */
export interface LogGroup {
  /** Name in CloudWatch Logs. */
  readonly name: string;
  /** Name of its Kubernetes object. */
  readonly id: string;
  readonly retentionDays: number;
  /** Who writes to it; at least one. */
  readonly writers: readonly LogWriter[];
}

/** ID of the group to which Fluent Bit writes what it has counted of what it read. */
const COUNTERS = 'counters';

/** Whether a group holds what containers and nodes say, worth an archive; metrics as log events and AMP's own logs are not. */
export const isArchived = ({ id, writers }: LogGroup): boolean =>
  id !== COUNTERS &&
  writers.some((writer) => writer === 'fluent-bit' || writer === 'fargate-logging' || writer === 'ecs-firelens');

/** Whether a group holds nothing but what containers of applications say; the others hold what nodes and agents say. */
export const holdsContainerLogs = (group: LogGroup): boolean =>
  isArchived(group) && !['host', 'dataplane', 'fargate-process'].includes(group.id);

/** Whether a group holds Kubernetes events. */
export const holdsEvents = ({ writers }: LogGroup): boolean => writers.includes('kubernetes-events');

/** Whether Kubernetes events are collected: where their collector can run. */
export const isCollectingEvents = ({
  compute,
  kubernetesEvents,
  namespaces,
}: Pick<Environment, 'compute' | 'kubernetesEvents' | 'namespaces'>): boolean =>
  kubernetesEvents.collect && (compute.ec2 || fargateNamespaces(compute).has(namespaces.kubernetesEvents));

/**
 * Whether the agent of EC2 nodes counts all that goes to a group, before it drops and samples. Others count nothing, so metric
 * filters count what has arrived in their groups.
 */
export const isCountedByAgent = (group: LogGroup): boolean =>
  isArchived(group) && group.writers.every((writer) => writer === 'fluent-bit');

/** Whether the agent of EC2 nodes counts anything: where nothing goes to CloudWatch Logs, there is no group to count. */
export const isCounting = ({ cloudwatch, streams }: Pick<Environment['logs'], 'cloudwatch' | 'streams'>): boolean =>
  cloudwatch || streams.host || streams.dataplane;

/** What the log groups of an environment depend on. */
export type LogGroupSettings = Pick<
  Environment,
  'name' | 'cluster' | 'compute' | 'logs' | 'metrics' | 'cloudwatchAgent' | 'kubernetesEvents' | 'namespaces' | 'ecs'
>;

/** Beginning of the log groups of a cluster. */
export const clusterLogGroups = (clusterName: string): string => `/aws/containerinsights/${clusterName}/`;

/** Log group of one stream of a cluster. */
export const logGroupName = (clusterName: string, stream: LogStream): string =>
  `${clusterLogGroups(clusterName)}${stream}`;

/** Log group of the Fargate log router's own process. Fixed by EKS. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
export const fargateProcessLogGroupName = (clusterName: string): string => `${clusterName}-fluent-bit-logs`;

/** Log group of AMP's own logs; the prefix keeps the account's log resource policy short. https://docs.aws.amazon.com/prometheus/latest/userguide/CW-logs.html */
export const workspaceLogGroupName = (alias: string): string => `/aws/vendedlogs/prometheus/${alias}`;

/** Beginning of the log groups of the ECS sample. */
const ecsLogGroups = (environmentName: string): string => `/aws/ecs/${environmentName}-firelens/`;

/** Log group of the ECS sample: of its containers, or of the log router itself. */
export const ecsLogGroupName = (environmentName: string, source: 'application' | 'router'): string =>
  `${ecsLogGroups(environmentName)}${source}`;

/** Namespaces whose pods run on Fargate. */
export const fargateNamespaces = (compute: Environment['compute']): Set<string> =>
  new Set(compute.fargateProfiles.flatMap((profile) => profile.namespaces));

/** Applications with pods on EC2 nodes: those whose lines the DaemonSet buffers. */
export function applicationsOnEc2({ compute, logs }: Pick<Environment, 'compute' | 'logs'>) {
  const onFargate = fargateNamespaces(compute);
  return logs.applications.filter(({ namespaces }) => namespaces.some((name) => !onFargate.has(name)));
}

/** Every log group of an environment, those of the cluster first. */
export function logGroups(settings: LogGroupSettings): LogGroup[] {
  return [
    ...nodeLogGroups(settings),
    ...fargateLogGroups(settings),
    ...applicationLogGroups(settings),
    ...otherLogGroups(settings),
  ];
}

/** Beginnings of log group names that only this environment uses. */
export const logGroupPrefixes = ({
  name,
  cluster,
  logs,
}: Pick<LogGroupSettings, 'name' | 'cluster' | 'logs'>): string[] => [
  clusterLogGroups(cluster.name),
  ecsLogGroups(name),
  ...logs.logGroupPrefixes,
];

/**
 * The log groups as the rights of the bootstrap name them: below its own prefixes by pattern (`/eks/*`), so that another one there
 * changes no role; all others by name.
 */
export function logGroupPatterns(settings: LogGroupSettings): string[] {
  const prefixes = logGroupPrefixes(settings);
  const patternOf = (name: string): string => {
    const prefix = prefixes.find((each) => name.startsWith(each));
    return prefix === undefined ? name : `${prefix}*`;
  };
  return [...new Set(logGroups(settings).map(({ name }) => patternOf(name)))];
}

/** Names of the log groups that one component writes to. */
export const logGroupNamesOf = (groups: readonly LogGroup[], writer: LogWriter): string[] =>
  groups.filter((group) => group.writers.includes(writer)).map((group) => group.name);

/** ID of the log group of a namespace's containers, if they go to CloudWatch Logs. */
export const logGroupIdOf = (
  { compute, logs }: Pick<LogGroupSettings, 'compute' | 'logs'>,
  namespace: string,
): string => {
  const application = logs.applications.find(({ namespaces }) => namespaces.includes(namespace));
  if (application) return `application-${application.name}`;
  return fargateNamespaces(compute).has(namespace) ? 'fargate' : 'application';
};

function nodeLogGroups({ cluster, compute, logs }: LogGroupSettings): LogGroup[] {
  const { host, dataplane } = logs.streams;
  const streams = { application: logs.cloudwatch, host, dataplane, [COUNTERS]: isCounting(logs) };
  return (['application', 'host', 'dataplane', COUNTERS] as const)
    .filter((stream) => compute.ec2 && streams[stream])
    .map((stream) => ({
      name: logGroupName(cluster.name, stream),
      id: stream,
      retentionDays: logs.retentionDays,
      writers: ['fluent-bit'],
    }));
}

function fargateLogGroups({ cluster, compute, logs }: LogGroupSettings): LogGroup[] {
  if (compute.fargateProfiles.length === 0) return [];
  const group = (id: string, name: string): LogGroup => ({
    name,
    id,
    retentionDays: logs.retentionDays,
    writers: ['fargate-logging'],
  });
  return [
    ...(logs.cloudwatch ? [group('fargate', logGroupName(cluster.name, 'fargate'))] : []),
    ...(logs.fargate.processLogs ? [group('fargate-process', fargateProcessLogGroupName(cluster.name))] : []),
  ];
}

function applicationLogGroups({ compute, logs }: LogGroupSettings): LogGroup[] {
  if (!logs.cloudwatch) return [];
  const onFargate = fargateNamespaces(compute);
  return logs.applications.map(({ name, logGroupName, namespaces, retentionDays }) => ({
    name: logGroupName,
    id: `application-${name}`,
    retentionDays: retentionDays ?? logs.retentionDays,
    writers: [
      ...(compute.ec2 && namespaces.some((namespace) => !onFargate.has(namespace)) ? (['fluent-bit'] as const) : []),
      ...(namespaces.some((namespace) => onFargate.has(namespace)) ? (['fargate-logging'] as const) : []),
    ],
  }));
}

function otherLogGroups(settings: LogGroupSettings): LogGroup[] {
  const { name: environment, cluster, logs, metrics, cloudwatchAgent, ecs } = settings;
  const group = (id: string, name: string, writer: LogWriter): LogGroup => ({
    name,
    id,
    retentionDays: logs.retentionDays,
    writers: [writer],
  });
  const { workspace } = metrics;
  return [
    ...(cloudwatchAgent.workloads.length > 0
      ? [group('prometheus', logGroupName(cluster.name, 'prometheus'), 'cloudwatch-agent')]
      : []),
    ...(isCollectingEvents(settings)
      ? [group('events', logGroupName(cluster.name, 'events'), 'kubernetes-events')]
      : []),
    ...(workspace?.kind === 'ack'
      ? [group('prometheus-workspace', workspaceLogGroupName(workspace.alias), 'prometheus-workspace')]
      : []),
    ...(ecs
      ? [
          ...(logs.cloudwatch
            ? [group('ecs-application', ecsLogGroupName(environment, 'application'), 'ecs-firelens')]
            : []),
          group('ecs-router', ecsLogGroupName(environment, 'router'), 'ecs-task-execution'),
        ]
      : []),
  ];
}
