import { templateProps } from '../../../charts/bootstrap-stack';
import { dataProtection, metricFilters, savedQueries } from '../../../charts/cloudformation/insights';
import { logGroups } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, everything, minimal } from '../../support/environments';
import { changed } from '../../validation/lines';

/** The log groups that each saved query scans, by its name. */
const queries = (input: EnvironmentInput): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(savedQueries({ environmentName: 'e', logGroups: logGroups(environment(input)) })).map(
      ({ Properties: { Name, LogGroupNames } }) => [String(Name).replace('observability/e/', ''), LogGroupNames],
    ),
  );

/** The saved queries by what they look for: what writes any logs, what applications write, and Kubernetes events. */
const LOOK_FOR = {
  logs: ['recent errors', 'errors by application', 'bytes by pod', 'volume by log group'],
  applications: ['crashes', 'response times', 'slow requests', 'one trace'],
  events: ['pod restarts', 'kubernetes warnings'],
};

const small = (...ids: string[]): string[] => ids.map((id) => `/aws/containerinsights/small/${id}`);
const full = (...ids: string[]): string[] => ids.map((id) => `/aws/containerinsights/full/${id}`);

test.each<[variant: string, input: EnvironmentInput, expected: Record<keyof typeof LOOK_FOR, string[]>]>([
  [
    'with defaults',
    minimal,
    { logs: small('application', 'host', 'dataplane'), applications: small('application'), events: small('events') },
  ],
  [
    'without logs of nodes',
    changed((draft) => {
      draft.logs.streams = { host: false, dataplane: false };
    }),
    { logs: small('application'), applications: small('application'), events: small('events') },
  ],
  [
    'without Kubernetes events',
    changed((draft) => {
      draft.kubernetesEvents = { collect: false };
    }),
    { logs: small('application', 'host', 'dataplane'), applications: small('application'), events: [] },
  ],
  [
    'with the logs of applications elsewhere',
    changed((draft) => {
      draft.logs.cloudwatch = false;
      draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
    }),
    { logs: small('host', 'dataplane'), applications: [], events: small('events') },
  ],
  [
    'with everything',
    everything,
    {
      logs: [
        ...full('application', 'host', 'dataplane', 'fargate'),
        'full-fluent-bit-logs',
        '/eks/tictactoe',
        '/eks/games',
        '/aws/ecs/everything-firelens/application',
      ],
      applications: [
        ...full('application', 'fargate'),
        '/eks/tictactoe',
        '/eks/games',
        '/aws/ecs/everything-firelens/application',
      ],
      events: full('events'),
    },
  ],
])(
  '%s, each query scans the log groups that can have what it looks for, and one without any is none',
  (_, input, by) => {
    const all = (['logs', 'applications', 'events'] as const).flatMap((reads) =>
      by[reads].length > 0 ? LOOK_FOR[reads].map((name) => [name, by[reads]]) : [],
    );
    expect(queries(input)).toEqual(Object.fromEntries(all));
  },
);

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
  const policy = (input: EnvironmentInput) => {
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
