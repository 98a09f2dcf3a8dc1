import { z } from 'zod';
import { cpuQuantity, dnsSubdomain, port, sizeQuantity } from './primitives';

/** Workloads that the CloudWatch agent has a profile for. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-metrics.html */
export const CLOUDWATCH_WORKLOADS = ['envoy', 'nginx', 'memcached', 'jmx', 'haproxy', 'fluent-bit'] as const;
/** One of them. */
export type CloudWatchWorkload = (typeof CLOUDWATCH_WORKLOADS)[number];

/** https://docs.aws.amazon.com/prometheus/latest/APIReference/API_WorkspaceDescription.html */
const workspaceId = () =>
  z.string().regex(/^ws-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, {
    error: 'a workspace ID: ws-<UUID>',
  });

/** What keeps one application from overloading an agent. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
const limits = {
  samples: () =>
    z
      .int()
      .min(100)
      .max(100000)
      .default(10000)
      .describe('Most samples in one scrape of an application target. A scrape with more is discarded as a whole.')
      .meta({ unit: 'samples' }),
  targets: () => z.int().min(10).max(100000).default(2000).meta({ unit: 'targets' }),
};

/** Grafana Alloy to Amazon Managed Service for Prometheus. */
export const metricsSchema = z.strictObject({
  workspace: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('existing').describe('The workspace exists already; the stack only uses it.'),
        workspaceId: workspaceId().describe('ID of the workspace.'),
      }),
      z.strictObject({
        kind: z.literal('ack').describe('ACK creates the workspace, or adopts an existing one.'),
        alias: z
          .string()
          .regex(/^[0-9A-Za-z][-.0-9A-Z_a-z]{0,99}$/, {
            error: 'a workspace alias: letters, digits and - . _, at most 100 characters',
          })
          .describe('Alias of the workspace.'),
        adoptWorkspaceId: workspaceId()
          .optional()
          .describe(
            'ID of a workspace that ACK adopts instead of creating one, for example after the cluster was rebuilt.',
          ),
      }),
    ])
    .optional()
    .describe(
      'Amazon Managed Prometheus workspace. Without one, Alloy is not deployed, and metrics go only to CloudWatch.',
    ),
  scrapeIntervalSeconds: z
    .int()
    .min(10)
    // Rules look back five minutes: a rate needs at least four samples.
    .max(75)
    .default(60)
    .describe('Interval between two scrapes of a target, in seconds.'),
  scrapeTimeoutSeconds: z
    .int()
    .min(1)
    .max(75)
    .default(10)
    .describe('Timeout of a scrape, in seconds; at most the interval.'),
  sampleLimit: limits.samples(),
  targetLimit: limits
    .targets()
    .describe(
      'Most targets per Alloy pod in a scrape job of applications. If there are more, none of them is scraped.',
    ),
  kubeStateMetrics: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether it runs, where there is a workspace. Off: no alerts on workloads, pods, jobs and conditions of nodes.',
        ),
      cpuRequest: cpuQuantity(16).default('50m').describe('CPU request of its pod.'),
      memoryLimit: sizeQuantity('64Mi', '64Gi')
        .default('256Mi')
        .describe('Memory request and limit of its pod; it holds every pod and workload of the cluster.'),
    })
    .prefault({})
    .describe('kube-state-metrics: the state of workloads, pods and nodes as metrics.'),
  nodeExporter: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Whether it runs on EC2 nodes, where there is a workspace. Off: no alerts on disks and clocks of nodes.',
        ),
      cpuRequest: cpuQuantity(4).default('20m').describe('CPU request of each of its pods.'),
      memoryLimit: sizeQuantity('32Mi', '1Gi')
        .default('64Mi')
        .describe('Memory request and limit of each of its pods.'),
    })
    .prefault({})
    .describe('node_exporter: memory, disks and clocks of EC2 nodes as metrics.'),
  keepAlso: z
    .array(
      z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/, {
        error: 'the name of a metric: letters, digits and "_", such as "kubelet_running_pods"',
      }),
    )
    .default([])
    .describe(
      'Metrics of the cluster and of the stack that are kept although no rule and no panel reads them. Metrics of applications are all kept.',
    ),
  alloy: z
    .strictObject({
      replicas: z
        .int()
        .min(1)
        .max(20)
        .default(1)
        .describe('Number of Alloy pods. Two or more form a cluster and share the targets.')
        .meta({ unit: 'pods' }),
      cpuRequest: cpuQuantity(64).default('100m').describe('CPU request of one Alloy pod.'),
      memoryLimit: sizeQuantity('128Mi', '256Gi')
        .default('1Gi')
        .describe('Memory request and limit of one Alloy pod (about 11 GiB for a million series).'),
      httpPort: port().default(12345).describe('Port for probes and for traffic between Alloy pods.'),
      persistentWal: z
        .strictObject({
          size: sizeQuantity('1Gi', '16Ti')
            .default('10Gi')
            .describe('Size of the volume of each pod. It cannot be changed later in a StatefulSet.'),
          storageClassName: dnsSubdomain()
            .optional()
            .describe('StorageClass of the volume. Default: the default class of the cluster.'),
        })
        .optional()
        .describe(
          'Keep the write-ahead log on a volume. Needs EC2 nodes. Default: on the node, and lost when the pod moves.',
        ),
    })
    .prefault({})
    .describe('The Grafana Alloy pods.'),
});

/** CloudWatch agent that turns Prometheus metrics of known workloads into CloudWatch metrics. */
export const cloudwatchAgentSchema = z.strictObject({
  workloads: z
    .array(z.enum(CLOUDWATCH_WORKLOADS, { error: 'a workload with a profile for the CloudWatch agent' }))
    .default([])
    .describe(
      'Workloads whose metrics go to CloudWatch (billed as custom metrics), each with a dashboard. Empty: the agent is not deployed.',
    ),
  keepUnread: z
    .boolean()
    .default(false)
    .describe(
      'Collect metrics of these workloads too that no dashboard and no alarm of this stack reads, for dashboards that CloudWatch has ready or for your own. Each is billed.',
    ),
  scrapeIntervalSeconds: z
    .int()
    .min(10)
    .max(300)
    .default(60)
    .describe('Interval between two scrapes of a target, in seconds.'),
  sampleLimit: limits.samples(),
  targetLimit: limits
    .targets()
    .describe('Most targets in a scrape job of the agent. If there are more, none of them is scraped.'),
  launchType: z.enum(['ec2', 'fargate'], { error: 'a launch type' }).default('ec2').describe('Where the agent runs.'),
  cpuRequest: cpuQuantity(16).default('100m').describe('CPU request of the agent.'),
  memoryLimit: sizeQuantity('128Mi', '16Gi').default('512Mi').describe('Memory request and limit of the agent.'),
});
