import { isTree } from '../diff';
import { cell, some } from '../markdown';
import { listOf } from './values';

/** One demand of a condition: an operator, what it looks at, and values of which one must fit. */
type Term = readonly [operator: string, key: string, values: readonly string[]];

/** Terms that are listed of one condition, and values of one term. */
const LISTED = 4;

/** A condition of IAM as a text that is the same for the same demands; empty: none. */
export function conditionOf(condition: unknown): string {
  if (!isTree(condition)) return '';
  const terms = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isTree(keys) ? keys : {}).map(([key, values]): Term => [operator, key, listOf(values).sort()]),
  );
  return JSON.stringify(terms.sort((one, other) => (headOf(one) < headOf(other) ? -1 : 1)));
}

const headOf = ([operator, key]: Term): string => `${operator} ${key}`;
const termsOf = (condition: string): Term[] => (condition === '' ? [] : (JSON.parse(condition) as Term[]));
const termCell = (term: Term): string => cell(`${headOf(term)} = ${term[2].join(' or ')}`);
const missing = (some: readonly string[], others: readonly string[]): string[] =>
  some.filter((each) => !others.includes(each));

/** When a right counts, for the end of a cell; empty: always. */
export const whenText = (condition: string): string =>
  condition === '' ? '' : ` if ${some(termsOf(condition).map(termCell), LISTED)}`;

/** What a condition demands no more, or otherwise, or on top of another one. */
export function changeOfCondition(before: string, after: string): string {
  const [was, is] = [before, after].map((text) => new Map(termsOf(text).map((term) => [headOf(term), term])));
  if (!was || !is) return '';
  const gone = [...was].flatMap(([head, term]) => (is.has(head) ? [] : [termCell(term)]));
  const come = [...is].flatMap(([head, term]) => (was.has(head) ? [] : [termCell(term)]));
  const changed = [...is].flatMap(([head, [, , values]]) => {
    const old = was.get(head)?.[2] ?? values;
    const edits = [
      ...missing(old, values).map((value) => `− ${cell(value)}`),
      ...missing(values, old).map((value) => `+ ${cell(value)}`),
    ];
    return edits.length > 0 ? [`${cell(head)} ${some(edits, LISTED)}`] : [];
  });
  return [
    ...(gone.length > 0 ? [`**demands no more** ${some(gone, LISTED)}`] : []),
    ...changed,
    ...(come.length > 0 ? [`demands now ${some(come, LISTED)}`] : []),
  ].join('; ');
}

/** Operators that a value must not fit. */
const isNegative = (operator: string): boolean => /Not/.test(operator);

/** Operators that compare alike where no value has a wildcard. */
const plain = ([operator, key, values]: Term): Term => [
  values.some((value) => /[*?]/.test(value)) ? operator : operator.replace(/^(?:String|Arn)(?:Like|Equals)$/, 'Equals'),
  key,
  values,
];

/** Whether a condition is met wherever another one is: it demands less, or takes more values. */
export function isWeaker(condition: string, before: string): boolean {
  const was = termsOf(before).map(plain);
  return termsOf(condition)
    .map(plain)
    .every(([operator, key, values]) => {
      if (values.includes('*') && !isNegative(operator)) return true;
      return was.some(
        ([other, of, old]) =>
          other === operator &&
          of === key &&
          (isNegative(operator) ? missing(values, old) : missing(old, values)).length === 0,
      );
    });
}
