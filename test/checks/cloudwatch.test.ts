import type { Manifest } from '../../charts/common/chart';
import { check } from '../../checks';
import { problemText } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { everything } from '../support/environments';
import { find, synth } from '../support/synth';

/** What the checks of logs and metrics say of an environment after a change of its objects. */
function findings(breakIt: (objects: Manifest[]) => void, input: EnvironmentInput = everything): string[] {
  const objects: Manifest[] = structuredClone(Object.values(synth(input)).flat());
  breakIt(objects);
  return check(objects)
    .filter(({ wrong }) => /log group|metric|PromQL/.test(wrong))
    .map((problem) => problemText(problem).replace(/; expected: .*/, ''));
}

const group = (objects: Manifest[], name: string) => find(objects, 'LogGroup', name);
const alarm = (objects: Manifest[], name: string) => find(objects, 'MetricAlarm', name);

test('nothing is found where everything is right', () => {
  expect(findings(() => {})).toEqual([]);
});

const WRITERS: [writer: string, group: string, where: string][] = [
  ['Fluent Bit', 'logs-host', 'ConfigMap aws-observability/fluent-bit-config'],
  ['Fluent Bit, of an application', 'logs-application-tictactoe', 'ConfigMap aws-observability/fluent-bit-config'],
  ['Fluent Bit, what it counts', 'logs-counters', 'ConfigMap aws-observability/fluent-bit-config'],
  ['the Fargate router', 'logs-fargate', 'ConfigMap aws-observability/aws-logging'],
  ['the CloudWatch agent', 'logs-prometheus', 'ConfigMap'],
  ['Amazon Managed Prometheus', 'logs-prometheus-workspace', 'LoggingConfiguration'],
  ['FireLens', 'logs-ecs-application', 'TaskDefinition'],
  ['ECS', 'logs-ecs-router', 'TaskDefinition'],
];

test.each(WRITERS)('%s writes to a group that is created', (_, name, where) => {
  const found = findings((objects) => objects.splice(objects.indexOf(group(objects, name)), 1));
  expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${where}.*is a log group that nothing creates$`)));
});

test('a group that nobody writes to is found, also that of the router which keeps its log to itself', () => {
  expect(findings((objects) => Object.assign(group(objects, 'logs-host').spec, { name: '/nobody' }))).toContain(
    'LogGroup aws-observability/logs-host  spec.name: "/nobody" is a log group that nothing writes to',
  );
  const quiet = (objects: Manifest[]) =>
    Object.assign(find(objects, 'ConfigMap', 'aws-logging').data, { flb_log_cw: 'false' });
  expect(findings(quiet)).toEqual([
    'LogGroup aws-observability/logs-fargate-process  spec.name: "full-fluent-bit-logs" is a log group that nothing writes to',
  ]);
});

test.each([
  [
    'a misspelt metric',
    (metric: Record<string, unknown>) => Object.assign(metric, { metricName: 'IncomingEvents' }),
    /IncomingEvents/,
  ],
  [
    'another namespace',
    (metric: Record<string, unknown>) => Object.assign(metric, { namespace: 'AWS/Log' }),
    /AWS\/Log /,
  ],
  [
    'another group',
    (metric: Record<string, unknown>) => Object.assign(metric, { dimensions: [{ name: 'LogGroupName', value: '/x' }] }),
    /LogGroupName/,
  ],
  [
    'no dimensions',
    (metric: Record<string, unknown>) => Object.assign(metric, { dimensions: [] }),
    /IncomingLogEvents \{\}/,
  ],
])('an alarm on %s is found', (_, change, expected) => {
  const found = findings((objects) =>
    change(alarm(objects, 'alarm-application-silence').spec.metrics[0].metricStat.metric),
  );
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test.each([
  ['of another name', { metricName: 'Line' }, /ContainerLogs Line /],
  ['of a log group that the agents do not count', { LogGroupName: '/eks/games' }, /ContainerLogs Lines .*games/],
  ['of another cluster', { ClusterName: 'other' }, /ContainerLogs Lines .*other/],
])('an alarm on a counter %s is found', (_, { metricName, ...dimensions }: Record<string, string>, expected) => {
  const found = findings((objects) => {
    const { metric } = alarm(objects, 'alarm-log-counters-silent').spec.metrics[0].metricStat;
    if (metricName) metric.metricName = metricName;
    for (const each of metric.dimensions) each.value = dimensions[each.name] ?? each.value;
  });
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test.each([
  ['of another name', 'SUM("Limited")', 'SUM("Limit")', /ContainerLogs Limit /],
  ['of another namespace', '"ContainerLogs"', '"Containers"', /Containers Limited /],
  ['with other dimensions', ', "Namespace"', '', /ContainerLogs Limited [^,]*full[^,]*,[^,]*Application[^,]*$/],
  ['of another cluster', "'full'", "'other'", /ContainerLogs Limited .*other/],
  ['in words of its own', 'FROM SCHEMA', 'FROM ALL', / SELECT .* is a metric that nothing here emits/],
])('a query for a counter %s is found', (_, from, to, expected) => {
  const found = findings((objects) => {
    const [metric] = alarm(objects, 'alarm-log-lines-limited').spec.metrics;
    metric.expression = metric.expression.replace(from, to);
  });
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test('an alarm on a metric filter of a log group that the agents count is found, for there is none', () => {
  const found = findings((objects) => {
    const { metric } = alarm(objects, 'alarm-fargate-error-rate').spec.metrics[0].metricStat;
    metric.metricName = metric.metricName.replace('fargate', 'application');
  });
  expect(found).toEqual([expect.stringMatching(/application-error-events \{\}" is a metric that nothing here emits/)]);
});

test('a graph of a metric that nobody emits is found', () => {
  const found = findings((objects) => {
    const dashboard = find(objects, 'Dashboard', 'dashboard-logs');
    dashboard.spec.dashboardBody = dashboard.spec.dashboardBody.replace('IncomingBytes', 'OutgoingBytes');
  });
  expect(found).toEqual([
    expect.stringMatching(/^Dashboard .*AWS\/Logs OutgoingBytes.* is a metric that nothing here emits$/),
  ]);
});

const searching = (from: string, to: string) => (objects: Manifest[]) => {
  const { spec } = find(objects, 'Dashboard', 'dashboard-nginx');
  expect(spec.dashboardBody).toContain(from);
  spec.dashboardBody = spec.dashboardBody.replace(from, to);
};

test.each([
  ['of another name', 'nginx_connections_reading', 'nginx_connections_read', /Prometheus nginx_connections_read /],
  [
    'with other dimensions',
    ',Service} MetricName=',
    '} MetricName=',
    /Prometheus nginx_up .*Namespace\\":\\"\\"}" is a/,
  ],
  ['in words of its own', 'MetricName=', 'Metric=', /SEARCH.* is a metric that nothing here emits/],
])('a search for a metric %s is found, and that nobody reads it', (_, from, to, expected) => {
  const [emitted, ...others] = findings(searching(from, to));
  expect(emitted).toMatch(expected);
  expect(others).toEqual([expect.stringMatching(/cwagentconfig.*is a metric that is paid for and that no alarm/)]);
});

describe('a metric that nothing reads', () => {
  const unread = (objects: Manifest[]) => {
    const dashboard = find(objects, 'Dashboard', 'dashboard-jmx');
    objects.splice(objects.indexOf(dashboard), 1);
  };

  test('is found, with its dimensions', () => {
    const found = findings(unread);
    expect(found).toHaveLength(18);
    expect(found).toContain(
      'ConfigMap aws-observability/cloudwatch-agent-config  data["cwagentconfig.json"]: "^jvm_memory_used_bytes$ [ClusterName, Namespace, area]" is a metric that is paid for and that no alarm and no dashboard reads',
    );
  });

  test('is right where the overlay keeps it', () => {
    const input = { ...everything, cloudwatchAgent: { ...everything.cloudwatchAgent, keepUnread: true } };
    const objects = Object.values(synth(input)).flat();
    expect(check(objects).filter(({ wrong }) => /metric/.test(wrong))).toHaveLength(42);
    expect(check(objects, { keepUnread: true }).filter(({ wrong }) => /metric/.test(wrong))).toEqual([]);
  });
});

test('a rule on a metric that nobody emits is found', () => {
  const found = findings((objects) => {
    const { spec } = find(objects, 'RuleGroupsNamespace');
    spec.configuration = spec.configuration.replace('fluentbit_output_retries_total', 'fluentbit_output_retry_total');
  });
  expect(found).toEqual([
    'RuleGroupsNamespace aws-observability/prometheus-rules  spec.configuration FluentBitOutputStalled: "fluentbit_output_retry_total" is a metric that nothing here emits',
  ]);
});

test.each([
  ['a metric without labels', 'vector(1)', 'up_', '"up_" is a metric that nothing here emits'],
  ['a selector without a metric', 'vector(1)', `'{job="alloy"}'`, 'has a selector that names no metric'],
  ['what is not PromQL', 'vector(1)', 'vector(1', 'is not PromQL at character 9'],
])('%s in a rule is found', (_, from, to, message) => {
  const found = findings((objects) => {
    const { spec } = find(objects, 'RuleGroupsNamespace');
    expect(spec.configuration).toContain(from);
    spec.configuration = spec.configuration.replace(from, to);
  });
  expect(found).toEqual([expect.stringContaining(message)]);
});

test('an alarm on a topic that is not there is found', () => {
  const found = findings((objects) => {
    find(objects, 'Topic', 'notifications-watchdog').spec.name = 'other';
  });
  expect(found).toEqual([
    expect.stringMatching(/^MetricAlarm aws-observability\/alarm-watchdog-silent .*AWS\/SNS NumberOfMessagesPublished/),
  ]);
});

test('an alarm on the usage of a workspace that is not adopted here is found', () => {
  const id = 'ws-12345678-1234-1234-1234-123456789012';
  const adopting: EnvironmentInput = {
    ...everything,
    metrics: { ...everything.metrics, workspace: { kind: 'ack', alias: 'full', adoptWorkspaceId: id } },
  };
  expect(findings(() => {}, adopting)).toEqual([]);
  const other = (objects: Manifest[]) => {
    const [metric] = alarm(objects, 'alarm-series-over-estimate').spec.metrics;
    metric.metricStat.metric.dimensions.find(({ name }: { name: string }) => name === 'ResourceId').value = 'ws-other';
  };
  expect(findings(other, adopting)).toEqual([
    expect.stringMatching(/AWS\/Usage ResourceCount .*ws-other.* is a metric that nothing here emits$/),
  ]);
});
