import { workloadProfiles } from '../../../charts/cloudwatch-agent/configuration';
import { dashboardBody } from '../../../charts/dashboards/widgets';
import { workload } from '../../../charts/dashboards/workload';
import { CLOUDWATCH_WORKLOADS } from '../../../model/schema/metrics';
import { everything } from '../../support/environments';
import { synth } from '../../support/synth';

const at = { region: 'eu-west-1', clusterName: 'main' };
const profiles = workloadProfiles(CLOUDWATCH_WORKLOADS, { fluentBitPort: 2020 });

test('exact text of a panel', () => {
  const panels = [
    {
      title: 'Responses',
      metrics: ['a_total', 'b_total'],
      dimensions: ['Service', 'a_code'],
      stat: 'Sum',
      unit: 'responses',
    },
  ] as const;
  expect(JSON.parse(dashboardBody(workload({ ...at, panels })))).toEqual({
    start: '-PT3H',
    periodOverride: 'inherit',
    widgets: [
      {
        type: 'metric',
        x: 0,
        y: 0,
        width: 12,
        height: 6,
        properties: {
          title: 'Responses',
          region: 'eu-west-1',
          view: 'timeSeries',
          stat: 'Sum',
          period: 300,
          metrics: [
            [
              {
                expression: `SEARCH('{ContainerInsights/Prometheus,ClusterName,Namespace,Service,"a_code"} MetricName=("a_total" OR "b_total") ClusterName="main"', 'Sum')`,
                label: "${PROP('MetricName')} ${PROP('Dim.Namespace')} ${PROP('Dim.Service')} ${PROP('Dim.a_code')}",
              },
            ],
          ],
          yAxis: { left: { label: 'responses', min: 0, showUnits: false } },
        },
      },
    ],
  });
});

test.each(profiles)('%s has a dashboard whose panels have names of their own and fit a search', (_, { panels }) => {
  expect(panels.length).toBeGreaterThan(3);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  for (const { properties } of workload({ ...at, clusterName: 'c'.repeat(100), panels })) {
    const [[{ expression }]] = properties.metrics as [[{ expression: string }]];
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    expect(expression.length).toBeLessThanOrEqual(1024);
  }
});

test('a dashboard for the overview and for each workload that is on, by names that no other environment can have', () => {
  const names = (synth(everything).dashboards ?? []).map(({ spec }) => spec.dashboardName);
  expect(names).toEqual([
    'observability-everything',
    'observability-everything_logs',
    'observability-everything_ecs',
    ...CLOUDWATCH_WORKLOADS.map((name) => `observability-everything_${name}`),
  ]);
});
