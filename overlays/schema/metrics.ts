import { z } from 'zod';
import { cpuQuantity, dnsSubdomain, port, sizeQuantity } from './primitives';

/** Workloads that the CloudWatch agent has a profile for. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-metrics.html */
export const CLOUDWATCH_WORKLOADS = ['envoy', 'nginx', 'memcached', 'jmx', 'haproxy', 'fluent-bit'] as const;

/** Grafana Alloy to Amazon Managed Service for Prometheus. */
export const metricsSchema = z.strictObject({
  workspace: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('existing').describe('The workspace exists.'),
        workspaceId: z
          .string()
          .regex(/^ws-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
            error: 'a workspace ID: ws-<UUID>',
          })
          .describe('ID of the workspace.'),
      }),
      z.strictObject({
        kind: z.literal('ack').describe('ACK creates the workspace, or adopts it.'),
        alias: z
          .string()
          .regex(/^[0-9A-Za-z][-.0-9A-Z_a-z]{0,99}$/, {
            error: 'a workspace alias: letters, digits and - . _, at most 100 characters',
          })
          .describe('Alias of the workspace.'),
      }),
    ])
    .optional()
    .describe(
      'Amazon Managed Prometheus workspace. Without one there is no Alloy, and metrics take the CloudWatch path alone.',
    ),
  scrapeIntervalSeconds: z
    .int()
    .min(10)
    .max(300)
    .default(60)
    .describe('Time between two scrapes of a target, in seconds.'),
  scrapeTimeoutSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(10)
    .describe('Time that a scrape may take, in seconds; not above the interval.'),
  sampleLimit: z
    .int()
    .min(100)
    .max(100000)
    .default(10000)
    .describe('Samples that one target may give; a scrape with more is refused whole.'),
  targetLimit: z.int().min(10).max(100000).default(2000).describe('Targets that one scrape job may have.'),
  alloy: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .max(20)
        .default(1)
        .describe('Alloy pods; above one they form a cluster and share the targets.'),
      cpuRequest: cpuQuantity().default('100m').describe('CPU request of one Alloy pod.'),
      memoryLimit: sizeQuantity()
        .default('1Gi')
        .describe('Memory request and limit of one Alloy pod (about 11 GiB for a million series).'),
      httpPort: port().default(12345).describe('Port of readiness, metrics and cluster traffic.'),
      persistentWal: z
        .strictObject({
          size: sizeQuantity().default('10Gi').describe('Size of the volume of one pod.'),
          storageClassName: dnsSubdomain()
            .optional()
            .describe('StorageClass of the volume. Default: the default class of the cluster.'),
        })
        .optional()
        .describe(
          'Keep the write-ahead log on a volume over restarts. Needs EC2 nodes. Default: memory of the node only.',
        ),
    })
    .prefault({})
    .describe('The Grafana Alloy pods.'),
});

/** CloudWatch agent that turns Prometheus metrics of known workloads into CloudWatch metrics. */
export const cloudwatchAgentSchema = z.strictObject({
  workloads: z
    .array(z.enum(CLOUDWATCH_WORKLOADS))
    .default([])
    .describe('Workloads whose metrics go to CloudWatch (billed as custom metrics). Empty: the agent is not deployed.'),
  scrapeIntervalSeconds: z
    .int()
    .min(10)
    .max(300)
    .default(60)
    .describe('Time between two scrapes of a target, in seconds.'),
  launchType: z.enum(['ec2', 'fargate']).default('ec2').describe('Where the agent runs.'),
  cpuRequest: cpuQuantity().default('100m').describe('CPU request of the agent.'),
  memoryLimit: sizeQuantity().default('512Mi').describe('Memory request and limit of the agent.'),
});
