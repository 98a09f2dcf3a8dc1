import { lines, type Objects, worstOf } from '../support/found';
import { alarm, alert, rules } from '../support/objects';

const signals = (before: Objects, after: Objects, file?: string) => lines('Signals', before, after, file);

describe('an alarm', () => {
  test.each([
    ['is silent', { actionsEnabled: false }, 'tells nobody any more'],
    ['has no actions', { alarmActions: [] }, 'tells nobody any more'],
    ['fires later', { threshold: 6 }, 'fires later or less often'],
    ['waits longer', { evaluationPeriods: 4 }, 'fires later or less often'],
    ['takes silence for health', { treatMissingData: 'notBreaching' }, 'fires later or less often'],
    ['looks at another metric', { metricName: 'N' }, 'fires otherwise'],
  ])('%s', (_, spec, worst) => {
    expect(worstOf([alarm({})], [alarm(spec)])).toBe(`\`alarm a\` ${worst}`);
    if (worst !== 'fires otherwise') expect(worstOf([alarm(spec)], [alarm({})])).toBeUndefined();
  });

  test('that tells one topic fewer, and one that tells another one', () => {
    expect(worstOf([alarm({})], [alarm({ alarmActions: ['arn:t1'] })])).toBe('somebody who was told is told no more');
    expect(worstOf([alarm({})], [alarm({ alarmActions: ['arn:t1', 'arn:t3'] })])).toBeUndefined();
  });

  test('below a threshold is the other way round', () => {
    const below = { comparisonOperator: 'LessThanThreshold' };
    expect(worstOf([alarm(below)], [alarm({ ...below, threshold: 4 })])).toBe('`alarm a` fires later or less often');
    expect(worstOf([alarm(below)], [alarm({ ...below, threshold: 6 })])).toBeUndefined();
  });
});

describe('an alert', () => {
  test.each([
    ['later', alert({ for: '6m' }), '`alert A (critical)` fires later or less often'],
    ['at more', alert({ expr: 'rate(x[5m]) > 6' }), '`alert A (critical)` fires later or less often'],
    ['for something else', alert({ expr: 'rate(y[5m]) > 5' }), '`alert A (critical)` fires otherwise'],
    ['less severe', alert({}, 'warning'), '`alert A (warning)` is less severe'],
  ])('%s', (_, after, worst) => {
    expect(worstOf([rules(alert())], [rules(after)])).toBe(worst);
  });

  test('sooner, at less and more severe is not the worst', () => {
    expect(worstOf([rules(alert())], [rules(alert({ for: '1m', expr: 'rate(x[5m]) > 4' }))])).toBe(
      '`alert A (critical)` fires otherwise',
    );
    expect(worstOf([rules(alert({}, 'info'))], [rules(alert())])).toBeUndefined();
  });

  test('one of two severities that goes is gone', () => {
    expect(signals([rules(alert(), alert({}, 'warning'))], [rules(alert())])).toEqual([
      '**gone**: `alert A (warning)`',
    ]);
  });
});

describe('who hears of less', () => {
  const template = (type: string, properties: object) => [{ Resources: { R: { Type: type, Properties: properties } } }];
  const worst = (type: string, before: object, after: object) =>
    worstOf(template(type, before), template(type, after), 'dev/bootstrap/a.yaml');
  const mute = (duration: string, ...names: string[]) => ({
    Rule: { Schedule: { Duration: duration } },
    MuteTargets: { AlarmNames: names },
  });

  test('a mute rule that is longer or takes in more', () => {
    const type = 'AWS::CloudWatch::AlarmMuteRule';
    expect(worst(type, mute('PT2H'), mute('PT150M'))).toBe('`mute rule R` mutes more');
    expect(worst(type, mute('PT2H', 'a'), mute('PT2H', 'a', 'b'))).toBe('`mute rule R` mutes more');
    expect(worst(type, mute('PT2H', 'a'), mute('PT1H'))).toBeUndefined();
  });

  test('a mute rule that takes in a new alarm mutes nothing that was heard, and one that there was does', () => {
    const [file, type] = ['dev/bootstrap/a.yaml', 'AWS::CloudWatch::AlarmMuteRule'];
    const [before, after] = [template(type, mute('PT2H', 'b')), template(type, mute('PT2H', 'a', 'b'))];
    expect(worstOf(before, [...after, alarm({})], file)).toBeUndefined();
    expect(signals(before, [...after, alarm({})], file).join()).toContain('`mute rule R`: `MuteTargets.AlarmNames[0]`');
    expect(worstOf([...before, alarm({})], [...after, alarm({})], file)).toBe('`mute rule R` mutes more');
  });

  test('an objective that promises less', () => {
    const goal = (AttainmentGoal: number) => ({ Goal: { AttainmentGoal } });
    const type = 'AWS::ApplicationSignals::ServiceLevelObjective';
    expect(worst(type, goal(99.9), goal(99))).toBe('`objective R` promises less');
    expect(worst(type, goal(99), goal(99.9))).toBeUndefined();
  });

  test('routes that lead to another receiver, or inhibit more', () => {
    const routes = (config: string) => ({
      apiVersion: 'prometheusservice.services.k8s.aws/v1alpha1',
      kind: 'AlertManagerDefinition',
      metadata: { name: 'm', namespace: 'n' },
      spec: { configuration: `alertmanager_config: |\n${config.replace(/^/gm, '  ')}\n` },
    });
    const base = 'route:\n  receiver: a\n  group_wait: 1s';
    expect(worstOf([routes(base)], [routes(base.replace('receiver: a', 'receiver: b'))])).toBe(
      '`routes of alerts m` tells somebody else',
    );
    expect(worstOf([routes(base)], [routes(`${base}\ninhibit_rules:\n- equal: [a]`)])).toBe(
      '`routes of alerts m` mutes more',
    );
  });
});

test('a group of rules that is evaluated less often, and a series that is gone', () => {
  const of = (interval: string, ...all: object[]) => {
    const object = rules();
    return {
      ...object,
      spec: { configuration: `groups:\n- ${JSON.stringify({ name: 'g', interval, rules: all })}\n` },
    };
  };
  expect(worstOf([of('1m', alert())], [of('1h', alert())])).toBe('`alert A (critical)` fires later or less often');
  expect(
    worstOf([of('1m', { record: 'r', expr: 'x' }, { record: 's', expr: 'x' })], [of('1m', { record: 's', expr: 'x' })]),
  ).toBe('`series r` goes');
});
