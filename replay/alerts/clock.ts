import { nodesOf } from '../../model/promql';
import { NotReplayed } from '../not-replayed';

/** An insertion into a text, or what takes the place of a part of it. */
interface Insertion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Functions that read a moment, or the present one where they are given none. */
const CALENDAR = /^(?:hour|minute|month|year|day_of_\w+|days_in_month)$/;

/**
 * An expression that says of a clock that starts at 0 what it said of one that starts at a time. Series of which only every so many
 * seconds a sample counts are read so over time.
 * @param slow seconds between two samples that count, by recorded series
 * @throws NotReplayed where it reads a fixed moment
 */
export function moved(expression: string, startSeconds: number, slow: ReadonlyMap<string, number>): string {
  const insertions: Insertion[] = [];
  const text = ({ from, to }: { from: number; to: number }): string => expression.slice(from, to);
  for (const node of nodesOf(expression)) {
    if (node.name === 'At' && !/^\s*(?:start|end)\b/.test(expression.slice(node.to)))
      throw new NotReplayed('an expression reads a fixed moment with @');
    const called = node.name === 'FunctionCall' ? text(node.firstChild ?? node) : '';
    if (called === 'time' || called === 'timestamp') {
      insertions.push({ from: node.from, to: node.from, text: '(' });
      insertions.push({ from: node.to, to: node.to, text: ` + ${startSeconds})` });
    }
    const body = node.getChild('FunctionCallBody');
    if (CALENDAR.test(called) && body && !body.firstChild)
      insertions.push({ ...{ from: body.from, to: body.to }, text: `(vector(time() + ${startSeconds}))` });
    const window = node.name === 'MatrixSelector' ? node.getChild('DurationExpr') : null;
    const step = window ? slow.get(text(node.firstChild?.getChild('Identifier') ?? node)) : undefined;
    if (window && step !== undefined) insertions.push({ from: window.to, to: window.to, text: `:${step}s` });
  }
  return insertions
    .sort((one, other) => other.from - one.from || other.to - one.to)
    .reduce((whole, { from, to, text: by }) => whole.slice(0, from) + by + whole.slice(to), expression);
}
