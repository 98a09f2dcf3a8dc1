import type { Cause } from '../causes';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Step } from '../diff';
import { titleOf } from '../items';
import { count } from '../markdown';
import { type Html, html } from './html';
import { type Row, rowsOf, rowsOfOne } from './rows';

/** Longest line, in characters; of longer ones, what is around their difference is shown. */
const LINE_MAX_CHARACTERS = 600;
/** Rows of one object; what does not fit is counted. */
const OBJECT_MAX_ROWS = 500;
/** Characters in front of the first one that differs. */
const SHARED_CHARACTERS = 80;

/** A cause, and the number that the page gives it. */
export interface Numbered {
  readonly number: number;
  readonly kind: Cause['kind'];
}

/** The causes of a change, by its path. */
export type CausesOf = (path: readonly Step[]) => readonly Numbered[];

/** What happens to an object. */
export const stateOf = (pair: Pair): 'added' | 'removed' | 'replaced' | 'changed' => {
  if (!pair.before) return 'added';
  if (!pair.after) return 'removed';
  return isReplaced(pair) ? 'replaced' : 'changed';
};

const rowsOfPair = ({ before, after, edits }: Pair): Row[] => {
  if (before && after) return rowsOf(before.value, after.value, edits);
  return rowsOfOne((after ?? before)?.value ?? {}, after ? 'added' : 'removed');
};

/** An object, folded: its name, and before and after side by side. */
export function objectHtml(pair: Pair, causes: CausesOf, all: readonly Numbered[]): Html {
  const item = itemOfPair(pair);
  const state = stateOf(pair);
  const was = state === 'replaced' && pair.before ? html` <s>${titleOf(pair.before)}</s> →` : html``;
  const rows = rowsOfPair(pair);
  const more = rows.length - OBJECT_MAX_ROWS;
  const quiet = quietClass(all);
  return html`<details class="object${quiet}" data-causes="${all.map(({ number }) => number).join(' ')}"><summary><span class="badge ${state}">${state}</span>${was} <code>${titleOf(item)}</code> <span class="file">${item.file.slice(item.environment.length + 1)}</span>${pair.edits.length > 0 ? html` <span class="size">${count(pair.edits.length, 'difference')}</span>` : html``}</summary><table class="diff"><thead><tr><th scope="col">before</th><th scope="col">after</th><th scope="col"><abbr title="cause">#</abbr></th></tr></thead><tbody>${rows.slice(0, OBJECT_MAX_ROWS).map((row) => rowHtml(row, row.path ? causes(row.path) : []))}${more > 0 ? html`<tr class="fold"><td colspan="3">${count(more, 'more line')} of this object did not fit here</td></tr>` : html``}</tbody></table></details>
`;
}

/** Whether all that differs follows from the rest: hidden until somebody asks for it. */
export const isQuiet = (causes: readonly Numbered[]): boolean =>
  causes.length > 0 && causes.every(({ kind }) => kind === 'checksum' || kind === 'about');

const quietClass = (causes: readonly Numbered[]): string => (isQuiet(causes) ? ' quiet' : '');

function rowHtml({ kind, left, right }: Row, causes: readonly Numbered[]): Html {
  if (kind === 'fold') return html`<tr class="fold"><td colspan="3">${left ?? ''}</td></tr>`;
  const quiet = quietClass(causes);
  const links = html`<td>${causes.map(({ number }) => html`<a href="#cause-${number}">${number}</a> `)}</td>`;
  if (kind === 'layout')
    return html`<tr class="layout${quiet}"><td colspan="2">${left ?? ''}<em>order, comments or layout alone</em></td>${links}</tr>`;
  const [before, after] = kind === 'changed' ? marked(left, right) : [cut(left), cut(right)];
  return html`<tr class="${kind}${quiet}"><td>${before}</td><td>${after}</td>${links}</tr>`;
}

const cut = (line = ''): Html =>
  line.length > LINE_MAX_CHARACTERS
    ? html`${line.slice(0, LINE_MAX_CHARACTERS)}<em>… ${count(line.length - LINE_MAX_CHARACTERS, 'more character')}</em>`
    : html`${line}`;

/** A character of a name or of a number. */
const WORD = /[\w.,]/;
/** How far a mark is extended to the ends of a word. */
const WORD_CHARACTERS = 20;

/** Two lines with what differs marked: what is between their common beginning and their common end. */
function marked(left?: string, right?: string): [Html, Html] {
  if (left === undefined || right === undefined || left === right) return [cut(left), cut(right)];
  let start = 0;
  while (start < left.length && left[start] === right[start]) start++;
  let end = 0;
  const most = Math.min(left.length, right.length) - start;
  while (end < most && left[left.length - 1 - end] === right[right.length - 1 - end]) end++;
  // Whole words, unless they are long: half of a number says nothing.
  const [first, last] = [Math.max(0, start - WORD_CHARACTERS), Math.max(0, end - WORD_CHARACTERS)];
  while (start > first && WORD.test(left[start - 1] ?? '')) start--;
  while (end > last && WORD.test(left[left.length - end] ?? '')) end--;
  const isLong = Math.max(left.length, right.length) > LINE_MAX_CHARACTERS;
  const from = isLong ? Math.max(0, start - SHARED_CHARACTERS) : 0;
  const part = (line: string): Html => {
    const [middle, rest] = [line.slice(start, line.length - end), line.slice(line.length - end)];
    const isWhole = start <= line.search(/\S|$/) && end === 0;
    return html`${from > 0 ? '…' : ''}${line.slice(from, start)}${middle === '' || isWhole ? cut(middle) : html`<mark>${cut(middle)}</mark>`}${cut(rest)}`;
  };
  return [part(left), part(right)];
}
