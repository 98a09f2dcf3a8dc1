import { lines, type Objects, worstOf } from './support/found';

const signals = (before: Objects, after: Objects, file?: string) => lines('Signals', before, after, file);
const alarm = (spec: object) => ({
  apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
  kind: 'MetricAlarm',
  metadata: { name: 'a', namespace: 'n' },
  spec: {
    name: 'a',
    actionsEnabled: true,
    alarmActions: ['arn:t1', 'arn:t2'],
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 3,
    metricName: 'M',
    threshold: 5,
    treatMissingData: 'breaching',
    ...spec,
  },
});
const rules = (...all: object[]) => ({
  apiVersion: 'prometheusservice.services.k8s.aws/v1alpha1',
  kind: 'RuleGroupsNamespace',
  metadata: { name: 'r', namespace: 'n' },
  spec: { configuration: JSON.stringify({ groups: [{ name: 'g', rules: all }] }).replace('{', '{\n') },
});
const alert = (more: object = {}, severity = 'critical') => ({
  alert: 'A',
  expr: 'rate(x[5m]) > 5',
  for: '300s',
  labels: { severity },
  ...more,
});

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

describe('scrape jobs', () => {
  const map = (name: string, data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'n' },
    data,
  });
  const job = (name: string, interval: string) =>
    `prometheus.scrape "${name.replace('-', '_')}" {\n\tjob_name = "${name}"\n\tscrape_interval = "${interval}"\n}\n`;
  const alloy = (...jobs: string[]) => map('alloy', { 'config.alloy': jobs.join('\n') });

  test('of Alloy: gone, new, at another interval', () => {
    const [before, after] = [alloy(job('a', '30s'), job('b-c', '30s')), alloy(job('a', '60s'), job('d', '30s'))];
    expect(signals([before], [after])).toEqual([
      '**scraped no more**: `b-c`',
      'scraped every `30s` → `60s`: `a`',
      'scraped from now on: `d`',
    ]);
    expect(worstOf([before], [after])).toBe('metrics are collected no more');
  });

  test('of Prometheus, and one that moves to another configuration', () => {
    const prometheus = (...jobs: string[]) =>
      map('agent', {
        'prometheus.yaml': `global:\n  scrape_interval: 1m\nscrape_configs:\n${jobs.map((name) => `- job_name: ${name}\n`).join('')}`,
      });
    expect(signals([prometheus('a', 'b')], [prometheus('a')])).toEqual(['**scraped no more**: `b`']);
    expect(
      signals([prometheus('a', 'b'), alloy(job('c', '1m'))], [prometheus('b'), alloy(job('c', '1m'), job('a', '1m'))]),
    ).toEqual([]);
  });
});

test('signals that the same becomes of are one line, and one worst', () => {
  const named = (name: string, spec: object) => ({ ...alarm(spec), metadata: { name, namespace: 'n' } });
  const all = (spec: object) => ['a', 'b', 'c'].map((name) => named(name, spec));
  expect(signals(all({}), all({ actionsEnabled: false }))).toEqual([
    '`alarm a`, `alarm b`, `alarm c`: **tell nobody any more**: `actionsEnabled` `true` → `false`',
  ]);
  expect(worstOf(all({}), all({ actionsEnabled: false }))).toBe('`alarm a` and 2 more tell nobody any more');
  expect(worstOf(all({}), [])).toBe('`alarm a` and 2 more go');
});

describe('signals of which the same places change', () => {
  const all = (count: number, spec: (at: number) => object) =>
    Array.from({ length: count }, (_, at) => ({ ...alarm(spec(at)), metadata: { name: `a${at}`, namespace: 'n' } }));
  const rise = (at: number) => ({ threshold: 10 + at });

  test('are one line from four on, with some of the changes', () => {
    expect(
      signals(
        all(3, () => ({})),
        all(3, rise),
      ),
    ).toHaveLength(3);
    expect(
      signals(
        all(4, () => ({})),
        all(4, rise),
      ),
    ).toEqual([
      '`alarm a0`, `alarm a1`, `alarm a2`, `alarm a3`: **fire later or less often**: `threshold` `5` → `10`, `5` → `11`, `5` → `12` and 1 more',
    ]);
  });

  test('at several places have those of the first', () => {
    expect(
      signals(
        all(4, () => ({})),
        all(4, (at) => ({ ...rise(at), evaluationPeriods: 4 + at })),
      ),
    ).toEqual([
      expect.stringMatching(
        /: \*\*fire later or less often\*\*: of the first `evaluationPeriods` `3` → `4`, `threshold` `5` → `10`$/,
      ),
    ]);
  });

  test('are none of one line where one of them is worse', () => {
    expect(
      signals(
        all(4, () => ({})),
        all(4, (at) => (at === 0 ? { threshold: 4 } : rise(at))),
      ),
    ).toHaveLength(4);
  });
});

test('what only people read of a signal is told where nothing else changes of it', () => {
  const words = { alarmDescription: 'x' };
  expect(signals([alarm({})], [alarm({ ...words, threshold: 6 })])).toEqual([
    '`alarm a`: **fires later or less often**: `threshold` `5` → `6`',
  ]);
  expect(signals([alarm({})], [alarm(words)])).toEqual(['`alarm a`: `alarmDescription` + `x`']);
  expect(worstOf([alarm({})], [alarm(words)])).toBeUndefined();
});

test('of more than two panels of a dashboard the titles are told', () => {
  const board = (...shown: string[]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'd', namespace: 'n' },
    data: {
      'a.json': JSON.stringify({
        title: 'Shop',
        panels: shown.map((expr, at) => ({ title: `P${at}`, type: 't', targets: [{ expr }] })),
      }),
    },
  });
  expect(signals([board('a', 'b', 'c')], [board('a', 'x', 'y')])).toEqual([
    '`panel P1 of dashboard Shop`: `targets[0].expr` `b` → `x`',
    '`panel P2 of dashboard Shop`: `targets[0].expr` `c` → `y`',
  ]);
  expect(signals([board('a', 'b', 'c')], [board('x', 'y', 'z')])).toEqual([
    '`dashboard Shop`: 3 panels show something else: `P0`, `P1`, `P2`',
  ]);
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

test('metrics of a graph that only have another number are a change of layout', () => {
  const metrics = (...names: string[]) =>
    names.flatMap((name, at) => [
      ['N', name, { id: `m${at}`, label: name }],
      [{ expression: `m${at} * 2`, label: name }],
    ]);
  const board = (all: unknown[]) => ({
    apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
    kind: 'Dashboard',
    metadata: { name: 'd', namespace: 'n' },
    spec: {
      dashboardName: 'd',
      dashboardBody: JSON.stringify({ widgets: [{ type: 'metric', properties: { title: 'T', metrics: all } }] }),
    },
  });
  const causes = lines('Changes by cause', [board(metrics('a', 'b'))], [board(metrics('x', 'a', 'b'))]);
  expect(causes.filter((text) => /metrics\[(?:a|b)/.test(text))).toHaveLength(1);
  expect(causes.at(-1)).toMatch(/^order, comments or layout alone, without another meaning: 4 places in 1 object/);
  const [shown] = signals([board(metrics('a', 'b'))], [board(metrics('x', 'a', 'b'))]);
  expect(shown).toContain('`properties.metrics[x]` + ');
  expect(shown).not.toContain('metrics[a]');
  // The same identifiers in an expression that stays mean another metric.
  const swapped = metrics('a', 'b').map((metric) =>
    JSON.parse(JSON.stringify(metric).replace(/"id":"m([01])"/, (_, at) => `"id":"m${1 - at}"`)),
  );
  expect(signals([board(metrics('a', 'b'))], [board(swapped)])[0]).toContain('`m0` → `m1`');
});
