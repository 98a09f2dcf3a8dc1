import { isCountedByAgent, type LogGroup, type LogGroupSettings, type LogWriter, logGroups } from '../names/log-groups';
import type { Environment } from '../schema/environment';
import type { CloudWatchWorkload } from '../schema/metrics';
import { applicationShares, DATAPLANE_SHARE, JOURNAL_SHARE } from './fluent-bit';
import { exactly, type Range, show, showRange, span, times, total } from './range';

/**
 * How much is logged, from the peak of the busiest node and the shares of `cost`. Cost, alarms and budgets take it from here, so
 * that an alarm says when an estimate was too low.
 */
export interface LogVolume {
  readonly group: LogGroup;
  /** What CloudWatch Logs charges for, in bytes per second: on average over a month, and at most. */
  readonly bytesPerSecond: Range;
  /** How it was found. */
  readonly formula: string;
}

/** What volumes depend on. */
export type LogVolumeSettings = LogGroupSettings & Pick<Environment, 'cost'>;

/** A line of a container as the kubelet keeps it, in bytes: an assumption, and what of it the runtime has written. */
const RAW_LINE_BYTES = 300;
const RUNTIME_BYTES = 40;
/** What Fluent Bit adds to a line, in bytes: the names of pod, container and application; measured. */
export const NAMES_BYTES = 148;
/** What CloudWatch adds to an event, in bytes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const EVENT_BYTES = 26;
/** Bytes that are charged for each byte of raw log. */
const CHARGED_PER_RAW = (RAW_LINE_BYTES - RUNTIME_BYTES + NAMES_BYTES + EVENT_BYTES) / RAW_LINE_BYTES;

/** Reports of Fluent Bit's counters: their interval in seconds, and their bytes for a workload and for a log group; measured. */
const REPORT_SECONDS = 30;
/** Bytes of a report of a workload: with one counter that is not zero, and with all. */
export const WORKLOAD_REPORT_BYTES: Range = { low: 372, high: 703 };
/** Bytes of a report of a log group. */
export const GROUP_REPORT_BYTES: Range = { low: 556, high: 652 };

/** The own log of a router on Fargate and ECS, and of a workspace, in bytes per second: nothing but errors. An assumption. */
const ROUTER_BYTES_PER_SECOND: Range = { low: 1, high: 20 };

/**
 * Events of the CloudWatch agent for one scrape of a target, in bytes, by the metrics and labels that the exporters of
 * test/charts/cloudwatch-agent/exporters.json have: 400 for an event and 70 for each metric in it.
 */
const SCRAPE_BYTES: Readonly<Record<CloudWatchWorkload, number>> = {
  envoy: 4100,
  nginx: 900,
  memcached: 5900,
  jmx: 3800,
  haproxy: 8400,
  'fluent-bit': 15_000,
};
/** The same for what it collects besides where metrics are kept that nothing reads. */
const UNREAD_BYTES: Readonly<Partial<Record<CloudWatchWorkload, number>>> = {
  envoy: 1900,
  nginx: 100,
  memcached: 100,
  jmx: 4200,
  haproxy: 1600,
};
/** Targets of each workload of the CloudWatch agent, but for Fluent Bit, which is on every node. An assumption. */
const AGENT_TARGETS: Range = { low: 2, high: 6 };

/** Kubernetes events of a pod in an hour, and the bytes of one. An assumption. */
const EVENTS_OF_A_POD: Range = { low: 1, high: 20 };
const KUBERNETES_EVENT_BYTES = 500;

const KIBIBYTE = 1024;

/** Share of the container logs that a policy keeps, by their bytes. */
export function keptShare({ cost, logs }: Pick<Environment, 'cost' | 'logs'>): number {
  const [debug, info, traced] = [cost.debugPercent, cost.infoPercent, cost.tracedPercent].map((each) => each / 100);
  const sampled = 1 - (traced ?? 0) * (1 - logs.sampleInfoPercent / 100);
  const drops = (level: (typeof logs.dropLevels)[number]) => logs.dropLevels.includes(level);
  return (
    (drops('debug') ? 0 : (debug ?? 0)) +
    (drops('info') ? 0 : (info ?? 0) * sampled) +
    Math.max(0, 1 - (debug ?? 0) - (info ?? 0))
  );
}

/** Volume of every log group. */
export const logVolumes = (settings: LogVolumeSettings): LogVolume[] =>
  logGroups(settings).map((group) => ({ group, ...volumeOf(settings, group) }));

/** A volume without its group. */
type Volume = Omit<LogVolume, 'group'>;

function volumeOf(settings: LogVolumeSettings, group: LogGroup): Volume {
  switch (group.id) {
    case 'host':
      return journal(settings, JOURNAL_SHARE);
    case 'dataplane':
      return journal(settings, JOURNAL_SHARE + DATAPLANE_SHARE);
    case 'counters':
      return counters(settings);
    case 'prometheus':
      return agentEvents(settings);
    case 'events':
      return kubernetesEvents(settings);
    case 'prometheus-workspace':
      return own('workspace', exactly(1));
    case 'fargate-process':
      return own('pods on Fargate', span(settings.cost.fargatePods));
    case 'ecs-router':
      return own('tasks', exactly(settings.ecs?.desiredCount ?? 0));
    default:
      return joined(group.writers.map((writer) => containers(settings, group, writer)));
  }
}

const joined = (volumes: readonly Volume[]): Volume => ({
  bytesPerSecond: total(volumes.map(({ bytesPerSecond }) => bytesPerSecond)),
  formula: volumes.map(({ formula }) => formula).join(' + '),
});

const own = (what: string, count: Range): Volume => ({
  bytesPerSecond: times(count, ROUTER_BYTES_PER_SECOND),
  formula: `${showRange(count)} ${what} × ${showRange(ROUTER_BYTES_PER_SECOND)} B/s`,
});

/** Who writes the logs of containers: how many, how much of the peak of a node each has, and of what the group has its share. */
function sources({ cost, ecs }: LogVolumeSettings, writer: LogWriter) {
  const share = 1 / cost.podsPerNode;
  if (writer === 'ecs-firelens') return { count: exactly(ecs?.desiredCount ?? 0), what: 'tasks', share };
  if (writer === 'fargate-logging') return { count: span(cost.fargatePods), what: 'pods on Fargate', share };
  return { count: span(cost.nodes), what: 'nodes', share: 1 };
}

/** The logs of containers that one router writes to a group. */
function containers(settings: LogVolumeSettings, group: LogGroup, writer: LogWriter): Volume {
  const { cost, logs } = settings;
  const { count, what, share } = sources(settings, writer);
  const ofGroup = groupShare(settings, group, writer);
  const kept = keptShare(settings);
  const each = logs.peakKibibytesPerSecond * share;
  // Only the agent of nodes knows limits.
  const { podKibibytesPerSecond: limit = Number.POSITIVE_INFINITY } = logs.limits;
  const most = writer === 'fluent-bit' ? limit * cost.podsPerNode : Number.POSITIVE_INFINITY;
  const percent = span(cost.logPercentOfPeak);
  const capped = ({ low, high }: Range): Range => ({ low: Math.min(low, most), high: Math.min(high, most) });
  const shipped = capped(times(percent, each * kept * 0.01));
  const isCapped = most < (percent.high * each * kept) / 100;
  return {
    bytesPerSecond: times(count, shipped, ofGroup * CHARGED_PER_RAW * KIBIBYTE),
    formula: [
      `${showRange(count)} ${what}`,
      `${show(each)} KiB/s`,
      `${showRange(percent)} % of the peak`,
      `${show(kept * 100)} % kept`,
      ...(isCapped ? [`at most ${show(most)} KiB/s by logs.limits`] : []),
      ...(ofGroup < 1 ? [`${show(ofGroup * 100)} % of the logs`] : []),
      `${show(CHARGED_PER_RAW)} bytes charged for one`,
    ].join(' × '),
  };
}

/** Share of a router's logs that goes to a group: that of its application, or what applications leave. */
function groupShare({ logs, compute }: LogVolumeSettings, group: LogGroup, writer: LogWriter): number {
  if (writer === 'ecs-firelens') return 1;
  const writes = (namespaces: readonly string[]) =>
    namespaces.some((namespace) => {
      const onFargate = compute.fargateProfiles.some((profile) => profile.namespaces.includes(namespace));
      return onFargate === (writer === 'fargate-logging');
    });
  const own = new Set(logs.applications.filter(({ namespaces }) => writes(namespaces)).map(({ name }) => name));
  const shares = new Map(
    applicationShares(logs.applications)
      .filter(([name]) => own.has(name))
      .map(([name, share]) => [`application-${name}`, share]),
  );
  const sum = [...shares.values()].reduce((all, share) => all + share, 0);
  return shares.has(group.id) ? (shares.get(group.id) ?? 0) / Math.max(1, sum) : Math.max(0, 1 - sum);
}

function journal({ cost, logs }: LogVolumeSettings, share: number): Volume {
  const [nodes, percent] = [span(cost.nodes), span(cost.logPercentOfPeak)];
  const each = logs.peakKibibytesPerSecond * share;
  return {
    bytesPerSecond: times(nodes, percent, 0.01 * each * CHARGED_PER_RAW * KIBIBYTE),
    formula: `${showRange(nodes)} nodes × ${show(each)} KiB/s × ${showRange(percent)} % of the peak × ${show(CHARGED_PER_RAW)} bytes charged for one`,
  };
}

function counters(settings: LogVolumeSettings): Volume {
  const { cost, logs } = settings;
  const nodes = span(cost.nodes);
  const workloads = logs.cloudwatch ? cost.podsPerNode : 0;
  const groups = logGroups(settings).filter(isCountedByAgent).length;
  const reports = total([times(WORKLOAD_REPORT_BYTES, workloads), times(GROUP_REPORT_BYTES, groups)]);
  return {
    bytesPerSecond: times(nodes, reports, 1 / REPORT_SECONDS),
    formula: `${showRange(nodes)} nodes × (${workloads} workloads × ${showRange(WORKLOAD_REPORT_BYTES)} B + ${groups} groups × ${showRange(GROUP_REPORT_BYTES)} B) / ${REPORT_SECONDS} s`,
  };
}

function kubernetesEvents({ compute, cost }: LogVolumeSettings): Volume {
  const pods = total([
    compute.ec2 ? times(span(cost.nodes), cost.podsPerNode) : exactly(0),
    compute.fargateProfiles.length > 0 ? span(cost.fargatePods) : exactly(0),
  ]);
  const bytes = KUBERNETES_EVENT_BYTES + EVENT_BYTES;
  return {
    bytesPerSecond: times(pods, EVENTS_OF_A_POD, bytes / 3600),
    formula: `${showRange(pods)} pods × ${showRange(EVENTS_OF_A_POD)} events an hour × ${bytes} B`,
  };
}

function agentEvents({ cloudwatchAgent, cost }: LogVolumeSettings): Volume {
  const { keepUnread, scrapeIntervalSeconds: seconds, workloads } = cloudwatchAgent;
  const events = workloads.map((workload) => ({
    targets: workload === 'fluent-bit' ? span(cost.nodes) : AGENT_TARGETS,
    bytes: SCRAPE_BYTES[workload] + (keepUnread ? (UNREAD_BYTES[workload] ?? 0) : 0),
    workload,
  }));
  return {
    bytesPerSecond: total(events.map(({ targets, bytes }) => times(targets, bytes / seconds))),
    formula: `(${events.map(({ workload, targets, bytes }) => `${showRange(targets)} × ${workload} ${show(bytes)} B`).join(' + ')}) / ${seconds} s`,
  };
}
