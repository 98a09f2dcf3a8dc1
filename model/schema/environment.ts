import { z } from 'zod';
import { argocdSchema } from './argocd';
import { archiveSchema, ecsSchema, encryptionSchema, grafanaSchema, tagsSchema } from './aws';
import {
  clusterSchema,
  computeSchema,
  identitySchema,
  imageMirrorsSchema,
  imagesSchema,
  networkPoliciesSchema,
} from './cluster';
import { budgetSchema, costSchema } from './cost';
import { kubernetesEventsSchema } from './kubernetes-events';
import { logsSchema } from './logs';
import { maintenanceSchema } from './maintenance';
import { cloudwatchAgentSchema, metricsSchema } from './metrics';
import { notificationsSchema } from './notifications';
import { ownNamespace } from './primitives';
import { runbooksSchema } from './runbooks';
import { sampleAppsSchema } from './sample-apps';
import { slosSchema } from './slos';

const namespace = (what: string) => ownNamespace().default('aws-observability').describe(`Namespace of ${what}.`);

/** Namespace of each component. */
const namespacesSchema = z.strictObject({
  fluentBit: namespace('the Fluent Bit DaemonSet'),
  alloy: namespace('Grafana Alloy'),
  kubeStateMetrics: namespace('kube-state-metrics'),
  nodeExporter: namespace('the node_exporter DaemonSet'),
  cloudwatchAgent: namespace('the CloudWatch agent'),
  kubernetesEvents: namespace('the collector of Kubernetes events'),
  grafana: namespace('Grafana, or of what fills Amazon Managed Grafana'),
  ack: namespace('the ACK custom resources, one for all because they refer to each other'),
});

/** One environment: one cluster and everything that observes it. Types, defaults, messages and the reference page all come from here. */
export const environmentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}[a-z0-9]$/, {
      error: 'an environment name: lower-case letters, digits and "-", 2–31 characters, beginning with a letter',
    })
    .describe(
      'Name of the environment. Its folder in dist/, its Argo CD application, dashboards and alarms are named after it.',
    ),
  cluster: clusterSchema.describe('The EKS cluster.'),
  compute: computeSchema.prefault({}).describe('Where pods run.'),
  identity: identitySchema.prefault({}).describe('How pods get AWS credentials.'),
  namespaces: namespacesSchema.prefault({}).describe('Namespace of each component.'),
  logs: logsSchema.prefault({}).describe('Log policy and the agents that apply it.'),
  metrics: metricsSchema.prefault({}).describe('Prometheus metrics that Alloy sends to Amazon Managed Prometheus.'),
  cloudwatchAgent: cloudwatchAgentSchema
    .prefault({})
    .describe('Prometheus metrics that the CloudWatch agent sends to CloudWatch.'),
  kubernetesEvents: kubernetesEventsSchema.prefault({}).describe('Kubernetes events, as logs.'),
  sampleApps: sampleAppsSchema.describe('Sample applications that produce logs and metrics.'),
  slos: slosSchema.describe('Service level objectives (docs/objectives.md).'),
  networkPolicies: networkPoliciesSchema
    .prefault({})
    .describe('What pods may connect to (docs/network.md). The CNI of the cluster must enforce network policies.'),
  images: imagesSchema.describe(
    'Images in place of those of model/names/images.ts, so that one environment has a version before the others (docs/promotion.md).',
  ),
  encryption: encryptionSchema.prefault({}).describe('Keys of what holds data (docs/encryption.md).'),
  imageMirrors: imageMirrorsSchema.describe('Registries that images are pulled from instead of the public ones.'),
  tags: tagsSchema.describe('Tags of every AWS resource that can carry them.'),
  notifications: notificationsSchema.prefault({}).describe('Who receives alarm notifications.'),
  maintenance: maintenanceSchema.describe('Windows in which nobody is told (docs/alerts.md).'),
  runbooks: runbooksSchema.prefault({}).describe('Pages that say what to do about an alert (docs/runbooks/README.md).'),
  archive: archiveSchema.optional().describe('Long-term archive of the container logs in S3. Default: none.'),
  ecs: ecsSchema.optional().describe('Sample service on ECS Fargate with FireLens. Default: none.'),
  grafana: grafanaSchema.optional().describe('Grafana with dashboards (docs/grafana.md). Default: none.'),
  cost: costSchema
    .prefault({})
    .describe('What the estimate of cost (docs/cost.md) needs to know and nothing else says.'),
  budget: budgetSchema.optional().describe('Synth stops where an environment can cost more. Default: no limit.'),
  argocd: argocdSchema.describe('How Argo CD finds and applies the environment.'),
});

/** An environment as an overlay writes it: settings with a default are optional. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** An environment as charts read it: with every default. */
export type Environment = z.output<typeof environmentSchema>;
