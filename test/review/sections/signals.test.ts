import { foundIn, lines, type Objects, worstOf } from '../support/found';
import { alarm, alert, rules, subscription } from '../support/objects';

const signals = (before: Objects, after: Objects, file?: string) => lines('Signals', before, after, file);

const named = (name: string, spec: object) => ({ ...alarm(spec), metadata: { name, namespace: 'n' } });

test('signals that the same becomes of are one line, and one worst', () => {
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

test('who is told no more is the worst of it, and no alarm', () => {
  const channel = (...SnsTopicArns: string[]) => ({
    Resources: { Chat: { Type: 'AWS::Chatbot::SlackChannelConfiguration', Properties: { SnsTopicArns } } },
  });
  const worst = (before: Objects, after: Objects) =>
    foundIn(before, after, 'dev/bootstrap/a.yaml').find(({ section }) => section === 'Signals')?.worst;
  const untold = 'somebody who was told is told no more';
  expect(worst([subscription('a', 'a@example.com')], [])).toBe(untold);
  expect(worst([channel('a', 'b')], [channel('a')])).toBe(untold);
  expect(worst([channel('a')], [channel('a', 'b')])).toBeUndefined();
  expect(worst([alarm({})], [])).toBe('`alarm a` goes');
});

test('alerts of an objective have its name, so that one that goes is not taken for another', () => {
  const of = (...objectives: string[]) =>
    rules(...objectives.map((slo) => alert({ expr: `up{slo="${slo}"}`, labels: { slo } })));
  expect(signals([of('a', 'b', 'c')], [of('b', 'c')])).toEqual(['**gone**: `alert A of a`']);
});

test('alarms and alerts: new, gone, changed', () => {
  const [low, high] = [named('a', { threshold: 1 }), named('a', { threshold: 2 })];
  expect(signals([high, named('completely-other', {})], [low])).toEqual([
    '**gone**: `alarm completely-other`',
    '`alarm a`: `threshold` `2` → `1`',
  ]);
  const of = (name: string, expr: string) => ({ alert: name, expr });
  expect(signals([rules(of('A', 'up'), of('B', 'up'))], [rules(of('A', 'down'), of('C', 'up'))])).toEqual([
    '**gone**: `alert B`',
    '`alert A`: fires otherwise: `expr` `up` → `down`',
    'new: `alert C`',
  ]);
});

test('signals that only follow a substitution are counted', () => {
  const of = (region: string) => ['a', 'b'].map((name) => named(name, { topic: `arn:${region}:t` }));
  expect(signals(of('us-east-1'), of('eu-west-1'))).toEqual([
    '2 signals only follow what is replaced throughout: `alarm a`, `alarm b`',
  ]);
});
