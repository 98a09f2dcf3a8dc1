import { parse } from 'yaml';
import { templateProps } from '../../../charts/bootstrap-stack';
import { insightsTemplate } from '../../../charts/cloudformation';
import type { Resource } from '../../../charts/cloudformation/template';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { china, environment, environments, minimal } from '../../support/environments';
import { synth } from '../../support/synth';

const objectivesOf = (input: EnvironmentInput): Resource[] =>
  Object.values(
    parse(insightsTemplate(templateProps(environment(input), [])) ?? 'Resources: {}').Resources as Record<
      string,
      Resource
    >,
  ).filter(({ Type }) => Type === 'AWS::ApplicationSignals::ServiceLevelObjective');

const slo = (change: object): NonNullable<EnvironmentInput['slos']>[number] => ({
  name: 'web',
  service: 'web',
  indicator: 'availability',
  source: { kind: 'access-log', namespace: 'shop', application: 'web' },
  target: 99.9,
  ...change,
});

test('an objective is measured by the series that its alarms read', () => {
  const [only] = objectivesOf({ ...minimal, slos: [slo({})] });
  const series = (Id: string, MetricName: string, ReturnData: boolean) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'ContainerLogs',
        MetricName,
        Dimensions: [
          { Name: 'ClusterName', Value: 'small' },
          { Name: 'Namespace', Value: 'shop' },
          { Name: 'Application', Value: 'web' },
        ],
      },
      Period: 60,
      Stat: 'Sum',
    },
    ReturnData,
  });
  expect(only?.Properties).toMatchObject({
    Name: 'observability-minimal-web',
    RequestBasedSli: {
      RequestBasedSliMetric: {
        TotalRequestCountMetric: [series('requests', 'Requests', true)],
        MonitoredRequestCountMetric: {
          BadCountMetric: [
            series('failed', 'FailedRequests', false),
            { Id: 'value', Expression: 'FILL(failed, 0)', ReturnData: true },
          ],
        },
      },
    },
    Goal: { AttainmentGoal: 99.9, Interval: { RollingInterval: { DurationUnit: 'DAY', Duration: 30 } } },
  });
});

test('each list of series returns one', () => {
  const load = { kind: 'load-balancer' as const, loadBalancer: 'app/minimal-firelens/50dc6c495c0c9188' };
  const slos = [
    slo({ name: 'a', source: load }),
    slo({ name: 'b', source: load, indicator: 'latency', thresholdMilliseconds: 200 }),
    slo({ name: 'c', indicator: 'latency', thresholdMilliseconds: 200 }),
  ];
  for (const { Properties } of objectivesOf({ ...minimal, slos })) {
    const { TotalRequestCountMetric: total, MonitoredRequestCountMetric: monitored } = (
      Properties.RequestBasedSli as { RequestBasedSliMetric: Lists }
    ).RequestBasedSliMetric;
    for (const list of [total, monitored.BadCountMetric])
      expect(list.filter(({ ReturnData }) => ReturnData)).toHaveLength(1);
  }
});

interface Lists {
  readonly TotalRequestCountMetric: { ReturnData: boolean }[];
  readonly MonitoredRequestCountMetric: { readonly BadCountMetric: { ReturnData: boolean }[] };
}

test.each(environments)(
  '%s: each objective that is measured has alarms of its budget, and the other way round',
  (_, input) => {
    const measured = objectivesOf(input).map(({ Properties }) => Properties.Name);
    const watched = [...JSON.stringify(synth(input).alarms ?? []).matchAll(/"name":"SloName","value":"([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(watched)).toEqual(new Set(measured));
  },
);

test('China has no objectives of Application Signals', () => {
  expect(objectivesOf({ ...china, slos: [slo({})] })).toEqual([]);
  expect(JSON.stringify(synth({ ...china, slos: [slo({})] }).alarms)).not.toContain('budget-gone');
});
