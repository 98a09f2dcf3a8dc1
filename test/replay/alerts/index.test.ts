import { replayAlerts } from '../../../replay/alerts';
import { evaluate } from '../../../replay/alerts/evaluate';
import { rulesOf } from '../../../replay/alerts/rules';
import { testWithPromtool } from '../../support/promtool';
import type { At } from '../../support/rules';
import { group, recorded, START_SECONDS, sideOfText, sideWith, type WrittenRule } from '../support/metrics';

type Series = Readonly<Record<string, At>>;

/** A value in some minutes, and another one in all others. */
const within =
  (from: number, to: number, value = 10, other: number | undefined = 0): At =>
  (minute) =>
    minute >= from && minute < to ? value : other;

const alert = (name: string, expr: string, more: WrittenRule = {}): WrittenRule => ({
  alert: name,
  expr,
  labels: { severity: 'warning' },
  ...more,
});
const critical = { labels: { severity: 'critical' } };

/** Findings of two groups over series of an hour, the most harmful first. */
const found = async (before: object, after: object, series: Series, minutes = 60): Promise<string[]> =>
  (await replayAlerts(sideWith(before), sideWith(after), await recorded(series, minutes)))
    .sort((one, other) => other.harm - one.harm)
    .map(({ text }) => text);

/** Minutes at which each alert fires. */
async function minutesOf(groups: readonly object[], series: Series, minutes = 30): Promise<Record<string, number[]>> {
  const set = rulesOf(sideWith(...groups));
  if (!set) throw new Error('no rules');
  const metrics = await recorded(series, minutes);
  const { firing } = await evaluate(set, metrics.series, metrics);
  return Object.fromEntries(
    firing.map(({ labels, times }) => [labels.alertname, times.map((time) => (time - START_SECONDS) / 60)]),
  );
}
const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);

describe('what the engine says', () => {
  const series = { x: within(10, 20) };

  testWithPromtool('an alert fires at once, after `for`, and goes on for `keep_firing_for`', async () => {
    const rules = group(
      alert('Now', 'x > 5'),
      alert('Later', 'x > 5', { for: '3m' }),
      alert('Never', 'x > 5', { for: '11m' }),
      alert('Longer', 'x > 5', { for: '150s', keep_firing_for: '4m' }),
    );
    expect(await minutesOf([rules], series)).toEqual({
      Now: range(10, 19),
      Later: range(13, 19),
      Longer: range(13, 23),
    });
  });

  testWithPromtool('a slower group changes its mind at its own evaluations alone', async () => {
    const slow = {
      name: 'slow',
      interval: '4m',
      rules: [
        alert('Slow', 'x > 5'),
        alert('Waits', 'x > 5', { for: '1m' }),
        alert('Keeps', 'x > 5', { keep_firing_for: '5m' }),
      ],
    };
    // At 12 and 16 minutes it is there, at 20 it is not.
    expect(await minutesOf([group(alert('Fast', 'x > 5')), slow], series)).toEqual({
      Fast: range(10, 19),
      Slow: range(12, 19),
      Waits: range(16, 19),
      Keeps: range(12, 27),
    });
  });

  testWithPromtool('series of a slower group have as many samples as it has evaluations', async () => {
    const rules = [
      { name: 'slow', interval: '2m', rules: [{ record: 'slow:x', expr: 'x' }] },
      { name: 'fast', rules: [{ record: 'fast:x', expr: 'x' }] },
      group(
        alert('Slow', 'count_over_time(slow:x[9m30s]) >= 5'),
        alert('Fast', 'count_over_time(fast:x[9m30s]) >= 10'),
        alert('Latest', 'slow:x > 5'),
      ),
    ];
    expect(await minutesOf(rules, series)).toEqual({
      Slow: range(8, 30).filter((minute) => minute >= 8),
      Fast: range(9, 30),
      Latest: range(10, 19),
    });
  });

  testWithPromtool('groups are evaluated in their order, rules after what they read', async () => {
    const rules = [
      { name: 'z', rules: [{ record: 'a:x', expr: 'x + 1' }] },
      { name: 'a', rules: [{ record: 'b:x', expr: 'a:x + 1' }, alert('Both', 'b:x == x + 2')] },
    ];
    expect(await minutesOf(rules, { x: (minute) => minute })).toEqual({ Both: range(0, 30) });
  });

  testWithPromtool('time is that of the recording', async () => {
    const rules = group(
      alert('Clock', `time() - x >= 600`),
      alert('Hour', 'hour() == 10 and on() minute() >= 20 and on() (day_of_month(x) == 20)'),
      alert('Sample', 'time() - timestamp(x) > 0'),
    );
    expect(await minutesOf([rules], { x: () => START_SECONDS })).toEqual({ Clock: range(10, 30), Hour: range(20, 30) });
  });

  testWithPromtool('a counter that starts again has not gone down', async () => {
    const counter: At = (minute) => (minute < 15 ? minute * 60 : (minute - 15) * 60);
    const rules = group(alert('Down', 'delta(x[3m]) < 0'), alert('Slow', 'rate(x[3m]) < 0.6'));
    expect(await minutesOf([rules], { x: counter })).toEqual({ Down: [15, 16, 17], Slow: [1] });
  });

  testWithPromtool(
    'a series that is said to end ends at once, and one that is missing after five minutes',
    async () => {
      const rules = group(alert('Ended', 'absent(ended)'), alert('Missing', 'absent(missing)'));
      const ended: At = (minute) => (minute < 10 ? 1 : minute === 10 ? Number.NaN : undefined);
      const missing: At = (minute) => (minute < 10 ? 1 : undefined);
      expect(await minutesOf([rules], { ended, missing, other: () => 1 }, 20)).toEqual({
        Ended: range(10, 20),
        Missing: range(15, 20),
      });
    },
  );

  testWithPromtool('values and labels arrive as they were recorded', async () => {
    const odd = [0.1, 1e-7, 1e21, -3.5, -7, -7, -7, 1.5, 1.5, 2, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const label = String.raw`q\" s\\ n\n é😀 {}`;
    const rules = odd.map((value, at) => alert(`A${at}`, `x == ${String(value).replace('Infinity', 'Inf')}`));
    const expected = odd.map((value, at) => [`A${at}`, range(0, 12).filter((minute) => odd[minute] === value)]);
    const series = { [`x{a="${label}"}`]: (minute: number) => odd[minute] ?? 0 };
    expect(await minutesOf([group(...rules)], series, 12)).toEqual(Object.fromEntries(expected));
  });
});

describe('what is said of it', () => {
  const two: Series = { 'x{pod="a"}': within(10, 20), 'x{pod="b"}': within(30, 45), y: () => 1 };
  const SAME = (same: string, untouched: number, series: number) =>
    `alerts over recorded metrics from 2026-11-20 10:00 UTC to 2026-11-20 11:00 UTC: ${same}, ` +
    `and ${untouched} whose rules are the same were not evaluated; ${series} series every 1 min, rules every 1 min`;
  const old = alert('High', 'x > 5', critical);

  testWithPromtool('an alert that no longer fires, the critical one first', async () => {
    const before = group(old, alert('Low', 'x > 5'));
    const after = group({ ...old, for: '30m' }, alert('Low', 'x > 50'));
    expect(await found(before, after, two)).toEqual([
      'recorded metrics: alert `High (critical)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **does not fire**: `pod="a"`, `pod="b"`',
      'recorded metrics: alert `Low (warning)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **does not fire**: `pod="a"`, `pod="b"`',
      SAME('0 alerts with changed rules do as before (0 of them fire)', 0, 2),
    ]);
  });

  testWithPromtool('an alert that fires later, for one of its series', async () => {
    expect(await found(group(old), group({ ...old, for: '12m' }), two)).toEqual([
      'recorded metrics: alert `High (critical)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → fires once, 3 min, at 2026-11-20 10:42 UTC: `pod="a"`, `pod="b"`',
      SAME('0 alerts with changed rules do as before (0 of them fire)', 0, 2),
    ]);
  });

  testWithPromtool('an alert that is gone, and one that is new, beside one that stays', async () => {
    const stays = alert('Stays', 'y == 1');
    const fresh = alert('New', 'y == 1 and on() x > 5', critical);
    expect(await found(group(old, stays), group(stays, fresh), two)).toEqual([
      'recorded metrics: alert `High (critical)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **is gone**: `pod="a"`, `pod="b"`',
      'recorded metrics: alert `New (critical)`: not there → fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC',
      SAME('0 alerts with changed rules do as before (0 of them fire)', 1, 3),
    ]);
  });

  testWithPromtool('an alert that fires as before, and one that never does, are counted', async () => {
    const before = group(old, alert('Never', 'x > 90'));
    const after = group({ ...old, expr: 'x > 6' }, alert('Never', 'x > 91'));
    expect(await found(before, after, two)).toEqual([
      SAME('2 alerts with changed rules do as before (1 of them fire)', 0, 2),
    ]);
  });

  testWithPromtool('an alert whose labels are others', async () => {
    const after = group({ ...old, labels: { severity: 'critical', team: 'shop' } });
    expect((await found(group(old), after, { 'x{pod="a"}': within(10, 20) }))[0]).toBe(
      'recorded metrics: alert `High (critical)`: fires once, 10 min, at 2026-11-20 10:10 UTC, but not at the same times or with the same labels: `pod="a"`',
    );
  });

  testWithPromtool('what an alert reads of rules counts as its own change', async () => {
    const reading = alert('Reads', 'pod:x:max > 5');
    const record = (expr: string): WrittenRule => ({ record: 'pod:x:max', expr });
    const lines = await found(group(record('max(x)'), reading), group(record('max(x) / 10'), reading), {
      ...two,
      // What was recorded of it is made anew.
      'pod:x:max': () => 100,
    });
    expect(lines[0]).toBe(
      'recorded metrics: alert `Reads (warning)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **does not fire**',
    );
  });

  testWithPromtool('rules whose series have other labels than those that change are not evaluated', async () => {
    const of = (slo: string, expr: string): WrittenRule[] => [
      { record: 'slo:x', expr, labels: { slo } },
      alert('Burns', `slo:x{slo="${slo}"} > 5`, { labels: { severity: 'warning', slo } }),
    ];
    const lines = await found(
      group(...of('a', 'max(x)'), ...of('b', 'max(x)')),
      group(...of('a', 'max(x) / 10'), ...of('b', 'max(x)')),
      two,
    );
    expect(lines).toEqual([
      'recorded metrics: alert `Burns (warning)` of `a`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **does not fire**',
      SAME('0 alerts with changed rules do as before (0 of them fire)', 1, 2),
    ]);
  });

  testWithPromtool('series that rules record, with what a month of them costs', async () => {
    const record = (expr: string): WrittenRule => ({ record: 'r:x', expr });
    const many = Object.fromEntries(range(1, 100).map((pod): [string, At] => [`x{pod="${pod}"}`, () => 1]));
    const [line] = await found(group(record('sum(x)')), group(record('sum by (pod) (x)')), many);
    // 99 more samples a minute, of which a month has 43,800.
    expect(line).toBe(
      'series that rules record over the recorded metrics: 1 → 100, +4.34 million samples a month, +0.39 USD at the list price of `amp-samples`: `r:x`',
    );
  });

  testWithPromtool('alerts that read nothing of the recording are not taken for silent ones', async () => {
    const before = group(alert('Unknown', 'absent(z) or z > 5'), old);
    const after = group(alert('Unknown', 'absent(z) or z > 9'), { ...old, expr: 'z{a="b"} > 5' });
    expect(await found(before, after, two)).toEqual([
      'recorded metrics: alert `High (critical)`: fires 2 times, 25 min in all, first at 2026-11-20 10:10 UTC → **not known**: it reads nothing that is recorded in the head',
      'alerts over recorded metrics: **not replayed**: 1 that read nothing of the recording: `Unknown`',
      SAME('0 alerts with changed rules do as before (0 of them fire)', 0, 2),
    ]);
  });

  testWithPromtool('nothing in a label breaks out of its line', async () => {
    const hostile = '`</code>\\n# owned | <script>alert(1)</script> @everyone';
    const [line] = await found(group(old), group(), { [`x{pod="${hostile}"}`]: within(10, 20) });
    expect(line).toBe(
      'recorded metrics: alert `High (critical)`: fires once, 10 min, at 2026-11-20 10:10 UTC → **is gone**: ``pod="`</code>\\n# owned | <script>alert(1)</script> @everyone"``',
    );
  });

  const notReplayed = (why: string) => [`alerts over recorded metrics: **not replayed**: ${why}`];

  testWithPromtool.each([
    ['rules that are no PromQL', alert('High', 'x >'), /`in the head: .*could not parse expression: .*parse error/],
    ['a function that nobody knows', alert('High', 'median(x)'), /`in the head: .*unknown function/],
    ['a template that fails', { ...old, labels: { a: '{{ .X }' } }, /`in the head: .*template/],
    [
      'a rule that fails',
      alert('High', 'x * on() x'),
      /`in the head: rule: High, time: .*many-to-many|`in the head: rule: .*duplicate/,
    ],
    ['a duration that is none', alert('High', 'x', { for: 'soon' }), /`in the head: soon is no duration of a rule`/],
    [
      'a moment that is fixed',
      alert('High', 'x @ 1795168800'),
      /`in the head: an expression reads a fixed moment with @`/,
    ],
  ])('%s is said, and nothing else', async (_, rule, why) => {
    const lines = await found(group(old), group(rule), two);
    expect(lines).toEqual([expect.stringMatching(why)]);
    expect(lines[0]).toMatch(/^alerts over recorded metrics: \*\*not replayed\*\*: `/);
  });

  test('a recording of another cluster is the same reason for all others', async () => {
    const of = (cluster: string) => ({ ...old, expr: `x{cluster="${cluster}"} > 5` });
    const series = { 'x{cluster="one"}': () => 1, 'y{cluster="two"}': () => 1 };
    for (const cluster of ['three', 'four'])
      expect(await found(group(of(cluster)), group({ ...of(cluster), for: '30m' }), series)).toEqual(
        notReplayed('`rules that change read another cluster; recorded is one, two`'),
      );
    expect(await found(group(of('two')), group({ ...of('two'), for: '30m' }), series)).toEqual(
      notReplayed('`rules that change read none of the 2 recorded series; of x they read those with {cluster="two"}`'),
    );
  });

  test('a recording that no changed rule reads is said', async () => {
    expect(await found(group(old), group({ ...old, for: '30m' }), { y: () => 1, z: () => 1 })).toEqual(
      notReplayed('`rules that change read none of the 2 recorded series`'),
    );
    const ofCluster = { ...old, expr: 'x{cluster="c",job=~"a|b"} > 5' };
    expect(await found(group(old, ofCluster), group(old, { ...ofCluster, for: '30m' }), two)).toEqual(
      notReplayed(
        '`rules that change read none of the 3 recorded series; of x they read those with {cluster="c",job=~"a|b"}`',
      ),
    );
  });

  test('a state without rules is said', async () => {
    const say = async (before: ReturnType<typeof sideWith>, after: ReturnType<typeof sideWith>) =>
      (await replayAlerts(before, after, await recorded(two, 60))).map(({ text }) => text);
    expect(await say(sideWith(), sideWith(group(old)))).toEqual(notReplayed('`the base has no rules`'));
    expect(await say(sideWith(group(old)), sideWith())).toEqual(notReplayed('`the head has no rules`'));
    expect(await say(sideWith(), sideOfText('kind: A\napiVersion: v1\nmetadata: { name: b }\n'))).toEqual([]);
  });

  test('the same rules are not evaluated, nor are others words for people', async () => {
    expect(await found(group(old), group(old), two)).toEqual([]);
    expect(await found(group(old), group({ ...old, annotations: { summary: 'another one' } }), two)).toEqual([
      'alerts over recorded metrics: not evaluated: no rule says anything else but words for people',
    ]);
  });

  test('without promtool it is said how to get it', async () => {
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      expect(await found(group(old), group({ ...old, for: '30m' }), two)).toEqual(
        notReplayed('`in the base: install promtool (Debian: prometheus)`'),
      );
    } finally {
      process.env.PATH = path;
    }
  });
});
