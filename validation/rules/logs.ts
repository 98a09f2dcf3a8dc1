import { budgetProblems } from '../../model/budgets/fluent-bit';
import { limitProblems } from '../../model/budgets/limits';
import { readingProblems } from '../../model/budgets/reading';
import { forFargate } from '../../model/facts/destinations';
import { isOfAws } from '../../model/facts/foreign-log-groups';
import { LOOK_ALIKES } from '../../model/facts/look-alikes';
import { firstMatch } from '../../model/facts/redact-patterns';
import { REDACTIONS } from '../../model/facts/redactions';
import { logicalId } from '../../model/names/aws';
import {
  applicationsOnEc2,
  ecsLogGroupName,
  fargateProcessLogGroupName,
  LOG_STREAMS,
  logGroupName,
  workspaceLogGroupName,
} from '../../model/names/log-groups';
import { show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import { type Rule, repeats, rule, taken } from '../rule';

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

/** Whether a group is AWS's: not ours beside those of the cluster, but the one there that Container Insights writes to. */
function isForeign(name: string, clusterName: string): boolean {
  const own = logGroupName(clusterName, 'application').replace(/[^/]*$/, '');
  return isOfAws(name) && (!name.startsWith(own) || name === `${own}performance`);
}

const logGroups = rule(['name', 'cluster', 'metrics', 'logs'], function* (environment) {
  const reserved = reservedLogGroups(environment);
  const { applications } = environment.logs;
  const refused = (index: number, by: string) => {
    const field = `logs.applications[${index}].logGroupName`;
    return taken(field, applications[index]?.logGroupName, by, 'a name of its own');
  };
  for (const [index, { logGroupName }] of applications.entries()) {
    const owner = reserved.get(logGroupName);
    if (owner) yield refused(index, `it is ${owner}`);
  }
  for (const [
    index,
    { adopt, logGroupName, retentionDays = environment.logs.retentionDays },
  ] of applications.entries()) {
    const field = `logs.applications[${index}]`;
    const foreign = isForeign(logGroupName, environment.cluster.name);
    if (foreign && !adopt && !reserved.has(logGroupName))
      yield {
        field: `${field}.logGroupName`,
        value: logGroupName,
        wrong: `is named as groups of AWS services are: one that exists would be taken over, and keep its events for ${retentionDays} days`,
        allowed: `another name, such as "/eks/…", or ${field}.adopt true`,
      };
    if (!foreign && adopt)
      yield {
        field: `${field}.adopt`,
        value: true,
        wrong: 'has no effect: no AWS service has such a group',
        allowed: 'false',
      };
  }
  for (const { index, first } of repeats(applications, ({ logGroupName }) => logGroupName))
    yield refused(index, `it is the group of application ${show(first.name)}`);
});

/** Names become tags and aliases, as those of the streams do. */
const applicationNames = rule(['logs'], function* ({ logs: { applications } }) {
  for (const [index, { name }] of applications.entries())
    if (LOG_STREAMS.some((stream) => stream === name))
      yield taken(`logs.applications[${index}].name`, name, 'a stream of the cluster has it', 'another name');
  for (const { item, index } of repeats(applications, ({ name }) => name))
    yield taken(`logs.applications[${index}].name`, item.name, 'another application has it', 'a name of its own');
  // CloudFormation's names have no "-": the second would take the place of the first.
  for (const { item, index, first } of repeats(applications, ({ name }) => logicalId(name)))
    if (item.name !== first.name)
      yield {
        field: `logs.applications[${index}].name`,
        value: item.name,
        wrong: `is the same as ${show(first.name)} in CloudFormation, which knows no "-"`,
        allowed: 'a name that differs in its letters and digits',
      };
});

/** A namespace in two groups would be shipped, and paid for, twice. */
const applicationNamespaces = rule(['logs'], function* ({ logs: { applications } }) {
  const claims = applications.flatMap(({ name, namespaces }, application) =>
    [...new Set(namespaces)].map((namespace) => ({
      setting: `logs.applications[${application}].namespaces[${namespaces.indexOf(namespace)}]`,
      name,
      namespace,
    })),
  );
  for (const { item, first } of repeats(claims, ({ namespace }) => namespace))
    yield taken(
      item.setting,
      item.namespace,
      `application ${show(first.name)} has it`,
      'one application per namespace',
    );
});

const levels = rule(['logs'], function* ({ logs: { dropLevels, sampleInfoPercent } }) {
  const error = dropLevels.indexOf('error');
  if (error >= 0)
    yield {
      field: `logs.dropLevels[${error}]`,
      value: 'error',
      wrong: 'cannot be dropped',
      allowed: '"trace", "debug", "info", "warn"',
    };
  if (sampleInfoPercent < 100 && dropLevels.includes('info'))
    yield {
      field: 'logs.sampleInfoPercent',
      value: sampleInfoPercent,
      wrong: 'has no effect: logs.dropLevels drops every info line',
      allowed: '100',
    };
});

/** An own pattern finds what it is meant to find, and nothing that stands in every line. */
const redactPatterns = rule(['logs'], function* ({ logs }) {
  for (const [index, { name, pattern }] of logs.redactPatterns.entries()) {
    const setting = `logs.redactPatterns[${index}]`;
    if (REDACTIONS.some((kind) => kind === name))
      yield taken(`${setting}.name`, name, 'a kind of logs.redact has it', 'a name of its own');
    const found = LOOK_ALIKES.find((text) => firstMatch(pattern, text) !== undefined);
    if (found !== undefined)
      yield {
        field: `${setting}.pattern`,
        value: pattern,
        wrong: `finds ${show(firstMatch(pattern, found))}, which is in ordinary lines`,
        allowed: 'a pattern with something of its own, such as "EMP-[0-9]{6}"',
      };
  }
  for (const { item, index } of repeats(logs.redactPatterns, ({ name }) => name))
    yield taken(`logs.redactPatterns[${index}].name`, item.name, 'another pattern has it', 'a name of its own');
});

const somewhere = rule(['logs', 'archive'], function* ({ logs, archive }) {
  if (logs.cloudwatch) return;
  if (logs.destinations.length === 0)
    yield {
      field: 'logs.cloudwatch',
      value: false,
      wrong: 'needs another destination',
      allowed: 'true, or some logs.destinations',
    };
  if (logs.applications.length > 0)
    yield {
      field: 'logs.applications',
      value: logs.applications.map(({ name }) => name),
      wrong: 'has no effect while logs.cloudwatch is false',
      allowed: '[]',
    };
  if (archive)
    yield {
      field: 'archive',
      value: archive,
      wrong: 'stays empty while logs.cloudwatch is false: log groups feed it',
      allowed: 'none',
    };
});

/** The router of Fargate pods has fewer outputs than Fluent Bit, and EKS takes none without any. */
const fargateSomewhere = rule(['compute', 'logs'], function* ({ compute, logs: { cloudwatch, destinations } }) {
  if (compute.fargateProfiles.length === 0 || cloudwatch || destinations.length === 0) return;
  if (forFargate(destinations).length > 0) return;
  yield {
    field: 'logs.destinations',
    value: destinations.map(({ kind }) => kind),
    wrong: 'cannot take logs of Fargate pods, whose router has no output for them',
    allowed: 'one of kind "opensearch" or "firehose" too, or logs.cloudwatch true',
  };
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

const nodePort = rule(['compute', 'logs'], function* ({ compute, logs: { fluentBit } }) {
  const { httpPort } = fluentBit;
  const owner = NODE_PORTS.get(httpPort);
  const shared = httpPort >= FIRST_NODE_PORT && httpPort <= LAST_EPHEMERAL_PORT;
  if (!compute.ec2 || !(owner || shared)) return;
  const why = owner ? `${owner} listens there` : 'NodePorts and outgoing connections of the node use it';
  yield taken('logs.fluentBit.httpPort', httpPort, why, `1024 to ${FIRST_NODE_PORT - 1}, such as 2020`);
});

/** Memory and disk of Fluent Bit outlast the outage at the peak rate, and limits fit in it. */
const buffers = rule(['compute', 'logs'], ({ compute, logs }) =>
  compute.ec2
    ? [
        ...budgetProblems({ ...logs, applications: applicationsOnEc2({ compute, logs }) }),
        ...readingProblems(logs),
        ...limitProblems(logs),
      ]
    : [],
);

/** Rules over the log policy and the log groups. */
export const logRules: Rule[] = [
  logGroups,
  applicationNames,
  applicationNamespaces,
  levels,
  redactPatterns,
  somewhere,
  fargateSomewhere,
  nodePort,
  buffers,
];
