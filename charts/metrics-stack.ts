import type { App } from 'cdk8s';
import { activeSeries } from '../model/budgets/series';
import { isInCloudWatch } from '../model/facts/objectives';
import { workspaceLogGroupName } from '../model/names/log-groups';
import { chatTopics, topicsBySeverity, watchdogTopicArn } from '../model/names/notifications';
import { runbookBase } from '../model/names/runbooks';
import { tagsOf } from '../model/names/tags';
import { metricsRead } from '../model/promql';
import type { Environment } from '../model/schema/environment';
import { Alloy, type AlloyProps } from './alloy';
import { type AddChart, identityOf, sharedProps } from './aws-stack';
import { logGroupArn } from './common/iam';
import type { NetworkSettings } from './common/network-policy';
import { PrometheusRules } from './prometheus-rules';
import { ruleGroups } from './prometheus-rules/groups';
import type { RuleSettings } from './prometheus-rules/series';
import { PROMETHEUS_WORKSPACE, PrometheusWorkspace } from './prometheus-workspace';

/** The charts of Prometheus metrics: where they go, what reads them, and what collects them. */
export const METRICS_CHARTS: readonly AddChart[] = [addPrometheusWorkspace, addPrometheusRules, addAlloy];

function addPrometheusWorkspace(app: App, environment: Environment): void {
  const { cluster, encryption, metrics, namespaces } = environment;
  const { workspace } = metrics;
  if (workspace?.kind !== 'ack') return;
  new PrometheusWorkspace(app, {
    namespace: namespaces.ack,
    readerNamespace: namespaces.alloy,
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
    objectives: slos.filter((objective) => !isInCloudWatch(objective)),
    runbooks: runbookBase(environment),
  };
};

/** Every PromQL expression that somebody reads: those of rules, which objectives are among. */
const expressionsOf = (environment: Environment): string[] =>
  ruleGroups(ruleSettings(environment)).flatMap(({ rules }) => rules.map(({ expr }) => expr));

/** Metrics that somebody reads, or that the overlay asks for: the jobs of the cluster and of the stack keep no others. */
const wantedMetrics = (environment: Environment): string[] => [
  ...metricsRead(expressionsOf(environment)),
  ...environment.metrics.keepAlso,
];

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
    persistentWal: alloy.persistentWal,
    network: networkOf(environment),
  };
}
