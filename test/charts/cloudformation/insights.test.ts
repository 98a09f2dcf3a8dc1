import { metricFilters, savedQueries } from '../../../charts/cloudformation/insights';
import { logGroups } from '../../../model/names/log-groups';
import { environment, everything, minimal } from '../../support/environments';
import { changed } from '../../validation/lines';

const queries = (input: Parameters<typeof environment>[0]) =>
  Object.values(savedQueries({ environmentName: 'e', logGroups: logGroups(environment(input)) })).map(
    ({ Properties }) => Properties,
  );

test('a query that looks for what applications write scans no log of nodes', () => {
  for (const { Name, LogGroupNames } of queries(minimal)) {
    const names = LogGroupNames as string[];
    expect(names.some((name) => name.endsWith('/host'))).toBe(/errors/.test(String(Name)));
    expect(names).toContain('/aws/containerinsights/small/application');
  }
});

test('a query without log groups is none', () => {
  const elsewhere = changed((draft) => {
    draft.logs.cloudwatch = false;
    draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
  });
  expect(queries(elsewhere).map(({ Name }) => Name)).toEqual([
    'observability/e/recent errors',
    'observability/e/errors by application',
  ]);
});

test.each([
  [100, undefined],
  [50, '1'],
  [10, '9'],
  [30, '2.3333'],
  [1, '99'],
])('with %i %% of info kept, each event that is kept stands for so many that are not: %s', (percent, value) => {
  const settings = environment({ ...everything, logs: { ...everything.logs, sampleInfoPercent: percent } });
  const { FargateSampledOut } = metricFilters({
    environmentName: settings.name,
    logGroups: logGroups(settings),
    sampleInfoPercent: percent,
  });
  expect(FargateSampledOut?.Properties).toEqual(
    value && expect.objectContaining({ MetricTransformations: [expect.objectContaining({ MetricValue: value })] }),
  );
});

test('what the agent of EC2 nodes counts needs no metric filter; a group that others write to as well does', () => {
  const settings = environment(everything);
  const { sampleInfoPercent } = settings.logs;
  const all = { environmentName: settings.name, logGroups: logGroups(settings), sampleInfoPercent };
  expect(Object.keys(metricFilters(all))).toEqual([
    'HostErrors',
    'DataplaneErrors',
    'FargateErrors',
    'FargateProcessErrors',
    'ApplicationGamesErrors',
    'EcsApplicationErrors',
    'FargateSampledOut',
    'ApplicationGamesSampledOut',
    'EcsApplicationSampledOut',
  ]);
});
