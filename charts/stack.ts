import type { App } from 'cdk8s';
import { fargateNamespaces, logGroupName } from '../model/names/log-groups';
import { tagsOf } from '../model/names/tags';
import type { Environment } from '../model/schema/environment';
import { Alloy } from './alloy';
import { ArgoCd, BOOTSTRAP_FOLDER } from './argocd';
import { healthPatch } from './argocd/health';
import { addAwsCharts, logPolicy } from './aws-stack';
import { cloudFormationTemplate } from './cloudformation';
import { templateNotices } from './cloudformation/template';
import { CloudWatchAgent } from './cloudwatch-agent';
import { IMAGE_MIRRORS, type Manifest, manifestsOf } from './common/chart';
import type { IdentitySettings } from './common/identity';
import { FargateLogging } from './fargate-logging';
import { FluentBit } from './fluent-bit';
import { Namespaces } from './namespaces';
import { PrometheusWorkspace } from './prometheus-workspace';
import { SampleApps } from './sample-apps';

/**
 * The charts of one environment. The only place that knows the whole environment: it hands each chart the slice that it needs.
 * A component that the environment does not use has no chart.
 */
export function addCharts(app: App, environment: Environment): void {
  const { cluster } = environment;
  const identity = identityOf(environment);
  app.node.setContext(IMAGE_MIRRORS, environment.imageMirrors);
  addAwsCharts(app, environment, identity);
  addMetrics(app, environment, identity);
  if (environment.cloudwatchAgent.workloads.length > 0) {
    new CloudWatchAgent(app, {
      namespace: environment.namespaces.cloudwatchAgent,
      identity,
      settings: environment.cloudwatchAgent,
      fluentBitPort: environment.logs.fluentBit.httpPort,
    });
  }
  addNodeLogging(app, environment, identity);
  const router = addFargateLogging(app, environment);
  if (environment.sampleApps.length > 0)
    new SampleApps(app, {
      apps: environment.sampleApps,
      fargate: router && { namespaces: fargateNamespaces(environment.compute), routerConfiguration: router.data },
    });
  new Namespaces(app, { manifests: manifestsOf(app) });
  // Last: it allows exactly what the others write.
  new ArgoCd(app, {
    environment: environment.name,
    cluster,
    settings: environment.argocd,
    defaultNamespace: environment.namespaces.ack,
    manifests: manifestsOf(app),
  });
}

const TEMPLATE = `${BOOTSTRAP_FOLDER}/cloudformation.yaml`;

/** What to know of these files before they are used: `component: notice`. */
export const otherNotices = (files: Readonly<Record<string, string>>): string[] =>
  templateNotices(files[TEMPLATE] ?? '').map((notice) => `cloudformation: ${notice}`);

/** Files of an environment that hold no Kubernetes objects, by their path in its folder; outside of what Argo CD reads. */
export const otherFiles = (environment: Environment, manifests: readonly Manifest[]): Record<string, string> => ({
  [TEMPLATE]: cloudFormationTemplate({
    environment,
    identity: identityOf(environment),
    manifests,
  }),
  // EKS's capability lets nobody change this part of Argo CD.
  ...(environment.argocd.flavor === 'self-managed' && { [`${BOOTSTRAP_FOLDER}/argocd-cm.patch.yaml`]: healthPatch() }),
});

const identityOf = ({ cluster, identity: { mode, roleNamePrefix } }: Environment): IdentitySettings => ({
  mode,
  cluster,
  roleNamePrefix,
});

/** Metrics to Amazon Managed Prometheus, for an environment that has a workspace. */
function addMetrics(app: App, environment: Environment, identity: IdentitySettings): void {
  const { cluster, compute, metrics, namespaces } = environment;
  const { workspace } = metrics;
  if (!workspace) return;
  if (workspace.kind === 'ack') {
    new PrometheusWorkspace(app, {
      namespace: namespaces.ack,
      readerNamespace: namespaces.alloy,
      region: cluster.region,
      alias: workspace.alias,
      adoptWorkspaceId: workspace.adoptWorkspaceId,
      tags: tagsOf(environment),
    });
  }
  new Alloy(app, {
    namespace: namespaces.alloy,
    cluster,
    identity,
    settings: { ...metrics, workspace },
    kubelets: compute.ec2,
  });
}

/** The log agent of EC2 nodes, for an environment that has some. */
function addNodeLogging(app: App, environment: Environment, identity: IdentitySettings): void {
  const { cluster, compute, logs, namespaces } = environment;
  if (!compute.ec2) return;
  const onFargate = fargateNamespaces(compute);
  const { cpuRequest, memoryLimit, diskLimit, httpPort, kubeletAuthorization } = logs.fluentBit;
  new FluentBit(app, {
    ...logPolicy(environment),
    namespace: namespaces.fluentBit,
    identity,
    region: cluster.region,
    cluster: cluster.name,
    logGroups: {
      application: logGroupName(cluster.name, 'application'),
      host: logGroupName(cluster.name, 'host'),
      dataplane: logGroupName(cluster.name, 'dataplane'),
    },
    streams: logs.streams,
    cloudwatch: logs.cloudwatch,
    destinations: logs.destinations,
    applications: logs.applications.filter(({ namespaces }) => namespaces.some((name) => !onFargate.has(name))),
    multiline: logs.multiline,
    peakKibibytesPerSecond: logs.peakKibibytesPerSecond,
    outageSeconds: logs.outageSeconds,
    fluentBit: { memoryLimit, diskLimit, httpPort, kubeletAuthorization },
    cpuRequest,
  });
}

/** The log router of Fargate pods, for an environment that has some. */
function addFargateLogging(app: App, environment: Environment): FargateLogging | undefined {
  const { cluster, compute, logs } = environment;
  if (compute.fargateProfiles.length === 0) return undefined;
  const onFargate = fargateNamespaces(compute);
  return new FargateLogging(app, {
    ...logPolicy(environment),
    region: cluster.region,
    cluster: cluster.name,
    cloudwatch: logs.cloudwatch,
    logGroupName: logGroupName(cluster.name, 'fargate'),
    retentionDays: logs.retentionDays,
    applications: logs.applications.filter(({ namespaces }) => namespaces.some((name) => onFargate.has(name))),
    destinations: logs.destinations,
    multiline: logs.multiline,
    processLogs: logs.fargate.processLogs,
  });
}
