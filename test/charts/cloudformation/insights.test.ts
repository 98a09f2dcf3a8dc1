import { templateProps } from '../../../charts/bootstrap-stack';
import { dataProtection, metricFilters, savedQueries } from '../../../charts/cloudformation/insights';
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
    expect(names.some((name) => name.endsWith('/host'))).toBe(/errors|volume|bytes/.test(String(Name)));
    expect(names[0]).toMatch(/^\/aws\/containerinsights\/small\/(application|events)$/);
  }
});

test('a query without log groups is none', () => {
  const elsewhere = changed((draft) => {
    draft.logs.cloudwatch = false;
    draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
  });
  expect(
    queries(elsewhere)
      .map(({ Name }) => String(Name).replace('observability/e/', ''))
      .sort(),
  ).toEqual([
    'bytes by pod',
    'errors by application',
    'kubernetes warnings',
    'pod restarts',
    'recent errors',
    'volume by log group',
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
    'FargateErrors',
    'FargateProcessErrors',
    'ApplicationGamesErrors',
    'EcsApplicationErrors',
    'FargateSampledOut',
    'ApplicationGamesSampledOut',
    'EcsApplicationSampledOut',
  ]);
});

describe('data protection', () => {
  const policy = (input: Parameters<typeof environment>[0]) => {
    const { DataProtection } = dataProtection(templateProps(environment(input), []));
    return DataProtection && JSON.parse(String(DataProtection.Properties.PolicyDocument));
  };

  test('CloudWatch masks what its own identifiers and the own patterns find', () => {
    const ours = 'arn:aws:dataprotection::aws:data-identifier';
    const { Configuration, Statement } = policy(everything);
    expect(Configuration).toEqual({ CustomDataIdentifier: [{ Name: 'employee-id', Regex: 'EMP-[0-9]{6}' }] });
    for (const { DataIdentifier } of Statement)
      expect(DataIdentifier).toEqual([`${ours}/CreditCardNumber`, `${ours}/EmailAddress`, 'employee-id']);
  });

  test('own patterns alone make no policy of the account, and a policy without them has no configuration', () => {
    const without = (key: string) => changed((draft) => void delete draft.logs[key], everything);
    expect(policy(without('dataProtectionIdentifiers'))).toBeUndefined();
    expect(policy(without('redactPatterns'))).not.toHaveProperty('Configuration');
  });
});
