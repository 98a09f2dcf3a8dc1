import type { Manifest } from '../charts/common/chart';

/** Who talks to whom: nodes by ID, in groups, and the arrows between them. */
export interface Picture {
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly arrows: readonly (readonly [from: string, to: string, label: string])[];
}

const WORKLOADS = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

/** A name as a Mermaid ID. */
const id = (...names: string[]): string => names.join('_').replace(/[^A-Za-z0-9]+/g, '_');

/** Draws the objects of one environment: what runs, where it writes with which role, and where that goes on to. */
export function picture(manifests: readonly Manifest[]): Picture {
  const of = (kind: string, group = '') =>
    manifests.filter((each) => each.kind === kind && each.apiVersion.startsWith(group));
  const groups = new Map<string, Map<string, string>>();
  const arrows: [string, string, string][] = [];
  const add = (group: string, node: string, label: string) => {
    const nodes = groups.get(group) ?? new Map<string, string>();
    groups.set(group, nodes.set(node, label));
    return node;
  };
  const cluster = 'EKS cluster';
  for (const { kind, metadata } of manifests.filter(({ kind }) => WORKLOADS.has(kind))) {
    // What has a role is called like it: its arrows come from the role's policy.
    const hasRole = of('Role', 'iam.').some((role) => role.metadata.name === metadata.name);
    const node = hasRole ? id(metadata.name) : id(metadata.namespace ?? '', metadata.name);
    add(cluster, node, `${metadata.name}<br/>${kind} in ${metadata.namespace}`);
  }
  for (const { spec } of of('FargateProfile')) {
    add(
      cluster,
      id('fargate-pod-execution'),
      `pods on Fargate<br/>${spec.selectors.map((each: { namespace: string }) => each.namespace).join(', ')}`,
    );
  }
  for (const { spec } of of('Service', 'ecs.')) {
    add('ECS', id('ecs-task'), `${spec.name}<br/>ECS service`);
    for (const balancer of of('LoadBalancer'))
      arrows.push([add('ECS', id('lb'), `${balancer.spec.name}<br/>load balancer`), id('ecs-task'), 'HTTP']);
  }
  for (const { spec } of of('LogGroup')) {
    const group = add('CloudWatch Logs', id('log', spec.name), `${spec.name}<br/>${spec.retentionDays} d`);
    for (const { destinationARN } of spec.subscriptionFilters ?? []) {
      arrows.push([group, add('Archive', id('stream'), `${lastPart(destinationARN)}<br/>Firehose`), '']);
    }
  }
  for (const { metadata, spec } of of('Bucket')) {
    const bucket = add('Archive', id(metadata.name), `${spec.name}<br/>S3`);
    for (const rule of spec.replication?.rules ?? []) {
      const replica = of('Bucket').find((each) => rule.destination.bucket.endsWith(`:::${each.spec.name}`));
      if (replica) arrows.push([bucket, id(replica.metadata.name), 'copy']);
    }
    if (metadata.name === 'log-archive') arrows.push([id('stream'), bucket, '']);
  }
  addMetrics(of, add, arrows);
  for (const arrow of writes(of('Policy', 'iam.'), of('Role', 'iam.')))
    if (hasNode(groups, arrow[0]) && hasNode(groups, arrow[1])) arrows.push(arrow);
  return { groups, arrows };
}

type Of = (kind: string, group?: string) => Manifest[];
type Add = (group: string, node: string, label: string) => string;

/** Workspace, rules, alarms, and who hears of them. */
function addMetrics(of: Of, add: Add, arrows: [string, string, string][]): void {
  const known = of('Workspace').map(({ spec }) => spec.alias as string);
  for (const { spec } of of('RuleGroupsNamespace')) {
    const workspace = add('Metrics', 'workspace', `${spec.workspaceID ?? known[0]}<br/>Amazon Managed Prometheus`);
    arrows.push([workspace, add('Metrics', 'rules', `${spec.name}<br/>rules`), '']);
  }
  for (const { spec } of of('LoggingConfiguration')) {
    const group = /:log-group:([^:]+)/.exec(spec.logGroupARN)?.[1] ?? '';
    arrows.push(['workspace', id('log', group), 'its own log']);
  }
  for (const { spec } of of('Topic')) {
    const topic = add('Alerting', 'topic', `${spec.name}<br/>SNS`);
    if (of('AlertManagerDefinition').length > 0) arrows.push(['rules', topic, 'alerts']);
    const alarms = of('MetricAlarm').length;
    if (alarms > 0) arrows.push([add('Alerting', 'alarms', `${alarms} alarms<br/>CloudWatch`), topic, '']);
    const subscriptions = of('Subscription').length;
    if (subscriptions > 0)
      arrows.push([topic, add('Alerting', 'people', `${subscriptions} e-mail${subscriptions === 1 ? '' : 's'}`), '']);
  }
  for (const { spec } of of('Dashboard')) add('Alerting', 'dashboard', `${spec.dashboardName}<br/>dashboard`);
}

/** Arrows from the policies: what each role may write to, and the role's name on it. */
function writes(policies: readonly Manifest[], roles: readonly Manifest[]): [string, string, string][] {
  return policies.flatMap(({ metadata, spec }) => {
    const role = roles.find((each) => each.metadata.name === metadata.name)?.spec.name ?? '';
    // The task's two roles are one service; what ECS itself writes is the router's own log.
    const from = id(metadata.name === 'ecs-task-execution' ? 'ecs-task' : metadata.name);
    const statements: { Resource: string[]; Action: string[] }[] = JSON.parse(spec.policyDocument).Statement;
    return statements.flatMap(({ Resource, Action }) =>
      Resource.flatMap((resource): [string, string, string][] => {
        const group = /:log-group:([^:]+):\*$/.exec(resource)?.[1];
        if (group) return [[from, id('log', group), `role ${role}`]];
        return Action.includes('aps:RemoteWrite') ? [[from, 'workspace', `role ${role}`]] : [];
      }),
    );
  });
}

const hasNode = (groups: Picture['groups'], node: string): boolean =>
  [...groups.values()].some((nodes) => nodes.has(node));

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** A label between quotes: nothing in it may end them. */
const quoted = (label: string): string => `"${label.replace(/"/g, "'")}"`;

/** The picture in Mermaid's language. https://mermaid.js.org/syntax/flowchart.html */
export function mermaid({ groups, arrows }: Picture): string {
  const lines = [...groups].flatMap(([group, nodes]) => [
    `  subgraph ${id('group', group)}[${quoted(group)}]`,
    ...[...nodes].map(([node, label]) => `    ${node}[${quoted(label)}]`),
    '  end',
  ]);
  const seen = new Set<string>();
  const connections = arrows.flatMap(([from, to, label]) => {
    const line = label ? `  ${from} -->|${quoted(label)}| ${to}` : `  ${from} --> ${to}`;
    return seen.has(line) ? [] : [seen.add(line) && line];
  });
  return ['flowchart LR', ...lines, ...connections].join('\n');
}
