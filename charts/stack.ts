import { App } from 'cdk8s';
import { countedForObjectives } from '../model/facts/cloudwatch-metrics';
import { applicationsOnEc2, fargateNamespaces, isCollectingEvents, logGroupName } from '../model/names/log-groups';
import type { Problem } from '../model/problem';
import type { Environment } from '../model/schema/environment';
import { ALLOY } from './alloy';
import { type AddChart, AWS_CHARTS, identityOf, logPolicyOf } from './aws-stack';
import { addArgoCd, addBootstrap, addGrafanaAccess } from './bootstrap-stack';
import { CLOUDWATCH_AGENT, CloudWatchAgent } from './cloudwatch-agent';
import { manifestsOf } from './common/chart';
import { ImageResolver } from './common/images';
import { RouterChecksumResolver } from './common/router-checksum';
import { addDashboards } from './dashboards-stack';
import { FargateLogging } from './fargate-logging';
import { fargateConfiguration } from './fargate-logging/configuration';
import { tooLong } from './fargate-logging/limits';
import type { FargateLoggingSettings } from './fargate-logging/settings';
import { FluentBit } from './fluent-bit';
import { KubernetesEvents } from './kubernetes-events';
import { addGrafana, METRICS_CHARTS, networkOf } from './metrics-stack';
import { Namespaces } from './namespaces';
import { SampleApps } from './sample-apps';

/**
 * The charts of an environment, one by one. Only the functions of this file and of its neighbours `…-stack.ts` see a whole environment:
 * each passes its chart the few settings that it needs, and reads no others. What a function reads therefore shows what its file in dist/
 * depends on (synth/settings.ts).
 */
export const CHARTS: readonly AddChart[] = [
  ...AWS_CHARTS,
  addDashboards,
  ...METRICS_CHARTS,
  addCloudWatchAgent,
  addFluentBit,
  addKubernetesEvents,
  addFargateLogging,
  addSampleApps,
  addGrafana,
];

/**
 * Charts that follow from the objects of the others. Argo CD's allows exactly what all of them write. Only the record of the
 * bootstrap, which covers it, comes after it: a ConfigMap, which Argo CD may write for the agents.
 */
export const CHARTS_OF_OBJECTS: readonly AddChart[] = [
  (app, { networkPolicies }) =>
    void new Namespaces(app, { manifests: manifestsOf(app), denyByDefault: networkPolicies.scope === 'namespaces' }),
  addArgoCd,
  addGrafanaAccess,
  addBootstrap,
];

/** An app without charts that pulls the images of the environment, and knows which pods run on Fargate. */
export const emptyApp = (environment: Environment): App =>
  new App({
    resolvers: [
      new ImageResolver(environment),
      new RouterChecksumResolver({
        runsOnFargate: (namespace) => fargateNamespaces(environment.compute).has(namespace),
        configuration: () => fargateConfiguration(fargateLoggingProps(environment)),
      }),
    ],
  });

/** The app of an environment, with all its charts. A component that the environment does not use has no chart. */
export function appOf(environment: Environment): App {
  const app = emptyApp(environment);
  for (const add of [...CHARTS, ...CHARTS_OF_OBJECTS]) add(app, environment);
  return app;
}

function addCloudWatchAgent(app: App, environment: Environment): void {
  const { cloudwatchAgent, logs, namespaces } = environment;
  if (cloudwatchAgent.workloads.length === 0) return;
  new CloudWatchAgent(app, {
    namespace: namespaces.cloudwatchAgent,
    identity: identityOf(environment),
    workloads: cloudwatchAgent.workloads,
    keepUnread: cloudwatchAgent.keepUnread,
    scrapeIntervalSeconds: cloudwatchAgent.scrapeIntervalSeconds,
    sampleLimit: cloudwatchAgent.sampleLimit,
    targetLimit: cloudwatchAgent.targetLimit,
    launchType: cloudwatchAgent.launchType,
    cpuRequest: cloudwatchAgent.cpuRequest,
    memoryLimit: cloudwatchAgent.memoryLimit,
    fluentBitPort: logs.fluentBit.httpPort,
    network: networkOf(environment),
  });
}

/** The log agent of EC2 nodes, for an environment that has some. */
function addFluentBit(app: App, environment: Environment): void {
  const { cluster, compute, logs, namespaces, slos } = environment;
  if (!compute.ec2) return;
  const onFargate = fargateNamespaces(compute);
  const { cpuRequest, memoryLimit, diskLimit, httpPort, kubeletAuthorization } = logs.fluentBit;
  new FluentBit(app, {
    ...logPolicyOf(environment),
    namespace: namespaces.fluentBit,
    identity: identityOf(environment),
    region: cluster.region,
    cluster: cluster.name,
    logGroups: {
      application: logGroupName(cluster.name, 'application'),
      host: logGroupName(cluster.name, 'host'),
      dataplane: logGroupName(cluster.name, 'dataplane'),
      counters: logGroupName(cluster.name, 'counters'),
    },
    streams: logs.streams,
    cloudwatch: logs.cloudwatch,
    destinations: logs.destinations,
    applications: applicationsOnEc2(environment).map((application) => ({
      ...application,
      alsoOnFargate: application.namespaces.some((name) => onFargate.has(name)),
    })),
    allowPodExclusion: logs.allowPodExclusion,
    levelKeys: logs.levelKeys,
    objectives: countedForObjectives(slos),
    limits: logs.limits,
    multiline: logs.multiline,
    peakKibibytesPerSecond: logs.peakKibibytesPerSecond,
    outageSeconds: logs.outageSeconds,
    fluentBit: { memoryLimit, diskLimit, httpPort, kubeletAuthorization },
    cpuRequest,
  });
}

/** Kubernetes events as logs, for an environment where their collector can run. */
function addKubernetesEvents(app: App, environment: Environment): void {
  if (!isCollectingEvents(environment)) return;
  const { cluster, compute, kubernetesEvents, logs, namespaces } = environment;
  new KubernetesEvents(app, {
    namespace: namespaces.kubernetesEvents,
    identity: identityOf(environment),
    onFargate: fargateNamespaces(compute).has(namespaces.kubernetesEvents),
    region: cluster.region,
    logGroupName: logGroupName(cluster.name, 'events'),
    httpPort: 2020,
    redact: logs.redact,
    redactPatterns: logs.redactPatterns,
    cpuRequest: kubernetesEvents.cpuRequest,
    memoryLimit: kubernetesEvents.memoryLimit,
    network: networkOf(environment),
  });
}

/** The log router of Fargate pods, for an environment that has some. */
function addFargateLogging(app: App, environment: Environment): void {
  if (environment.compute.fargateProfiles.length > 0) new FargateLogging(app, fargateLoggingProps(environment));
}

/** What is wrong with settings and shows only in what is rendered from them: found before any chart is made. */
export const renderedProblems = (environment: Environment): Problem[] =>
  environment.compute.fargateProfiles.length > 0 ? [...tooLong(fargateLoggingProps(environment))] : [];

function fargateLoggingProps(environment: Environment): FargateLoggingSettings {
  const { cluster, compute, logs } = environment;
  const onFargate = fargateNamespaces(compute);
  return {
    ...logPolicyOf(environment),
    region: cluster.region,
    cluster: cluster.name,
    cloudwatch: logs.cloudwatch,
    logGroupName: logGroupName(cluster.name, 'fargate'),
    retentionDays: logs.retentionDays,
    applications: logs.applications.filter(({ namespaces }) => namespaces.some((name) => onFargate.has(name))),
    destinations: logs.destinations,
    allowPodExclusion: logs.allowPodExclusion,
    multiline: logs.multiline,
    limits: logs.limits,
    processLogs: logs.fargate.processLogs,
  };
}

function addSampleApps(app: App, environment: Environment): void {
  const { cloudwatchAgent, metrics, namespaces, networkPolicies, sampleApps } = environment;
  if (sampleApps.length === 0) return;
  new SampleApps(app, {
    apps: sampleApps,
    network:
      networkPolicies.scope === 'none'
        ? undefined
        : {
            scrapers: [
              ...(metrics.workspace ? [{ namespace: namespaces.alloy, name: ALLOY }] : []),
              ...(cloudwatchAgent.workloads.length > 0
                ? [{ namespace: namespaces.cloudwatchAgent, name: CLOUDWATCH_AGENT }]
                : []),
            ],
          },
  });
}
