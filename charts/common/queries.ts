/**
 * Logs Insights queries over events as the log agents write them: saved by the CloudFormation template, shown on dashboards.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogQuery {
  readonly name: string;
  /** Commands in order; they are joined by `|`. */
  readonly commands: readonly string[];
}

/** Levels that count as errors, as applications spell them. */
export const ERROR_LEVELS = ['error', 'ERROR', 'Error', 'fatal', 'FATAL'] as const;

const IS_ERROR = `level in [${ERROR_LEVELS.map((level) => `"${level}"`).join(', ')}]`;

export const RECENT_ERRORS: LogQuery = {
  name: 'recent errors',
  commands: [
    'fields @timestamp, kubernetes.namespace_name, kubernetes.pod_name, coalesce(message, msg, log, @message) as text',
    `filter ${IS_ERROR} or (not ispresent(level) and @message like /(?i)error|exception|fatal/)`,
    'sort @timestamp desc',
    'limit 50',
  ],
};

export const ERRORS_BY_APPLICATION: LogQuery = {
  name: 'errors by application',
  commands: [
    `filter ${IS_ERROR}`,
    'stats count(*) as errors by kubernetes.namespace_name, kubernetes.app',
    'sort errors desc',
  ],
};

export const BYTES_BY_POD: LogQuery = {
  name: 'bytes by pod',
  commands: [
    'stats sum(strlen(@message)) as bytes, count(*) as events by kubernetes.namespace_name, kubernetes.pod_name',
    'sort bytes desc',
    'limit 25',
  ],
};

export const SLOW_REQUESTS: LogQuery = {
  name: 'slow requests',
  commands: [
    'filter ispresent(duration) and duration > 1000',
    'stats count(*) as requests, avg(duration) as average_ms, pct(duration, 95) as p95_ms by kubernetes.app, endpoint',
    'sort requests desc',
  ],
};

export const ONE_TRACE: LogQuery = {
  name: 'one trace',
  commands: [
    'fields @timestamp, kubernetes.app, level, coalesce(message, msg, log) as text',
    'filter trace_id = "replace-with-a-trace-id"',
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
