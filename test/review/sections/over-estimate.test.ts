import type { EnvironmentInput } from '../../../model/schema/environment';
import { prod } from '../../../overlays/prod';
import { reviewOf, textsOf } from '../support/states';

type Texts = ReadonlyMap<string, string>;

/** Twice as many nodes, so that the estimate of logs and series is twice as much. */
const more: EnvironmentInput = { ...prod, cost: { ...prod.cost, nodes: { from: 6, to: 12 } } };
const [before, after] = [textsOf(prod), textsOf(more)];

/** Texts with another threshold of the alarm of the log group of applications. */
const withThreshold = (texts: Texts, threshold: number): Texts =>
  new Map(
    [...texts].map(([path, text]) => [
      path,
      path.endsWith('/alarms.k8s.yaml')
        ? text.replace(/(name: observability-prod-application-over-estimate[\s\S]*?threshold: )\d+/, `$1${threshold}`)
        : text,
    ]),
  );

/** Lines of signals about alarms of more than the estimate, and the verdict. */
function reviewed(was: Texts, is: Texts) {
  const { text } = reviewOf(was, is);
  const signals = /## Signals\n\n([\s\S]*?)\n\n## /.exec(text)?.[1] ?? '';
  const lines = signals.split('\n').map((line) => line.replace('- `prod`: ', ''));
  return { lines: lines.filter((line) => /over-estimate|MoreSeries/.test(line)), verdict: text.split('\n')[2] };
}

const LAX = '**fires later or less often**: `threshold` `11918597161` → `99999999999`';

test('alarms and the alert that follow the estimate are one line behind all others, and not the worst', () => {
  const { lines, verdict } = reviewed(before, after);
  expect(lines).toEqual([
    '5 over-estimate alarms follow the estimate, such as `alarm alarm-application-over-estimate`: 11,918,597,161 → 23,837,194,322',
  ]);
  expect(verdict).not.toContain('fires later');
  expect(reviewOf(before, after).text).toContain(`${lines[0]}\n\n## Cost`);
});

test('a threshold that somebody changes is told as any other', () => {
  const { lines, verdict } = reviewed(before, withThreshold(before, 99_999_999_999));
  expect(lines).toEqual([`\`alarm alarm-application-over-estimate\`: ${LAX}`]);
  expect(verdict).toContain('`alarm alarm-application-over-estimate` fires later or less often');
  // Back to what the estimate has said all along, while another line of it changes.
  const longer = textsOf({ ...prod, logs: { ...prod.logs, retentionDays: 14 } });
  expect(reviewed(withThreshold(before, 1), longer).lines).toEqual([
    '`alarm alarm-application-over-estimate`: **fires later or less often**: `threshold` `1` → `11918597161`',
  ]);
});

test('so is one that is changed to something else than the estimate, which changes too', () => {
  const { lines } = reviewed(before, withThreshold(after, 99_999_999_999));
  expect(lines).toEqual([
    `\`alarm alarm-application-over-estimate\`: ${LAX}`,
    expect.stringMatching(/^4 over-estimate alarms follow the estimate, such as `alarm alarm-host-over-estimate`: /),
  ]);
});

test('so is one without an estimate that is read', () => {
  const without = (texts: Texts): Texts => new Map([...texts].filter(([path]) => !path.endsWith('/about/cost.yaml')));
  expect(reviewed(without(before), withThreshold(without(before), 99_999_999_999)).lines).toEqual([
    `\`alarm alarm-application-over-estimate\`: ${LAX}`,
  ]);
});
