import { EVENT_BYTES } from '../budgets/log-volume';
import { holdsContainerLogs, holdsEvents, isArchived, type LogGroup } from '../names/log-groups';
import { ERROR_LEVELS } from './log-levels';

/**
 * Logs Insights queries over events as the log agents write them: saved by the CloudFormation template, shown on dashboards, named by
 * alarms and runbooks, listed in docs/queries.md.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogQuery {
  /** Name in CloudWatch, in the folder of the environment; alarms and runbooks name it so. */
  readonly name: string;
  /** Title of its table on a dashboard. */
  readonly title: string;
  /** What it answers, in a sentence. */
  readonly answers: string;
  /** What it reads: groups that cannot have what it looks for need not be scanned. */
  readonly reads: keyof typeof READS;
  /** Commands in order; they are joined by `|`. */
  readonly commands: readonly string[];
}

/** Log groups by what is in them. */
const READS = {
  /** What containers, nodes and log routers say. */
  logs: isArchived,
  /** What containers of applications say. */
  applications: holdsContainerLogs,
  /** Kubernetes events. */
  events: holdsEvents,
} as const satisfies Record<string, (group: LogGroup) => boolean>;

/**
 * Errors by their level, which Fluent Bit on EC2 nodes adds where a line has it in another form; and on Fargate and ECS by the text of
 * klog (`E0131 12:34:56…`) and logfmt. Of access logs, requests that the server failed.
 */
const IS_ERROR = [
  `level like /(?i)^(${ERROR_LEVELS.join('|')})/`,
  '@message like /"(log|message)":"[EF][0-9]{4} | level=(error|fatal) /',
  'status like /^5[0-9]{2}$/',
  '@message like /HTTP.[0-9.]+\\W{1,3}5[0-9]{2} /',
].join(' or ');

const NAMESPACE = 'kubernetes.namespace_name as namespace';

/** Who wrote it: on EC2 and Fargate a pod, on ECS a container, in the journal a unit. */
const SOURCE =
  'coalesce(kubernetes.app, kubernetes.container_name, container_name, systemd_unit, @logStream) as source';

const TEXT = 'coalesce(message, msg, log, @message) as text';

/** Time that a request took, from the JSON access logs of the samples: NGINX writes seconds, HAProxy and Envoy milliseconds. */
const MILLISECONDS = 'coalesce(duration_milliseconds, duration_seconds * 1000) as milliseconds';

const NEWEST_ERRORS = [
  `filter ${IS_ERROR} or (not ispresent(level) and @message like /(?i)error|exception|fatal|panic/)`,
  'sort @timestamp desc',
  'limit 50',
];

/** The 50 newest errors. Events without a level count if their text looks like an error. */
export const RECENT_ERRORS: LogQuery = {
  name: 'recent errors',
  title: 'Recent errors',
  answers: 'What do the newest errors say? Choose the last hour, or any other time.',
  reads: 'logs',
  commands: [`fields @timestamp, ${NAMESPACE}, ${SOURCE}, ${TEXT}`, ...NEWEST_ERRORS],
};

/**
 * The same for Grafana, whose panels of logs show the first text as the line.
 * https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/logs/
 */
export const RECENT_ERROR_LINES: readonly string[] = [
  `fields @timestamp, ${TEXT}, ${NAMESPACE}, ${SOURCE}`,
  ...NEWEST_ERRORS,
];

/** The 25 sources with the most errors. */
export const ERRORS_BY_APPLICATION: LogQuery = {
  name: 'errors by application',
  title: 'Errors by application',
  answers: 'Whose errors are they?',
  reads: 'logs',
  commands: [
    `fields ${NAMESPACE}, ${SOURCE}`,
    `filter ${IS_ERROR}`,
    'stats count(*) as errors by namespace, source',
    'sort errors desc',
    'limit 25',
  ],
};

/** The last words of programs that ended: fatal errors, panics and exceptions that nobody caught. */
export const CRASHES: LogQuery = {
  name: 'crashes',
  title: 'Last words of programs that crashed',
  answers: 'Which application crashed, where, and with which words?',
  reads: 'applications',
  commands: [
    `fields @timestamp, ${NAMESPACE}, kubernetes.pod_name as pod, ${SOURCE}, ${TEXT}`,
    'filter level like /(?i)^(fatal|panic|crit|emerg|alert)/ or @message like /panic: |Traceback \\(most recent call last\\)|Exception in thread|OutOfMemoryError|[Uu]ncaught|[Uu]nhandled|SIGSEGV|[Ss]egmentation fault/',
    'sort @timestamp desc',
    'limit 50',
  ],
};

/** Response times, every five minutes. */
export const RESPONSE_TIMES: LogQuery = {
  name: 'response times',
  title: 'Response times, every five minutes',
  answers: 'How many requests were there, and how long did they take, on average and at most?',
  reads: 'applications',
  commands: [
    `fields ${SOURCE}, ${MILLISECONDS}`,
    'filter ispresent(milliseconds)',
    'stats avg(milliseconds) as average_ms, max(milliseconds) as max_ms, count(*) as requests by bin(5m) as time, source',
    'sort time desc',
  ],
};

/** Requests of over a second. */
export const SLOW_REQUESTS: LogQuery = {
  name: 'slow requests',
  title: 'Slow requests, by endpoint',
  answers: 'Which endpoints take longer than a second, how often, and how long?',
  reads: 'applications',
  commands: [
    `fields ${SOURCE}, ${MILLISECONDS}`,
    'filter duration_milliseconds > 1000 or duration_seconds > 1',
    'stats count(*) as requests, avg(milliseconds) as average_ms, pct(milliseconds, 95) as p95_ms by source, method, path',
    'sort requests desc',
    'limit 25',
  ],
};

/** Every event of one trace, oldest first. */
export const ONE_TRACE: LogQuery = {
  name: 'one trace',
  title: 'One trace',
  answers: 'What happened in one trace? Put its ID in.',
  reads: 'applications',
  commands: [
    `fields @timestamp, ${SOURCE}, level, ${TEXT}`,
    'filter trace_id = "replace-with-a-trace-id" or traceId = "replace-with-a-trace-id"',
    'sort @timestamp asc',
  ],
};

/** The 25 pods, ECS tasks or units of nodes that log the most bytes. */
export const BYTES_BY_POD: LogQuery = {
  name: 'bytes by pod',
  title: 'Who logs most',
  answers: 'Which pods log most, and which units of nodes?',
  reads: 'logs',
  commands: [
    `fields ${NAMESPACE}, coalesce(kubernetes.pod_name, ecs_task_arn, systemd_unit, @logStream) as pod`,
    'stats sum(strlen(@message)) as bytes, count(*) as events by namespace, pod',
    'sort bytes desc',
    'limit 25',
  ],
};

/**
 * Starts of containers and what keeps them from starting, by pod. An event comes again each time that it repeats, and may come twice when its
 * collector moves: its ID does not.
 */
export const POD_RESTARTS: LogQuery = {
  name: 'pod restarts',
  title: 'Pods whose containers start again and again',
  answers:
    'Which pods start their containers again and again, how often, and why? One start each is a pod that is new.',
  reads: 'events',
  commands: [
    `fields ${NAMESPACE}, kubernetes.pod_name as pod, kubernetes.container_name as container`,
    'filter reason in ["Started", "BackOff", "Unhealthy", "OOMKilling", "Killing", "Evicted"]',
    'stats count_distinct(id) as events, max(count) as times, latest(message) as last_message by namespace, pod, container, reason',
    'sort events desc',
    'limit 50',
  ],
};

/** What Kubernetes warns of. */
export const KUBERNETES_WARNINGS: LogQuery = {
  name: 'kubernetes warnings',
  title: 'What Kubernetes warns of',
  answers:
    'What does Kubernetes warn of: images that cannot be pulled, pods that find no node, volumes that are not mounted?',
  reads: 'events',
  commands: [
    `fields ${NAMESPACE}`,
    'filter type = "Warning"',
    'stats count_distinct(id) as events, latest(message) as last_message by namespace, object, reason',
    'sort events desc',
    'limit 50',
  ],
};

/** What log groups take in, as CloudWatch counts it. */
export const VOLUME_BY_LOG_GROUP: LogQuery = {
  name: 'volume by log group',
  title: 'Volume by log group',
  answers:
    'How many gigabytes does each log group take in? Times the price of a gigabyte (docs/cost.md) that is what it costs.',
  reads: 'logs',
  commands: [
    `stats sum((strlen(@message) + ${EVENT_BYTES}) / ${2 ** 30}) as gigabytes, count(*) as events by @log`,
    'sort gigabytes desc',
  ],
};

/** Every saved query. */
export const LOG_QUERIES: readonly LogQuery[] = [
  RECENT_ERRORS,
  ERRORS_BY_APPLICATION,
  CRASHES,
  POD_RESTARTS,
  KUBERNETES_WARNINGS,
  RESPONSE_TIMES,
  SLOW_REQUESTS,
  ONE_TRACE,
  BYTES_BY_POD,
  VOLUME_BY_LOG_GROUP,
];

/** Most log groups that a query reads. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
export const QUERY_MAX_LOG_GROUPS = 50;

/** Names of the log groups that a query reads; more than it can read are several queries. None: it has nothing to read. */
export function groupsOf({ reads }: LogQuery, groups: readonly LogGroup[]): string[][] {
  return inQueries(groups.filter((group) => READS[reads](group)).map(({ name }) => name));
}

/** What several queries read, as many in each as it can read. */
export const inQueries = <T>(groups: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(groups.length / QUERY_MAX_LOG_GROUPS) }, (_, at) =>
    groups.slice(at * QUERY_MAX_LOG_GROUPS, (at + 1) * QUERY_MAX_LOG_GROUPS),
  );
