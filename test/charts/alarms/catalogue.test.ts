import { alarms } from '../../../charts/alarms/catalogue';
import { alarmsProps } from '../../../charts/aws-stack';
import { metricFilters } from '../../../charts/cloudformation/insights';
import { errorPattern, sampledPattern } from '../../../charts/cloudformation/patterns';
import { logGroups } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { china, environment, everything, minimal } from '../../support/environments';
import { matches } from '../../support/filter-pattern';
import { changed } from '../../validation/lines';

const ids = (input: EnvironmentInput) => alarms(alarmsProps(environment(input))).map(({ id }) => id);
const find = (input: EnvironmentInput, id: string) => {
  const found = alarms(alarmsProps(environment(input))).find((alarm) => alarm.id === id);
  if (!found) throw new Error(`no alarm ${id}`);
  return found;
};

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

/** The value of the error rate in five minutes of such lines, by the metric filters and the expression of the alarm. */
function rate(input: EnvironmentInput, levels: Record<string, number>): number {
  const settings = environment(input);
  const group = logGroups(settings).find(({ id }) => id === 'application');
  if (!group) throw new Error('no group');
  const lines = shipped(input, levels);
  const percent = settings.logs.sampleInfoPercent;
  const filters: Filter[] = Object.values(
    metricFilters({
      environmentName: settings.name,
      logGroups: [group],
      sampleInfoPercent: percent,
    }),
  ).map(({ Properties }) => Properties as never);
  const sum = (pattern: string, value: number) =>
    lines
      .filter(({ level }) =>
        matches(
          pattern,
          JSON.stringify({ level, ...(level === 'info' && percent < 100 && { sample_percent: percent }) }),
        ),
      )
      .reduce((total, { count }) => total + count * value, 0);
  const value = (pattern: string) => {
    const filter = filters.find(({ FilterPattern }) => FilterPattern === pattern);
    return Number(filter?.MetricTransformations[0].MetricValue ?? Number.NaN);
  };
  const series: Record<string, number> = {
    errors: sum(errorPattern(group), value(errorPattern(group))),
    events: lines.reduce((total, { count }) => total + count, 0),
    sampled: sum(sampledPattern(group, percent), value(sampledPattern(group, percent))),
  };
  const { expression = '', metrics } = find(input, 'application-error-rate');
  const script = expression
    .replace(/FILL\((\w+), 0\)/g, '$1')
    .replace(/^IF\((.*), (.*), (.*)\)$/, '($1) ? ($2) : ($3)');
  const names = Object.keys(metrics);
  return new Function(...names, `return ${script}`)(...names.map((name) => series[name]));
}

const sampledInput = changed((draft) => {
  draft.logs.dropLevels = ['trace', 'debug'];
  draft.logs.sampleInfoPercent = 10;
});

describe('error rate', () => {
  test('sampling does not raise it', () => {
    const lines = { error: 60, warn: 40, info: 9900 };
    expect(rate(minimal, lines)).toBeCloseTo(0.6);
    expect(rate(sampledInput, lines)).toBeCloseTo(0.6, 1);
  });

  test('it is over the threshold when errors are', () => {
    for (const input of [minimal, sampledInput]) {
      expect(rate(input, { error: 60, info: 940 })).toBeGreaterThan(5);
      expect(rate(input, { CRITICAL: 60, info: 940 })).toBeGreaterThan(5);
      // Nothing but errors, of an application that logs little else.
      expect(rate(input, { error: 10 })).toBe(100);
      expect(rate(input, { error: 40, info: 960 })).toBeLessThan(5);
    }
  });

  test.each([...Object.values(overlays), everything].map((input) => [input.name, input] as const))(
    '%s: the heartbeat sample alone is no news',
    (_, input) => {
      // Thirty lines in five minutes, from three pods.
      expect(rate(input, { error: 6, warn: 6, debug: 12, info: 66 })).toBeLessThan(5);
    },
  );

  test('every log group of applications has one, and those of nodes and agents have none', () => {
    expect(ids(everything).filter((id) => id.endsWith('-error-rate'))).toEqual([
      'application-error-rate',
      'fargate-error-rate',
      'application-tictactoe-error-rate',
      'application-games-error-rate',
      'ecs-application-error-rate',
    ]);
  });

  test('it says what is measured', () => {
    expect(find(sampledInput, 'application-error-rate').description).toMatch(
      /10 % are kept.*count as logged.*Dropped levels \(trace, debug\) do not\.$/,
    );
    expect(find(minimal, 'application-error-rate').description).not.toMatch(/sampled|Dropped/);
  });
});

describe('silence', () => {
  const silent = (input: EnvironmentInput) => ids(input).filter((id) => id.endsWith('-silence'));

  test('is an alarm only where the heartbeat writes', () => {
    expect(silent(minimal)).toEqual([]);
    expect(silent(china)).toEqual([]);
    expect(silent(overlays.dev ?? minimal)).toEqual(['application-silence', 'fargate-silence']);
    expect(silent(overlays.staging ?? minimal)).toEqual(['application-silence']);
    expect(silent(overlays.prod ?? everything)).toEqual([]);
  });

  test('goes with the heartbeat to the log group of its namespace', () => {
    const own = changed((draft) => {
      draft.sampleApps = [{ name: 'heartbeat', namespace: 'pulse' }];
      draft.logs.applications = [{ name: 'pulse', logGroupName: '/eks/pulse', namespaces: ['pulse'] }];
    });
    expect(silent(own)).toEqual(['application-pulse-silence']);
    expect(find(own, 'application-pulse-silence').description).toContain('namespace pulse');
  });

  test('is none where the policy could drop all that the heartbeat says', () => {
    const quiet = changed((draft) => {
      draft.sampleApps = [{ name: 'heartbeat' }];
      draft.logs.dropLevels = ['warn', 'error'];
    });
    expect(silent(quiet)).toEqual([]);
  });
});

test('descriptions fit', () => {
  for (const input of [...Object.values(overlays), everything])
    for (const { description } of alarms(alarmsProps(environment(input))))
      expect(description.length).toBeLessThanOrEqual(1024);
});
