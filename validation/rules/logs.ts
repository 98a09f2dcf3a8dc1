import { budgetProblems } from '../../model/budgets/fluent-bit';
import { forFargate } from '../../model/facts/destinations';
import {
  ecsLogGroupName,
  fargateProcessLogGroupName,
  LOG_STREAMS,
  logGroupName,
  workspaceLogGroupName,
} from '../../model/names/log-groups';
import type { Environment } from '../../model/schema/environment';
import { type Rule, refuseRepeats, rule, taken } from '../rule';
import { notA, show } from '../text';

type Named = Pick<Environment, 'name' | 'cluster' | 'metrics'>;

/** Log groups that are ours whether the feature behind them is on or not, and what each is for. */
export function reservedLogGroups({ name, cluster, metrics }: Named): Map<string, string> {
  const { workspace } = metrics;
  return new Map([
    ...LOG_STREAMS.map((stream) => [logGroupName(cluster.name, stream), `the ${stream} group of the cluster`] as const),
    [fargateProcessLogGroupName(cluster.name), 'the group of the Fargate log router'],
    [ecsLogGroupName(name, 'application'), 'the group of the ECS sample'],
    [ecsLogGroupName(name, 'router'), 'the group of the log router of the ECS sample'],
    ...(workspace?.kind === 'ack'
      ? [[workspaceLogGroupName(workspace.alias), 'the group of the workspace'] as const]
      : []),
  ]);
}

const logGroups = rule(['name', 'cluster', 'metrics', 'logs'], (environment, refuse) => {
  const reserved = reservedLogGroups(environment);
  const { applications } = environment.logs;
  for (const [index, { logGroupName }] of applications.entries()) {
    const owner = reserved.get(logGroupName);
    if (owner)
      refuse(`logs.applications[${index}].logGroupName`, taken(logGroupName, `it is ${owner}`, 'a name of its own'));
  }
  refuseRepeats(
    applications,
    ({ logGroupName }) => logGroupName,
    ({ logGroupName }, index, first) =>
      refuse(
        `logs.applications[${index}].logGroupName`,
        taken(logGroupName, `it is the group of application ${show(first.name)}`, 'a name of its own'),
      ),
  );
});

/** Names become tags and aliases beside those of the streams. */
const applicationNames = rule(['logs'], ({ logs: { applications } }, refuse) => {
  for (const [index, { name }] of applications.entries())
    if (LOG_STREAMS.some((stream) => stream === name))
      refuse(`logs.applications[${index}].name`, taken(name, 'a stream of the cluster has it', 'another name'));
  refuseRepeats(
    applications,
    ({ name }) => name,
    ({ name }, index) =>
      refuse(`logs.applications[${index}].name`, taken(name, 'another application has it', 'a name of its own')),
  );
});

/** A namespace in two groups would be shipped, and paid for, twice. */
const applicationNamespaces = rule(['logs'], ({ logs: { applications } }, refuse) => {
  const claims = applications.flatMap(({ name, namespaces }, application) =>
    [...new Set(namespaces)].map((namespace) => ({
      setting: `logs.applications[${application}].namespaces[${namespaces.indexOf(namespace)}]`,
      name,
      namespace,
    })),
  );
  refuseRepeats(
    claims,
    ({ namespace }) => namespace,
    ({ setting, namespace }, _, first) =>
      refuse(setting, taken(namespace, `application ${show(first.name)} has it`, 'one application a namespace')),
  );
});

const levels = rule(['logs'], ({ logs: { dropLevels, sampleInfoPercent } }, refuse) => {
  const error = dropLevels.indexOf('error');
  if (error >= 0)
    refuse(
      `logs.dropLevels[${error}]`,
      notA('error', 'a level that may be dropped', '"trace", "debug", "info", "warn"'),
    );
  if (sampleInfoPercent < 100 && dropLevels.includes('info'))
    refuse('logs.sampleInfoPercent', notA(sampleInfoPercent, 'of use: logs.dropLevels drops every info line', '100'));
});

const somewhere = rule(['logs', 'archive'], ({ logs, archive }, refuse) => {
  if (logs.cloudwatch) return;
  if (logs.destinations.length === 0)
    refuse('logs.cloudwatch', notA(false, 'possible without another destination', 'true, or some logs.destinations'));
  if (logs.applications.length > 0)
    refuse(
      'logs.applications',
      notA(
        logs.applications.map(({ name }) => name),
        'of use while logs.cloudwatch is false',
        '[]',
      ),
    );
  if (archive)
    refuse('archive', notA(archive, 'possible while logs.cloudwatch is false: it is fed from log groups', 'none'));
});

/** The router of Fargate pods has fewer outputs than Fluent Bit, and EKS takes none without any. */
const fargateSomewhere = rule(['compute', 'logs'], ({ compute, logs: { cloudwatch, destinations } }, refuse) => {
  if (compute.fargateProfiles.length === 0 || cloudwatch || destinations.length === 0) return;
  if (forFargate(destinations).length > 0) return;
  const what = 'enough for Fargate pods while logs.cloudwatch is false: their router has no output for it';
  refuse(
    'logs.destinations',
    notA(
      destinations.map(({ kind }) => kind),
      what,
      'one of kind "opensearch" or "firehose" too',
    ),
  );
});

/** Ports that something on an EKS node listens on; Fluent Bit shares the node's network. */
const NODE_PORTS = new Map([
  [2703, 'the EKS Pod Identity agent'],
  [9100, 'the Prometheus node exporter'],
  [10248, 'the kubelet'],
  [10249, 'kube-proxy'],
  [10250, 'the kubelet'],
  [10255, 'the kubelet'],
  [10256, 'kube-proxy'],
  [50051, 'the VPC CNI'],
  [61678, 'the VPC CNI'],
  [61679, 'the VPC CNI'],
]);

/** First port of Kubernetes' NodePorts, which the kernel's ports for outgoing connections follow (to 60999). */
const FIRST_NODE_PORT = 30000;
const LAST_EPHEMERAL_PORT = 60999;

const nodePort = rule(['compute', 'logs'], ({ compute, logs: { fluentBit } }, refuse) => {
  const { httpPort } = fluentBit;
  const owner = NODE_PORTS.get(httpPort);
  const shared = httpPort >= FIRST_NODE_PORT && httpPort <= LAST_EPHEMERAL_PORT;
  if (!compute.ec2 || !(owner || shared)) return;
  const why = owner ? `${owner} listens there` : 'NodePorts and outgoing connections of the node use it';
  refuse('logs.fluentBit.httpPort', taken(httpPort, why, `1024 to ${FIRST_NODE_PORT - 1}, such as 2020`));
});

/** Memory and disk of Fluent Bit outlast the outage at the peak rate. */
const buffers = rule(['compute', 'logs'], ({ compute, logs }, refuse) => {
  if (!compute.ec2) return;
  for (const { setting, message } of budgetProblems(logs)) refuse(setting, message);
});

/** Rules over the log policy and the log groups. */
export const logRules: Rule[] = [
  logGroups,
  applicationNames,
  applicationNamespaces,
  levels,
  somewhere,
  fargateSomewhere,
  nodePort,
  buffers,
];
