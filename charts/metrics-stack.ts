import type { App } from 'cdk8s';
import { activeSeries } from '../model/budgets/series';
import { keptBy } from '../model/facts/kept-metrics';
import { isInCloudWatch } from '../model/facts/objectives';
import { logGroupIdOf, logGroups, workspaceLogGroupName } from '../model/names/log-groups';
import { chatTopics, topicsBySeverity, watchdogTopicArn } from '../model/names/notifications';
import { knownWorkspaceId } from '../model/names/prometheus-workspace';
import { runbookBase } from '../model/names/runbooks';
import { tagsOf } from '../model/names/tags';
import { onceForEach } from '../model/once';
import { metricsRead } from '../model/promql';
import type { Environment } from '../model/schema/environment';
import { ALLOY, Alloy, type AlloyProps } from './alloy';
import { type AddChart, identityOf, sharedProps } from './aws-stack';
import { logGroupArn } from './common/iam';
import type { NetworkSettings } from './common/network-policy';
import { countedOf } from './common/objective-events';
import { Grafana } from './grafana';
import { panelExpressions } from './grafana/dashboards';
import type { DashboardSettings } from './grafana/dashboards/settings';
import { KubeStateMetrics } from './kube-state-metrics';
import { NodeExporter } from './node-exporter';
import { PrometheusRules } from './prometheus-rules';
import { ruleGroups } from './prometheus-rules/groups';
import { LOG_DELIVERY } from './prometheus-rules/objectives/own';
import type { RuleSettings } from './prometheus-rules/series';
import { PROMETHEUS_WORKSPACE, PrometheusWorkspace } from './prometheus-workspace';

/** The charts of Prometheus metrics: where they go, what reads them, and what collects them. */
export const METRICS_CHARTS: readonly AddChart[] = [
  addPrometheusWorkspace,
  addPrometheusRules,
  addAlloy,
  addKubeStateMetrics,
  addNodeExporter,
];

function addPrometheusWorkspace(app: App, environment: Environment): void {
  const { cluster, encryption, metrics, namespaces } = environment;
  const { workspace } = metrics;
  if (workspace?.kind !== 'ack') return;
  new PrometheusWorkspace(app, {
    namespace: namespaces.ack,
    // Alloy waits for the workspace that ACK takes over; Grafana only shows it, and is told a known ID.
    readerNamespaces: [
      ...new Set([
        namespaces.alloy,
        ...(hasDashboards(environment) && knownWorkspaceId(workspace) === undefined ? [namespaces.grafana] : []),
      ]),
    ],
    region: cluster.region,
    alias: workspace.alias,
    adoptWorkspaceId: workspace.adoptWorkspaceId,
    encryptionWanted: encryption.kmsKeyArn !== undefined,
    tags: tagsOf(environment),
  });
}

/** The rules that raise alerts from metrics, for an environment that has a workspace. */
function addPrometheusRules(app: App, environment: Environment): void {
  const { cluster, metrics, name, notifications } = environment;
  const { workspace } = metrics;
  if (!workspace) return;
  new PrometheusRules(app, {
    ...sharedProps(environment),
    region: cluster.region,
    environmentName: name,
    workspace:
      workspace.kind === 'existing'
        ? { kind: 'existing', workspaceId: workspace.workspaceId }
        : {
            kind: 'ack',
            object: PROMETHEUS_WORKSPACE,
            logGroupArn: logGroupArn(cluster, workspaceLogGroupName(workspace.alias)),
          },
    topics: topicsBySeverity(cluster, name, notifications),
    chatTopics: chatTopics(cluster, name, notifications),
    watchdogTopicArn: watchdogTopicArn(cluster, name),
    maintenance: environment.maintenance,
    settings: ruleSettings(environment),
  });
}

/** What the rules of an environment depend on. */
const ruleSettings = (environment: Environment): RuleSettings => {
  const { cluster, compute, metrics, namespaces, slos } = environment;
  return {
    cluster: cluster.name,
    scrapeIntervalSeconds: metrics.scrapeIntervalSeconds,
    mostSeries: activeSeries(environment).high,
    alloy: { namespace: namespaces.alloy, replicas: metrics.alloy.replicas },
    logAgents: compute.ec2 ? { namespace: namespaces.fluentBit } : undefined,
    kubeStateMetrics: placeOf(environment, 'kubeStateMetrics') !== undefined,
    nodeExporter: placeOf(environment, 'nodeExporter'),
    objectives: slos.filter((objective) => !isInCloudWatch(objective)),
    runbooks: runbookBase(environment),
  };
};

/** Where a source of metrics of the cluster is; undefined where it is off. DaemonSets have EC2 nodes alone. */
function placeOf({ compute, metrics, namespaces }: Environment, component: 'kubeStateMetrics' | 'nodeExporter') {
  const runs = metrics.workspace && metrics[component].enabled && (component !== 'nodeExporter' || compute.ec2);
  return runs ? { namespace: namespaces[component] } : undefined;
}

/** Every PromQL expression that somebody reads: those of rules, which objectives are among, and of panels. */
const expressionsOf = (environment: Environment): string[] => [
  ...ruleGroups(ruleSettings(environment)).flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ...(hasDashboards(environment) ? panelExpressions(dashboardSettings(environment)) : []),
];

/** Whether there are dashboards: Amazon Managed Grafana is filled once the ID of its workspace is known. */
const hasDashboards = ({ grafana }: Environment): boolean =>
  grafana !== undefined && (grafana.kind === 'cluster' || grafana.workspaceId !== undefined);

/**
 * Metrics that somebody reads, or that the overlay asks for: the jobs of the cluster and of the stack keep no others. Every collector asks,
 * and every expression is parsed for it.
 */
const wantedMetrics = onceForEach((environment: Environment): readonly string[] => [
  ...metricsRead(expressionsOf(environment)),
  ...environment.metrics.keepAlso,
]);

/** Network policies of agents; undefined: none. */
export const networkOf = ({ identity, networkPolicies }: Environment): NetworkSettings | undefined =>
  networkPolicies.scope === 'none'
    ? undefined
    : {
        podIdentity: identity.mode === 'pod-identity',
        nodePorts: networkPolicies.nodePorts,
      };

/** Metrics to Amazon Managed Prometheus, for an environment that has a workspace. */
function addAlloy(app: App, environment: Environment): void {
  const props = alloyProps(environment);
  if (props) new Alloy(app, props);
}

/** Props of Alloy; undefined for an environment without a workspace. */
export function alloyProps(environment: Environment): AlloyProps | undefined {
  const { cluster, compute, logs, metrics, namespaces } = environment;
  const { alloy, workspace } = metrics;
  if (!workspace) return undefined;
  return {
    namespace: namespaces.alloy,
    cluster,
    identity: identityOf(environment),
    onNodes: compute.ec2 ? { namespace: namespaces.fluentBit, port: logs.fluentBit.httpPort } : undefined,
    kubeStateMetrics: placeOf(environment, 'kubeStateMetrics'),
    nodeExporter: placeOf(environment, 'nodeExporter'),
    wanted: wantedMetrics(environment),
    workspaceId: workspace.kind === 'existing' ? workspace.workspaceId : undefined,
    scrapeIntervalSeconds: metrics.scrapeIntervalSeconds,
    scrapeTimeoutSeconds: metrics.scrapeTimeoutSeconds,
    sampleLimit: metrics.sampleLimit,
    targetLimit: metrics.targetLimit,
    replicas: alloy.replicas,
    cpuRequest: alloy.cpuRequest,
    memoryLimit: alloy.memoryLimit,
    httpPort: alloy.httpPort,
    onFargate: compute.fargateProfiles.length > 0,
    persistentWal: alloy.persistentWal,
    network: networkOf(environment),
  };
}

/** Who scrapes what has a policy. */
const scraperOf = (environment: Environment) =>
  networkOf(environment) && { namespace: environment.namespaces.alloy, name: ALLOY };

function addKubeStateMetrics(app: App, environment: Environment): void {
  const place = placeOf(environment, 'kubeStateMetrics');
  if (!place) return;
  const { cpuRequest, memoryLimit } = environment.metrics.kubeStateMetrics;
  new KubeStateMetrics(app, {
    ...place,
    cpuRequest,
    memoryLimit,
    metrics: keptBy('kube-state-metrics', wantedMetrics(environment)),
    scraper: scraperOf(environment),
  });
}

function addNodeExporter(app: App, environment: Environment): void {
  const place = placeOf(environment, 'nodeExporter');
  if (!place) return;
  const { cpuRequest, memoryLimit } = environment.metrics.nodeExporter;
  new NodeExporter(app, {
    ...place,
    cpuRequest,
    memoryLimit,
    metrics: keptBy('node-exporter', wantedMetrics(environment)),
    scraper: scraperOf(environment),
  });
}

/** Grafana with its datasources and dashboards. */
export function addGrafana(app: App, environment: Environment): void {
  const { grafana, metrics, namespaces } = environment;
  if (!grafana) return;
  const { workspace } = metrics;
  const common = {
    identity: identityOf(environment),
    workspace: workspace && { id: knownWorkspaceId(workspace) },
    scrapeIntervalSeconds: metrics.scrapeIntervalSeconds,
    network: networkOf(environment),
  };
  new Grafana(app, {
    namespace: namespaces.grafana,
    settings: dashboardSettings(environment),
    delivery: { ...grafana, ...common },
  });
}

/** What the dashboards of an environment depend on: what it has. */
export function dashboardSettings(environment: Environment): DashboardSettings {
  const { cluster, compute, metrics, name, namespaces, sampleApps, slos } = environment;
  const groups = logGroups(environment);
  return {
    environmentName: name,
    cluster: cluster.name,
    location: cluster,
    alloy: { namespace: namespaces.alloy },
    logAgents: compute.ec2 ? { namespace: namespaces.fluentBit } : undefined,
    kubeStateMetrics: placeOf(environment, 'kubeStateMetrics') !== undefined,
    nodeExporter: placeOf(environment, 'nodeExporter'),
    metrics: metrics.workspace !== undefined,
    applications: sampleApps.map((app) => ({
      ...app,
      logGroup: groups.find(({ id }) => id === logGroupIdOf(environment, app.namespace)),
    })),
    logGroups: groups,
    objectives: [...(compute.ec2 ? [LOG_DELIVERY] : []), ...slos.filter((slo) => !isInCloudWatch(slo))],
    countedInCloudWatch: slos.filter(isInCloudWatch).map((objective) => {
      const { metrics: series, ...counted } = countedOf(objective, cluster.name);
      return { objective, series: Object.entries(series).map(([id, each]) => ({ id, ...each })), ...counted };
    }),
    runbooks: runbookBase(environment),
  };
}
