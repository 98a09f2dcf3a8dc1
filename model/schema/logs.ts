import { z } from 'zod';
import { isRedactPattern, REDACT_PATTERN } from '../facts/redact-patterns';
import { REDACTIONS } from '../facts/redactions';
import { TRACE_LANGUAGES } from '../facts/trace-languages';
import { destinationSchema } from './aws';
import { cpuQuantity, dnsLabel, kmsKeyArn, port, sizeQuantity } from './primitives';

/** Retentions that CloudWatch Logs accepts, in days. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Log levels in order of severity; a policy names them, and what loggers write is read as one of them. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** Managed data identifiers that CloudWatch Logs can mask. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protect-sensitive-log-data-types.html */
export const DATA_IDENTIFIERS = [
  'Address',
  'AwsSecretKey',
  'CreditCardNumber',
  'EmailAddress',
  'IpAddress',
  'Name',
  'Ssn-US',
] as const;

const PATTERN =
  'a pattern that is quick on every line: characters and classes such as [A-F0-9], with {n}, {m,n} or ? behind them, for 4 to 128 characters (docs/redaction.md)';

const retentionDays = () => z.literal(RETENTION_DAYS, { error: 'a CloudWatch retention' });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const logGroupName = () =>
  z.string().regex(/^(?!aws\/)[-._/#A-Za-z0-9]{1,512}$/, {
    error: 'a log group name: letters, digits and - _ / . #, at most 512 characters, not beginning with "aws/"',
  });

/** What is collected, dropped and replaced, and how long it is kept. One policy for the DaemonSet, the Fargate router and FireLens. */
export const logsSchema = z.strictObject({
  retentionDays: retentionDays().default(7).describe('How long every log group keeps its events, in days.'),
  kmsKeyArn: kmsKeyArn()
    .optional()
    .describe('KMS key that encrypts every log group from its creation on. Default: encryption.kmsKeyArn.'),
  streams: z
    .strictObject({
      host: z.boolean().default(true).describe('Collect the journal of EC2 nodes (kernel, sshd, systemd).'),
      dataplane: z.boolean().default(true).describe('Collect kubelet, containerd, kube-proxy and aws-node.'),
    })
    .prefault({})
    .describe('Logs of EC2 nodes that are collected in addition to the application logs.'),
  cloudwatch: z
    .boolean()
    .default(true)
    .describe('Send container logs to CloudWatch Logs. Needs another destination if false.'),
  destinations: z
    .array(destinationSchema)
    .default([])
    .describe('Where container logs go in addition to CloudWatch Logs, or instead of it.'),
  applications: z
    .array(
      z.strictObject({
        name: dnsLabel().describe('Short name of the application; part of tags and aliases.'),
        logGroupName: logGroupName().describe('Log group only for this application, such as /eks/tictactoe.'),
        namespaces: z
          .array(dnsLabel())
          .min(1)
          .describe('Namespaces whose container logs go to this group, in streams by namespace.'),
        retentionDays: retentionDays()
          .optional()
          .describe('Retention of this group, in days. Default: logs.retentionDays.'),
        adopt: z
          .boolean()
          .default(false)
          .describe(
            'Take over a log group that an AWS service created, such as /aws/lambda/…: its events get the retention of this group.',
          ),
        peakSharePercent: z
          .int()
          .min(1)
          .max(100)
          .optional()
          .describe(
            'Largest share of the peak that the application writes. Its share of the disk is computed from it. Default: an equal part of what the others leave, at most 25 %.',
          ),
      }),
    )
    .default([])
    .describe('Separate log groups for single applications. Their logs do not go to the application group.'),
  logGroupPrefixes: z
    .array(
      z.string().regex(/^(?!\/?aws\/)[A-Za-z0-9_/.#-]{0,250}[A-Za-z0-9_.#-]\/$/, {
        error: 'a prefix of log group names: letters, digits and _ / . # -, with "/" at the end, not below /aws/',
      }),
    )
    .default([])
    .describe(
      'Beginnings of log group names that belong to this environment, such as /eks/. The rights of the bootstrap name groups below them by pattern, so that another application there needs no change of it.',
    ),
  dropLevels: z
    .array(z.enum(LOG_LEVELS, { error: 'a log level' }))
    .default([])
    .describe(
      'Levels that are dropped at the source. On EC2 in any log format, and of the journal; on Fargate and ECS only in JSON with a "level".',
    ),
  levelKeys: z
    .array(
      z.string().regex(/^[A-Za-z0-9_.:/@-]{1,64}$/, {
        error: 'a key: letters, digits and _ . : / @ -, at most 64 characters',
      }),
    )
    .default([])
    .describe(
      'Keys of the level in JSON and logfmt lines of pods on EC2, checked before the usual ones ("level", "severity", "log.level", "lvl", …).',
    ),
  sampleInfoPercent: z
    .int()
    .min(1)
    .max(100)
    .default(100)
    .describe(
      'Share of info lines that is kept, in percent. Sampled by "trace_id" or "traceId", so that traces stay whole. Lines without a trace ID, warnings and errors are always kept.',
    ),
  redact: z
    .array(z.enum(REDACTIONS, { error: 'a kind of personal data' }))
    .default([])
    .describe(
      'Personal data and secrets that are replaced before a line leaves the node (docs/redaction.md). On EC2 and ECS only the data itself, on Fargate the whole message that contains it.',
    ),
  redactPatterns: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9]{0,31}(-[a-z0-9]{1,32}){0,3}$/, {
            error: 'a name: up to four words of a–z and 0–9, joined by "-"',
          })
          .describe('What is found: "employee-id" is replaced by [REDACTED-EMPLOYEE-ID].'),
        pattern: z
          .string()
          .regex(REDACT_PATTERN, { error: PATTERN, abort: true })
          .refine(isRedactPattern, { error: PATTERN })
          .describe('What it looks like, such as "EMP-[0-9]{6}". No letter or digit may touch what is found.'),
      }),
    )
    .max(10)
    .default([])
    .describe(
      'Patterns of your own, replaced as those of logs.redact are. With logs.dataProtectionIdentifiers CloudWatch Logs masks what they find, too.',
    ),
  dataProtectionIdentifiers: z
    .array(z.enum(DATA_IDENTIFIERS, { error: 'a data identifier of CloudWatch Logs' }))
    .default([])
    .describe(
      'Personal data that CloudWatch Logs masks in every log group of the account, for readers without logs:Unmask.',
    ),
  allowPodExclusion: z
    .boolean()
    .default(true)
    .describe(
      'Whether a pod can keep its log out with the annotation `fluentbit.io/exclude: "true"`. If false, the annotation has no effect.',
    ),
  multiline: z
    .array(z.enum(TRACE_LANGUAGES, { error: 'a language with a stack trace parser' }))
    .default([...TRACE_LANGUAGES])
    .describe(
      'Languages whose stack traces are joined into one event; the frames of Kotlin and Scala are those of Java.',
    ),
  peakKibibytesPerSecond: z
    .int()
    .min(1)
    .max(65536)
    .default(256)
    .describe('Raw container logs of the busiest node at peak, in KiB/s. Buffers are computed from it.'),
  outageSeconds: z
    .int()
    .min(60)
    .max(86400)
    .default(3600)
    .describe('Longest CloudWatch outage in which an EC2 node loses no line, in seconds.'),
  limits: z
    .strictObject({
      podKibibytesPerSecond: z
        .int()
        .min(1)
        .max(65536)
        .optional()
        .describe('Most that the containers of one pod ship, in KiB/s. Default: no limit.'),
      namespaceKibibytesPerSecond: z
        .int()
        .min(1)
        .max(65536)
        .optional()
        .describe('Most that all pods of one namespace ship from one node, in KiB/s. Default: no limit.'),
      windowSeconds: z
        .int()
        .min(10)
        .max(600)
        .default(60)
        .describe(
          'Time over which a limit is an average, in seconds: a pod may write all that a window allows in its first second.',
        ),
    })
    .prefault({})
    .describe(
      'Limits to the raw container logs of pods on EC2, so that one that floods does not push out the logs of the others in an outage. What is over a limit is left out and counted; the last fifth of each limit is for errors alone (docs/logs.md).',
    ),
  kubelet: z
    .strictObject({
      containerLogMaxMebibytes: z
        .int()
        .min(1)
        .max(1024)
        .default(10)
        .describe('Size at which the kubelet rotates the log of a container (containerLogMaxSize), in MiB.'),
      containerLogMonitorSeconds: z
        .int()
        .min(3)
        .max(300)
        .default(10)
        .describe('Interval at which the kubelet checks that size (containerLogMonitorInterval), in seconds.'),
    })
    .prefault({})
    .describe(
      'How the kubelets of EC2 nodes rotate container logs; must match their configuration. A restart of Fluent Bit must fit between two rotations.',
    ),
  fluentBit: z
    .strictObject({
      cpuRequest: cpuQuantity(4)
        .default('50m')
        .describe(
          'CPU request of one Fluent Bit pod: what it has on a node without CPU to spare. It must read the peak, and what a restart missed before the kubelet rotates twice.',
        ),
      memoryLimit: sizeQuantity('64Mi', '8Gi')
        .default('256Mi')
        .describe('Memory request and limit of one Fluent Bit pod; bounds the chunks in memory.'),
      diskLimit: sizeQuantity('64Mi', '1Ti')
        .default('8Gi')
        .describe('Most disk that buffered chunks may use on a node.'),
      httpPort: port().default(2020).describe('Port for health checks and metrics on the node (hostNetwork).'),
      kubeletAuthorization: z
        .enum(['fine-grained', 'none'], { error: 'a way to read pod metadata' })
        .default('fine-grained')
        .describe(
          'How pod metadata is read: from the kubelet with nodes/pods (Kubernetes ≥ 1.33), or from the API server.',
        ),
    })
    .prefault({})
    .describe('The Fluent Bit DaemonSet on EC2 nodes.'),
  fargate: z
    .strictObject({
      processLogs: z
        .boolean()
        .default(false)
        .describe("Ship the router's own process log to <cluster>-fluent-bit-logs."),
    })
    .prefault({})
    .describe('The log router that EKS runs next to Fargate pods.'),
});
