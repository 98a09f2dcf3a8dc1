import { ERROR_LEVELS } from './log-levels';

/**
 * Logs Insights queries over events as the log agents write them: saved by the CloudFormation template, shown on dashboards.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogQuery {
  readonly name: string;
  /** Commands in order; they are joined by `|`. */
  readonly commands: readonly string[];
  /** What it looks for is written by applications alone: other log groups need not be scanned. */
  readonly applicationsOnly?: boolean;
}

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

/** The 50 newest errors. Events without a level count if their text looks like an error. */
export const RECENT_ERRORS: LogQuery = {
  name: 'recent errors',
  commands: [
    `fields @timestamp, ${NAMESPACE}, ${SOURCE}, ${TEXT}`,
    `filter ${IS_ERROR} or (not ispresent(level) and @message like /(?i)error|exception|fatal|panic/)`,
    'sort @timestamp desc',
    'limit 50',
  ],
};

/** The 25 sources with the most errors. */
export const ERRORS_BY_APPLICATION: LogQuery = {
  name: 'errors by application',
  commands: [
    `fields ${NAMESPACE}, ${SOURCE}`,
    `filter ${IS_ERROR}`,
    'stats count(*) as errors by namespace, source',
    'sort errors desc',
    'limit 25',
  ],
};

/** The 25 pods or ECS tasks that log the most bytes. */
export const BYTES_BY_POD: LogQuery = {
  name: 'bytes by pod',
  applicationsOnly: true,
  commands: [
    `fields ${NAMESPACE}, coalesce(kubernetes.pod_name, ecs_task_arn, @logStream) as pod`,
    'stats sum(strlen(@message)) as bytes, count(*) as events by namespace, pod',
    'sort bytes desc',
    'limit 25',
  ],
};

/** Requests of over a second, from the JSON access logs of the samples: NGINX writes seconds, HAProxy and Envoy milliseconds. */
export const SLOW_REQUESTS: LogQuery = {
  name: 'slow requests',
  applicationsOnly: true,
  commands: [
    `fields ${SOURCE}, coalesce(duration_milliseconds, duration_seconds * 1000) as milliseconds`,
    'filter duration_milliseconds > 1000 or duration_seconds > 1',
    'stats count(*) as requests, avg(milliseconds) as average_ms, pct(milliseconds, 95) as p95_ms by source, method, path',
    'sort requests desc',
    'limit 25',
  ],
};

/** Every event of one trace, oldest first. */
export const ONE_TRACE: LogQuery = {
  name: 'one trace',
  applicationsOnly: true,
  commands: [
    `fields @timestamp, ${SOURCE}, level, ${TEXT}`,
    'filter trace_id = "replace-with-a-trace-id" or traceId = "replace-with-a-trace-id"',
    'sort @timestamp asc',
  ],
};

/** Every saved query. */
export const LOG_QUERIES: readonly LogQuery[] = [
  RECENT_ERRORS,
  ERRORS_BY_APPLICATION,
  BYTES_BY_POD,
  SLOW_REQUESTS,
  ONE_TRACE,
];
