import { type Edit, isTree, type Step } from './diff';
import { parsed } from './embedded';

/**
 * Edits of an object that only number the metrics of a graph of CloudWatch otherwise: their identifiers, and expressions that name
 * these. One that comes or goes numbers all after it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function renumberings(before: unknown, edits: readonly Edit[]): ReadonlySet<Edit> {
  const lists = new Map<string, { path: readonly Step[]; edits: Edit[] }>();
  for (const edit of edits) {
    const path = edit.path.slice(0, edit.path.lastIndexOf('metrics') + 1);
    if (path.length === 0) continue;
    const list = lists.get(JSON.stringify(path)) ?? { path, edits: [] };
    lists.set(JSON.stringify(path), list);
    list.edits.push(edit);
  }
  return new Set(
    [...lists.values()].flatMap((list) => inList(valueAt(before, list.path), list.edits, list.path.length)),
  );
}

/** The part of a value that a path leads to. */
const valueAt = (value: unknown, path: readonly Step[]): unknown =>
  path.reduce<unknown>((part, step) => {
    if (typeof step === 'string') return isTree(part) ? part[step] : undefined;
    if ('embedded' in step) return typeof part === 'string' ? parsed(step.embedded, part) : undefined;
    return Array.isArray(part) ? part[step.index] : undefined;
  }, value);

/** Edits of one list of metrics; none where an expression means other metrics than before. */
function inList(list: unknown, edits: readonly Edit[], depth: number): Edit[] {
  if (!Array.isArray(list)) return [];
  const of = (key: string): Edit[] =>
    edits.filter(({ op, path }) => op === 'set' && path.length === depth + 3 && path.at(-1) === key);
  const indexOf = ({ path }: Edit): number => {
    const step = path[depth];
    return typeof step === 'object' && 'index' in step ? step.index : -1;
  };
  const ids = new Map(of('id').map(({ before, after }) => [String(before), String(after)]));
  const gone = new Set(edits.filter(({ op, path }) => op === 'remove' && path.length === depth + 1).map(indexOf));
  const changed = new Map(of('expression').map((edit) => [indexOf(edit), edit.after]));
  const follows = list.every((metric, index) => {
    const options = Array.isArray(metric) ? metric.at(-1) : undefined;
    const expression = isTree(options) ? options.expression : undefined;
    if (typeof expression !== 'string' || gone.has(index)) return true;
    return expression.replace(/[A-Za-z_]\w*/g, (word) => ids.get(word) ?? word) === (changed.get(index) ?? expression);
  });
  return ids.size > 0 && follows ? [...of('id'), ...of('expression')] : [];
}
