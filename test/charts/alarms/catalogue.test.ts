import { alarms } from '../../../charts/alarms/catalogue';
import { alarmsProps } from '../../../charts/aws-stack';
import { metricFilters } from '../../../charts/cloudformation/insights';
import { errorPattern, sampledPattern } from '../../../charts/cloudformation/patterns';
import { TOLERATED_ERROR_PERCENT } from '../../../model/facts/cloudwatch-metrics';
import { logGroups } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { environment, environments, everything, minimal } from '../../support/environments';
import { matches } from '../../support/filter-pattern';
import { changed } from '../../validation/lines';
import { evaluate, find, ids } from './found';

/** What the sampling of a policy leaves of lines, each with a trace of its own: of info, the share; of dropped levels, none. */
function shipped(input: EnvironmentInput, levels: Record<string, number>): { level: string; count: number }[] {
  const { dropLevels, sampleInfoPercent } = environment(input).logs;
  return Object.entries(levels)
    .filter(([level]) => !dropLevels.some((dropped) => dropped === level))
    .map(([level, count]) => ({ level, count: level === 'info' ? (count * sampleInfoPercent) / 100 : count }));
}

/** A metric filter, as far as the test reads it. */
interface Filter {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly [{ readonly MetricValue: string }];
}

type Levels = Readonly<Record<string, number>>;
const countOf = (levels: Levels): number => Object.values(levels).reduce((total, count) => total + count, 0);

/** The error rate in five minutes of such lines, where the agents count them. */
const counted = (input: EnvironmentInput, levels: Levels) =>
  evaluate(input, 'application-error-rate', { errors: levels.error ?? 0, lines: countOf(levels) });

/** The error rate in five minutes of such lines, by the metric filters of a group whose writers do not count. */
function filtered(input: EnvironmentInput, levels: Levels): number | undefined {
  const settings = environment(input);
  const groups = logGroups(settings).filter(({ id }) => id === 'fargate');
  const lines = shipped(input, levels);
  const percent = settings.logs.sampleInfoPercent;
  const filters: Filter[] = Object.values(
    metricFilters({ environmentName: settings.name, logGroups: groups, sampleInfoPercent: percent }),
  ).map(({ Properties }) => Properties as never);
  const sum = (pattern: string) => {
    const filter = filters.find(({ FilterPattern }) => FilterPattern === pattern);
    return (
      filter &&
      lines
        .filter(({ level }) => matches(pattern, JSON.stringify({ level, trace_id: 'fff' })))
        .reduce((total, { count }) => total + count * Number(filter.MetricTransformations[0].MetricValue), 0)
    );
  };
  return evaluate(input, 'fargate-error-rate', {
    errors: sum(errorPattern({ id: 'fargate' })),
    events: lines.reduce((total, { count }) => total + count, 0),
    sampled: sum(sampledPattern()),
  });
}

const policy = (dropLevels: string[], sampleInfoPercent: number) =>
  changed((draft) => Object.assign(draft.logs, { dropLevels, sampleInfoPercent }), everything);
const POLICIES = [policy([], 100), policy(['trace', 'debug'], 10)];
const [whole = everything, sampled = everything] = POLICIES;

describe('error rate', () => {
  test('sampling does not raise it, whoever counts', () => {
    const lines = { error: 60, warn: 40, info: 9900 };
    for (const input of POLICIES) {
      expect(counted(input, lines)).toBeCloseTo(0.6);
      expect(filtered(input, lines)).toBeCloseTo(0.6, 1);
    }
  });

  test('it is over the threshold when errors are', () => {
    for (const input of POLICIES)
      for (const rate of [counted, filtered]) {
        expect(rate(input, { error: 60, info: 940 })).toBeGreaterThan(5);
        // Nothing but errors, of an application that logs little else.
        expect(rate(input, { error: 10 })).toBe(100);
        expect(rate(input, { error: 40, info: 960 })).toBeLessThan(5);
        expect(rate(input, { error: 9, info: 1 })).toBe(0);
      }
  });

  test('the heartbeat sample alone is no news', () => {
    // Thirty lines in five minutes, from three pods.
    for (const input of POLICIES)
      for (const rate of [counted, filtered])
        expect(rate(input, { error: 6, warn: 6, debug: 12, info: 66 })).toBeLessThan(5);
  });

  test('without what counts errors there is no value, so no alarm says that all is well', () => {
    expect(evaluate(sampled, 'application-error-rate', {})).toBeUndefined();
    expect(evaluate(sampled, 'fargate-error-rate', { events: 1000, sampled: 100 })).toBeUndefined();
    expect(find(sampled, 'application-error-rate').treatMissingData).toBe('missing');
    expect(find(sampled, 'fargate-error-rate').treatMissingData).toBe('ignore');
  });

  test('the agents of EC2 nodes count; where others write, metric filters do', () => {
    const names = (namespace: string) =>
      alarms(alarmsProps(environment(everything)))
        .filter(({ metrics }) => metrics.errors?.metric.namespace === namespace)
        .map(({ id }) => id.replace('-error-rate', ''));
    expect(names('ContainerLogs')).toEqual(['application', 'application-tictactoe']);
    expect(names('Observability/everything')).toEqual(['fargate', 'application-games', 'ecs-application']);
  });

  test('every log group of applications has one, and those of nodes and agents have none', () => {
    expect(ids(everything).filter((id) => id.endsWith('-error-rate'))).toEqual([
      'application-error-rate',
      'fargate-error-rate',
      'application-tictactoe-error-rate',
      'application-games-error-rate',
      'ecs-application-error-rate',
    ]);
  });

  test('it says what is measured, and when it is blind', () => {
    expect(find(sampled, 'application-error-rate').description).toMatch(
      /before any is dropped or sampled\. Without data no agent counts; see the alarm log-counters-silent\.$/,
    );
    expect(find(sampled, 'fargate-error-rate').description).toMatch(
      /10 % are kept.*count as logged.*Dropped levels \(trace, debug\) do not\..*Without data it is missing/,
    );
    expect(find(whole, 'fargate-error-rate').description).not.toMatch(/sampled|Dropped/);
  });
});

describe('errors of a workload', () => {
  /** What the agents sum up of a workload, in five minutes. */
  const isBad = (errors: number, lines: number) => {
    const { bad } = find(minimal, 'workload-errors');
    return bad.when === 'above' && errors - (lines * TOLERATED_ERROR_PERCENT) / 100 > bad.threshold;
  };

  test('one that fails every call is in alarm, however small its part of the group is', () => {
    expect(counted(minimal, { error: 400, info: 9600 })).toBeLessThan(5);
    expect(isBad(400, 400)).toBe(true);
    expect(isBad(10, 10)).toBe(true);
  });

  test('few errors are no news, nor is the tolerated share', () => {
    expect(isBad(9, 9)).toBe(false);
    expect(isBad(40, 1000)).toBe(false);
    expect(isBad(60, 1000)).toBe(true);
    expect(isBad(5000, 100_000)).toBe(false);
  });

  test('the query names the series as the agents do, each workload of the cluster for itself', () => {
    const { expression, metrics } = find(minimal, 'workload-errors');
    expect(metrics).toEqual({});
    expect(expression).toMatch(
      /^SELECT SUM\("ExcessErrors"\) FROM SCHEMA\("ContainerLogs", .*"ClusterName" = 'small' GROUP BY "Namespace", "Application" /,
    );
  });

  test('it says when it is blind, and is not there where nobody counts', () => {
    expect(find(minimal, 'workload-errors').description).toMatch(
      /no agent counts; see the alarm log-counters-silent\.$/,
    );
    const elsewhere = changed((draft) => {
      draft.logs.cloudwatch = false;
      draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
    });
    expect(ids(elsewhere)).not.toContain('workload-errors');
  });
});

describe('counters', () => {
  const silent = (input: EnvironmentInput) => ids(input).filter((id) => id === 'log-counters-silent');

  test('agents that report nothing are an alarm; a report of zeros is none', () => {
    expect(evaluate(minimal, 'log-counters-silent', {})).toBe(0);
    expect(find(minimal, 'log-counters-silent')).toMatchObject({
      metrics: { reports: { stat: 'SampleCount', metric: { name: 'Lines', dimensions: { ClusterName: 'small' } } } },
      treatMissingData: 'breaching',
      bad: { when: 'below', threshold: 1 },
    });
  });

  test('without nodes, or without CloudWatch Logs, nothing waits for them', () => {
    const onFargate = changed((draft) => {
      draft.compute.ec2 = false;
    }, everything);
    const elsewhere = changed((draft) => {
      draft.logs.cloudwatch = false;
      draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
    });
    for (const input of [onFargate, elsewhere]) {
      expect(silent(input)).toEqual([]);
      expect(JSON.stringify(alarms(alarmsProps(environment(input))))).not.toContain('ContainerLogs');
    }
  });
});

describe('limits', () => {
  const limited = changed((draft) => {
    draft.logs.limits = { namespaceKibibytesPerSecond: 64 };
  });

  test('a workload whose lines are left out is in alarm by itself; without limits there is no alarm', () => {
    expect(find(limited, 'log-lines-limited')).toMatchObject({
      metrics: {},
      expression:
        'SELECT SUM("Limited") FROM SCHEMA("ContainerLogs", "ClusterName", "Namespace", "Application") WHERE "ClusterName" = \'small\' GROUP BY "Namespace", "Application" ORDER BY SUM() DESC',
      bad: { when: 'above', threshold: 0 },
    });
    expect(ids(minimal)).not.toContain('log-lines-limited');
  });

  test('where nobody counts, nothing waits for counts', () => {
    const elsewhere = changed((draft) => {
      draft.logs.cloudwatch = false;
      draft.logs.destinations = [{ kind: 'loki', host: 'loki.example.com' }];
    }, limited);
    expect(ids(elsewhere)).not.toContain('log-lines-limited');
  });

  test('it says whom to look at, and when it is blind', () => {
    expect(find(limited, 'log-lines-limited').description).toMatch(
      /workload that the notification names.*no agent counts; see the alarm log-counters-silent\.$/,
    );
  });
});

describe('undelivered', () => {
  const value = (series: Record<string, number | undefined>) =>
    evaluate(minimal, 'application-undelivered', { dropped: 0, sampled: 0, limited: 0, ...series });

  test('lines that were read and not left out must arrive', () => {
    expect(value({ lines: 100 })).toBe(1);
    expect(value({ lines: 100, events: 1 })).toBe(0);
    expect(value({ lines: 100, dropped: 40, sampled: 50, limited: 10 })).toBe(0);
  });

  test('where nothing is read nothing can arrive, and without agents there is no value', () => {
    expect(value({ lines: 0 })).toBe(0);
    expect(value({})).toBeUndefined();
    expect(find(minimal, 'application-undelivered').treatMissingData).toBe('missing');
  });

  test('every environment with EC2 nodes has one for each group that they alone write to', () => {
    for (const overlay of Object.values(overlays))
      expect(ids(overlay).filter((id) => id.endsWith('-undelivered'))).toEqual([
        'application-undelivered',
        'application-tictactoe-undelivered',
      ]);
  });
});

test('whatever workspace an environment has, the watchdog is missed there', () => {
  for (const overlay of Object.values(overlays)) expect(ids(overlay)).toContain('watchdog-silent');
  expect(ids(minimal)).not.toContain('watchdog-silent');
});

test('descriptions fit', () => {
  for (const input of [...Object.values(overlays), everything])
    for (const { description, severity } of alarms(alarmsProps(environment(input))))
      expect(`${severity}: ${description}`.length).toBeLessThanOrEqual(1024);
});

/** Environments with and without a workspace, with and without samples. */
const WITHOUT = Object.fromEntries<EnvironmentInput>(
  environments.flatMap(([name, input]) => [
    [name, input],
    [`${name} without a workspace`, { ...input, metrics: {}, slos: [] }],
    [`${name} without samples`, { ...input, sampleApps: [] }],
  ]),
);

test.each(Object.entries(WITHOUT))(
  '%s: something beats by default, and an alarm wakes somebody when it stops',
  (_, input) => {
    const found = alarms(alarmsProps(environment(input))).filter(
      ({ severity, treatMissingData }) => severity === 'critical' && treatMissingData === 'breaching',
    );
    expect(found.map(({ id }) => id)).toContain('log-counters-silent');
    expect(found.some(({ id }) => id === 'watchdog-silent')).toBe(input.metrics?.workspace !== undefined);
  },
);
