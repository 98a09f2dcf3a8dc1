import { z } from 'zod';
import { argocdSchema } from './argocd';
import { archiveSchema, ecsSchema, grafanaSchema, notificationsSchema, tagsSchema } from './aws';
import { clusterSchema, computeSchema, identitySchema, imageMirrorsSchema } from './cluster';
import { logsSchema } from './logs';
import { cloudwatchAgentSchema, metricsSchema } from './metrics';
import { ownNamespace } from './primitives';
import { sampleAppsSchema } from './sample-apps';

const namespace = (what: string) => ownNamespace().default('aws-observability').describe(`Namespace of ${what}.`);

/** Namespace of each component. */
const namespacesSchema = z.strictObject({
  fluentBit: namespace('the Fluent Bit DaemonSet'),
  alloy: namespace('Grafana Alloy'),
  cloudwatchAgent: namespace('the CloudWatch agent'),
  ack: namespace('the ACK custom resources, all in one because they refer to each other'),
});

/** One environment: one cluster and all that observes it. The only source of types, defaults, messages and reference page. */
export const environmentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}[a-z0-9]$/, {
      error: 'an environment name: lower-case letters, digits and "-", 2–31 characters, beginning with a letter',
    })
    .describe(
      'Name of the environment: its folder in dist/, its Argo CD application and a part of dashboards and alarms.',
    ),
  cluster: clusterSchema.describe('The EKS cluster.'),
  compute: computeSchema.prefault({}).describe('Where pods run.'),
  identity: identitySchema.prefault({}).describe('How pods get AWS credentials.'),
  namespaces: namespacesSchema.prefault({}).describe('Namespace of each component.'),
  logs: logsSchema.prefault({}).describe('Log policy and the agents that carry it out.'),
  metrics: metricsSchema.prefault({}).describe('Prometheus metrics to Amazon Managed Prometheus.'),
  cloudwatchAgent: cloudwatchAgentSchema.prefault({}).describe('Prometheus metrics to CloudWatch.'),
  sampleApps: sampleAppsSchema.describe('Sample applications that prove the stack.'),
  imageMirrors: imageMirrorsSchema.describe('Where images are pulled from instead of the public registries.'),
  tags: tagsSchema.describe('Tags of every AWS resource that can carry them.'),
  notifications: notificationsSchema.prefault({}).describe('Who is told of alarms.'),
  archive: archiveSchema.optional().describe('Long-term archive of the container logs in S3. Default: none.'),
  ecs: ecsSchema.optional().describe('Sample service on ECS Fargate with FireLens. Default: none.'),
  grafana: grafanaSchema.optional().describe('Amazon Managed Grafana workspace. Default: none.'),
  argocd: argocdSchema.describe('How Argo CD finds and applies the environment.'),
});

/** An environment as an overlay writes it: defaults may be left out. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** An environment as charts read it: every default filled in. */
export type Environment = z.output<typeof environmentSchema>;
