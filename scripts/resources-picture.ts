import type { Manifest } from '../charts/common/chart';

/** One box of the picture. */
export interface Node {
  /** Title of the box that it stands in. */
  readonly group: string;
  /** ID in Mermaid, from the name of the Kubernetes object, so that it is the same in every environment. */
  readonly id: string;
  /** Text, with `<br/>` between lines. */
  readonly label: string;
}

/** An arrow between two nodes, by their IDs. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** Text on the arrow; empty: none. */
  readonly label: string;
}

/** Boxes and the connections between them. */
export interface Picture {
  readonly nodes: readonly Node[];
  readonly arrows: readonly Arrow[];
}

/** The objects of one environment, by kind. */
interface Objects {
  readonly all: readonly Manifest[];
  /** Objects of one kind, in API groups that begin with `group`. */
  readonly of: (kind: string, group?: string) => Manifest[];
  /** ARNs of the topics that each channel of a chat application reads. */
  readonly channels: readonly (readonly string[])[];
}

/**
 * Draws the objects of one environment: what runs, where it writes, and where that goes on to.
 * @param channels ARNs of the topics that each channel of a chat application reads
 */
export function picture(all: readonly Manifest[], channels: readonly (readonly string[])[] = []): Picture {
  const of = (kind: string, group = '') =>
    all.filter((object) => object.kind === kind && object.apiVersion.startsWith(group));
  const objects = { all, of, channels };
  const nodes = [workloads, ecs, logGroups, archive, metrics, alerting].flatMap((draw) => draw(objects));
  const ids = new Set(nodes.map(({ id }) => id));
  const arrows = [written, archived, measured, alerted].flatMap((draw) => draw(objects));
  return { nodes, arrows: arrows.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** A name as a Mermaid ID. */
const idOf = (...names: string[]): string => names.join('_').replace(/[^A-Za-z0-9]+/g, '_');

/** ID of the node of an object. */
const node = (kind: string, { metadata }: Manifest): string => idOf(kind, metadata.name);

const WORKLOADS = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

/** The role of a workload is named like it: its arrows come from the role's policy. */
const workloadId = (name: string): string => idOf('run', name);

function workloads({ all, of }: Objects): Node[] {
  const group = 'EKS cluster';
  const roles = new Set(of('Role', 'iam.').map(({ metadata }) => metadata.name));
  return [
    ...all
      .filter(({ kind }) => WORKLOADS.has(kind))
      .map(({ kind, metadata: { name, namespace = '' } }) => ({
        group,
        id: roles.has(name) ? workloadId(name) : workloadId(`${namespace} ${name}`),
        label: `${name}<br/>${kind} in ${namespace}`,
      })),
    ...of('FargateProfile').map(({ spec }) => ({
      group,
      id: workloadId('fargate-pod-execution'),
      label: `pods on Fargate<br/>${spec.selectors.map(({ namespace }: { namespace: string }) => namespace).join(', ')}`,
    })),
  ];
}

const ecs = ({ of }: Objects): Node[] => [
  ...of('Service', 'ecs.').map(({ spec }) => ({
    group: 'ECS',
    id: workloadId('ecs-task'),
    label: `${spec.name}<br/>ECS service`,
  })),
  ...of('LoadBalancer').map(({ spec }) => ({
    group: 'ECS',
    id: 'load_balancer',
    label: `${spec.name}<br/>load balancer`,
  })),
];

const logGroups = ({ of }: Objects): Node[] =>
  of('LogGroup').map((object) => ({
    group: 'CloudWatch Logs',
    id: idOf(object.metadata.name),
    label: `${object.spec.name}<br/>${object.spec.retentionDays} d`,
  }));

/** The delivery stream is in the CloudFormation template; log groups name it. */
const streams = ({ of }: Objects): string[] => [
  ...new Set(
    of('LogGroup').flatMap(({ spec }) =>
      (spec.subscriptionFilters ?? []).map(({ destinationARN }: { destinationARN: string }) => destinationARN),
    ),
  ),
];

const archive = (objects: Objects): Node[] => [
  ...streams(objects).map((arn) => ({
    group: 'Archive',
    id: 'firehose',
    label: `${arn.slice(arn.lastIndexOf('/') + 1)}<br/>Firehose`,
  })),
  ...objects.of('Bucket').map((object) => ({
    group: 'Archive',
    id: node('bucket', object),
    label: `${object.spec.name}<br/>S3`,
  })),
];

function metrics({ of }: Objects): Node[] {
  const alias = of('Workspace')[0]?.spec.alias as string | undefined;
  return of('RuleGroupsNamespace').flatMap(({ spec }) => [
    { group: 'Metrics', id: 'workspace', label: `${spec.workspaceID ?? alias}<br/>Amazon Managed Prometheus` },
    { group: 'Metrics', id: 'rules', label: `${spec.name}<br/>rules` },
  ]);
}

function alerting({ of, channels }: Objects): Node[] {
  const alarms = of('MetricAlarm').length;
  return [
    ...(alarms > 0 ? [{ id: 'alarms', label: `${alarms} alarms<br/>CloudWatch` }] : []),
    ...of('Topic').map((object) => ({ id: node('topic', object), label: `${object.spec.name}<br/>SNS` })),
    ...of('Topic').flatMap((topic) => {
      const label = receiversOf([...protocols({ of }, topic), ...readersOf(channels, topic).map(() => 'channel')]);
      return label === '' ? [] : [{ id: node('people', topic), label }];
    }),
    ...of('Dashboard').map(({ metadata, spec }) => ({
      id: idOf(metadata.name),
      label: `${spec.dashboardName}<br/>dashboard`,
    })),
  ].map((each) => ({ group: 'Alerting', ...each }));
}

const RECEIVERS = { email: 'e-mail', https: 'endpoint', channel: 'channel' };

/** Receivers in words: `2 e-mails, 1 endpoint`. */
const receiversOf = (all: readonly string[]): string =>
  Object.entries(RECEIVERS)
    .map(([protocol, word]) => ({ word, count: all.filter((each) => each === protocol).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${count} ${word}${count === 1 ? '' : 's'}`)
    .join(', ');

const protocols = ({ of }: Pick<Objects, 'of'>, topic: Manifest): string[] =>
  of('Subscription')
    .filter(({ spec }) => spec.topicRef?.from.name === topic.metadata.name)
    .map(({ spec }) => spec.protocol);

const readersOf = (channels: Objects['channels'], { spec }: Manifest): Objects['channels'] =>
  channels.filter((topics) => topics.some((arn) => arn.endsWith(`:${spec.name}`)));

/** What each role may write to, and what Grafana's may read, as its policy says. */
function written({ of }: Objects): Arrow[] {
  const groupIds = new Map(of('LogGroup').map(({ metadata, spec }) => [spec.name, idOf(metadata.name)]));
  return of('Policy', 'iam.').flatMap(({ metadata, spec }) => {
    // The two roles of the task are one service; what ECS itself writes is the log of the router.
    const from = workloadId(metadata.name === 'ecs-task-execution' ? 'ecs-task' : metadata.name);
    const statements: { Resource: string[]; Action: string[] }[] = JSON.parse(spec.policyDocument).Statement;
    return statements.flatMap(({ Resource, Action }) =>
      Resource.flatMap((resource): Arrow[] => {
        const group = groupIds.get(/:log-group:([^:]+):\*$/.exec(resource)?.[1]);
        if (group !== undefined && Action.includes('logs:StartQuery')) return [{ from: group, to: from, label: '' }];
        if (group !== undefined) return [{ from, to: group, label: '' }];
        if (Action.includes('aps:QueryMetrics')) return [{ from: 'workspace', to: from, label: '' }];
        return Action.includes('aps:RemoteWrite') ? [{ from, to: 'workspace', label: 'metrics' }] : [];
      }),
    );
  });
}

function archived(objects: Objects): Arrow[] {
  const buckets = objects.of('Bucket');
  return [
    ...objects
      .of('LogGroup')
      .filter(({ spec }) => (spec.subscriptionFilters ?? []).length > 0)
      .map(({ metadata }) => ({ from: idOf(metadata.name), to: 'firehose', label: '' })),
    ...(buckets.length > 0 ? [{ from: 'firehose', to: idOf('bucket', 'log-archive'), label: '' }] : []),
    ...buckets.flatMap((bucket) =>
      (bucket.spec.replication?.rules ?? []).flatMap(({ destination }: { destination: { bucket: string } }) =>
        buckets
          .filter(({ spec }) => destination.bucket.endsWith(`:::${spec.name}`))
          .map((replica) => ({ from: node('bucket', bucket), to: node('bucket', replica), label: 'copy' })),
      ),
    ),
  ];
}

function measured({ of }: Objects): Arrow[] {
  const groupIds = new Map(of('LogGroup').map(({ metadata, spec }) => [spec.name, idOf(metadata.name)]));
  return [
    { from: 'load_balancer', to: workloadId('ecs-task'), label: 'HTTP' },
    { from: 'workspace', to: 'rules', label: '' },
    ...of('LoggingConfiguration').map(({ spec }) => ({
      from: 'workspace',
      to: groupIds.get(/:log-group:([^:]+)/.exec(spec.logGroupARN)?.[1]) ?? '',
      label: 'its own log',
    })),
  ];
}

/** Who publishes to each topic, and who is subscribed to it. */
function alerted({ of }: Objects): Arrow[] {
  return of('Topic').flatMap((topic) => {
    const id = node('topic', topic);
    const names = (text: string): boolean => new RegExp(`:${topic.spec.name}(?![\\w-])`).test(text);
    const alarms = of('MetricAlarm');
    return [
      ...(of('AlertManagerDefinition').some(({ spec }) => names(spec.configuration))
        ? [{ from: 'rules', to: id, label: 'alerts' }]
        : []),
      ...(alarms.some(({ spec }) => (spec.alarmActions ?? []).some(names))
        ? [{ from: 'alarms', to: id, label: '' }]
        : []),
      ...(alarms.some(({ spec }) => JSON.stringify(spec).includes(`"value":"${topic.spec.name}"`))
        ? [{ from: id, to: 'alarms', label: 'silence' }]
        : []),
      { from: id, to: node('people', topic), label: '' },
    ];
  });
}

/** A label between quotes: nothing in it may end them. */
const quoted = (label: string): string => `"${label.replace(/"/g, "'")}"`;

/** The picture in Mermaid's language. https://mermaid.js.org/syntax/flowchart.html */
export function mermaid({ nodes, arrows }: Picture): string {
  const groups = [...new Set(nodes.map(({ group }) => group))];
  const boxes = groups.flatMap((group) => [
    `  subgraph ${idOf('group', group)}[${quoted(group)}]`,
    ...nodes.filter((each) => each.group === group).map(({ id, label }) => `    ${id}[${quoted(label)}]`),
    '  end',
  ]);
  const lines = arrows.map(({ from, to, label }) => `  ${from} -->${label && `|${quoted(label)}|`} ${to}`);
  return ['flowchart LR', ...boxes, ...new Set(lines)].join('\n');
}
