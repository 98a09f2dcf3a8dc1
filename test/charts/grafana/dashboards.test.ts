import { existsSync } from 'node:fs';
import { dashboards, panelExpressions } from '../../../charts/grafana/dashboards';
import type { Panel } from '../../../charts/grafana/panel';
import { dashboardSettings } from '../../../charts/metrics-stack';
import { selectorsOf } from '../../../model/promql';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, everything, minimal } from '../../support/environments';

const settingsOf = (input: EnvironmentInput) => dashboardSettings(environment(input));
const of = (input: EnvironmentInput) => dashboards(settingsOf(input));
const ids = (input: EnvironmentInput) => of(input).map(({ uid }) => uid);
const panels = of(everything).flatMap(({ uid, panels: all }) =>
  all.map((panel) => [`${uid}: ${panel.title}`, panel] as const),
);

test('an environment has the dashboards of what it has', () => {
  expect(ids(everything)).toEqual([
    'application-heartbeat',
    'application-tictactoe',
    'application-memcached',
    'application-haproxy',
    'application-tomcat',
    'application-envoy',
    'logs',
    'pipeline',
    'cluster',
    'objectives',
  ]);
  expect(ids(minimal)).toEqual(['logs']);
});

test('the application has five panels: connections, requests, latency, pods, log stream', () => {
  const game = of(everything).find(({ uid }) => uid === 'application-tictactoe');
  expect(game?.panels.map(({ title }) => title.replace(' (tictactoe)', ''))).toEqual([
    'Active connections',
    'Requests per second',
    'Request latency',
    'Pods',
    'Log stream',
  ]);
});

test.each(panels)('%s says what to do, in a unit, with one kind of query', (_, panel: Panel) => {
  expect(panel.description.length).toBeGreaterThan(40);
  expect(panel.unit).not.toBe('');
  expect([panel.metrics, panel.cloudwatch, panel.logs].filter(Boolean)).toHaveLength(1);
  for (const page of panel.runbooks) expect([page, existsSync(`docs/runbooks/${page}.md`)]).toEqual([page, true]);
});

test('a panel of logs asks for the text first: Grafana shows the first text as the line', () => {
  const logs = panels.flatMap(([, { view, logs: query }]) => (view === 'logs' && query ? [query.commands[0]] : []));
  expect(logs.length).toBeGreaterThan(3);
  for (const fields of logs) expect(fields).toMatch(/^fields @timestamp, coalesce\(.*?, @message\) as text\b/);
});

test('titles are unique in a dashboard, and names of dashboards fit', () => {
  for (const { uid, panels: all } of of(everything)) {
    expect(uid).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  }
});

test('every expression selects the series of this cluster alone', () => {
  const expressions = panelExpressions(settingsOf(everything));
  expect(expressions.length).toBeGreaterThan(40);
  for (const { metric, matchers } of expressions.flatMap(selectorsOf))
    expect([metric, matchers]).toEqual([
      metric,
      expect.arrayContaining([{ label: 'cluster', operator: '=', value: 'full' }]),
    ]);
});

test('more log groups than a query reads are read by several', () => {
  const settings = settingsOf(everything);
  const logGroups = Array.from({ length: 101 }, (_, index) => ({
    name: `/eks/team-${index}`,
    id: `team-${index}`,
    retentionDays: 7,
    writers: ['fluent-bit' as const],
  }));
  const asked = dashboards({ ...settings, logGroups })
    .filter(({ uid }) => uid === 'logs')
    .flatMap(({ panels: all }) => all)
    .filter(({ view }) => view === 'table');
  expect(asked.map(({ title }) => title)).toEqual([
    'errors by application',
    'errors by application (2)',
    'errors by application (3)',
  ]);
  expect(asked.map(({ logs }) => logs?.groups.length)).toEqual([50, 50, 1]);
});

test('what is summed is summed over a time that is said', () => {
  const sums = of(everything)
    .flatMap(({ panels: all }) => all)
    .filter(({ cloudwatch = [] }) => cloudwatch.some((each) => 'stat' in each && each.stat === 'Sum' && !each.hidden));
  expect(sums.length).toBeGreaterThan(2);
  for (const { title, description, cloudwatch = [] } of sums) {
    expect([title, ...new Set(cloudwatch.map(({ periodSeconds }) => periodSeconds))]).toEqual([title, 300]);
    expect(description).toContain('in five minutes');
  }
});

test('without a workspace nothing asks it', () => {
  expect(panelExpressions(settingsOf({ ...everything, metrics: {} }))).toEqual([]);
  expect(ids({ ...everything, metrics: {} })).toContain('logs');
});

test('a cluster of Fargate alone has no panels of nodes and their agents', () => {
  const expressions = panelExpressions(
    settingsOf({
      ...minimal,
      compute: { ec2: false, fargateProfiles: everything.compute?.fargateProfiles },
      namespaces: { alloy: 'serverless' },
      metrics: { workspace: { kind: 'ack', alias: 'a' } },
    }),
  );
  expect(expressions.filter((each) => /fluentbit|kubelet|container_/.test(each))).toEqual([]);
  expect(expressions.length).toBeGreaterThan(5);
});

test('an objective that CloudWatch counts shows its budget over its window, by math over hidden series', () => {
  const slo = {
    name: 'shop',
    service: 'shop',
    indicator: 'availability',
    source: { kind: 'access-log', namespace: 'tictactoe', application: 'tictactoe' },
    target: 99.9,
  } as const;
  const objectives = of({ ...everything, slos: [slo] }).find(({ uid }) => uid === 'objectives');
  const [left] = objectives?.panels.filter(({ title }) => title === 'shop: budget left') ?? [];
  expect(left?.over).toBe('30d');
  expect(left?.cloudwatch?.filter(({ hidden }) => !hidden)).toEqual([
    expect.objectContaining({ math: 'TIME_SERIES(1 - SUM(FILL(failed, 0)) / (0.001 * SUM(requests)))' }),
  ]);
});
