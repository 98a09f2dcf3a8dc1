import type { Cause, Explanation } from '../causes';
import type { Comparison } from '../collect';
import { itemOfPair, type Pair } from '../compare';
import type { Step } from '../diff';
import { SECTIONS } from '../finding';
import type { Item } from '../items';
import { count } from '../markdown';
import type { Differing } from '../part';
import { type Provenance, report } from '../report';
import { document } from './document';
import { type Html, html } from './html';
import { blocks, inline } from './markdown';
import { isQuiet, type Numbered, objectHtml, stateOf } from './objects';
import { Picture } from './picture';

/** Largest diff in a page, in bytes; browsers open more, and nobody reads it. */
export const DIFF_MAX_BYTES = 6_000_000;
/** Longest report in a page, in bytes. */
const REPORT_MAX_BYTES = 1_000_000;
/** Causes that are listed. */
const MOST_CAUSES = 1000;

/** Objects that did not fit, after which no other one is tried. */
const MOST_MISSES = 5;

/** Objects in the order of harm. */
const ORDER = ['removed', 'replaced', 'changed', 'added'] as const;

/** A page of a review: the report, and before and after side by side. It grows with each environment up to its bound. */
export class Page {
  private readonly environments: Html[] = [];
  private readonly numbers = new Map<string, { readonly numbered: Numbered; objects: number }>();
  private readonly picture = new Picture();
  private left = DIFF_MAX_BYTES;

  /** Adds an environment. What those before it have left of the page is shared by it and those to come. */
  add({ name, others, number, of }: Differing, pairs: readonly Pair[], { causes }: Explanation): void {
    this.picture.add([name, ...others], pairs);
    const most = this.left / (of - number);
    let [size, missed] = [0, 0];
    const { ofPath, ofItem } = this.number(causes);
    const shown: Html[] = [];
    for (const pair of [...pairs].sort((one, other) => ORDER.indexOf(stateOf(one)) - ORDER.indexOf(stateOf(other)))) {
      const object = objectHtml(pair, (path) => ofPath.get(path) ?? [], ofItem.get(itemOfPair(pair)) ?? []);
      const own = Buffer.byteLength(object.text);
      if (size + own > most && ++missed === MOST_MISSES) break;
      if (size + own > most) continue;
      size += own;
      shown.push(object);
    }
    this.left -= size;
    const quiet = pairs.filter((pair) => isQuiet(ofItem.get(itemOfPair(pair)) ?? [])).length;
    const sizes = `${count(pairs.length, 'object')}${quiet > 0 ? `, ${quiet} of them only follow from the rest` : ''}`;
    const rest = pairs.length - shown.length;
    this.environments.push(
      html`<section class="environment"><h3>${name}${others.length > 0 ? ` and ${count(others.length, 'more environment')} that are the same but for names and IDs` : ''} <span class="size">${sizes}</span></h3>
${shown}${rest > 0 ? html`<p class="rest">${count(rest, 'more object')} of ${name} did not fit here: see dist/${name}/ in the change itself.</p>` : html``}</section>
`,
    );
  }

  /** Numbers the causes of an environment, a known one as before, and gives them by the path of each change and by object. */
  private number(causes: readonly Cause[]) {
    const ofPath = new Map<readonly Step[], Numbered[]>();
    const ofItem = new Map<Item, Numbered[]>();
    for (const { key, kind, places } of causes) {
      const known = this.numbers.get(key) ?? { numbered: { number: this.numbers.size + 1, kind }, objects: 0 };
      this.numbers.set(key, known);
      for (const { path } of places) ofPath.set(path, [...(ofPath.get(path) ?? []), known.numbered]);
      const items = new Set(places.map(({ item }) => item));
      for (const item of items) ofItem.set(item, [...(ofItem.get(item) ?? []), known.numbered]);
      known.objects += items.size;
    }
    return { ofPath, ofItem };
  }

  /** The page. */
  text(comparison: Comparison, provenance: Provenance): string {
    const sections = SECTIONS.filter((section) => section !== 'Changes by cause' && section !== 'Picture');
    const markdown = report(comparison, provenance, REPORT_MAX_BYTES, sections);
    return document([
      html`<header>${blocks(markdown.split('\n## ', 1).join(''))}</header>`,
      html`<main><section id="picture"><h2>Picture</h2>${this.picture.svg()}</section>
<section id="report">${blocks(markdown.slice(markdown.indexOf('\n## ')))}</section>`,
      this.causes(comparison),
      DIFF_HEAD,
      html`${this.environments.length === 0 ? html`<p>Nothing differs.</p>` : html``}`,
      ...this.environments,
      html`</main>`,
    ]);
  }

  /** The causes by number, in the words of the report. */
  private causes({ found }: Comparison): Html {
    const texts = new Map(found.map(({ key, text }) => [key, text]));
    const all = [...this.numbers].sort(([, one], [, other]) => other.objects - one.objects);
    const more = all.length - MOST_CAUSES;
    return html`<section id="causes"><h2>Changes by cause</h2>${all.length === 0 ? html`<p>Nothing.</p>` : html``}<ol>${all
      .slice(0, MOST_CAUSES)
      .map(
        ([
          key,
          {
            numbered: { number, kind },
            objects,
          },
        ]) =>
          html`<li id="cause-${number}" value="${number}">${inline(texts.get(key) ?? kind)} <button type="button" data-cause="${number}">show ${count(objects, 'object')}</button></li>`,
      )}</ol>${more > 0 ? html`<p class="rest">${count(more, 'more cause')} did not fit here.</p>` : html``}</section>
`;
  }
}

const DIFF_HEAD = html`<section id="tools" role="search" aria-label="Differences"><h2>Before and after</h2>
<p><input id="search" type="search" placeholder="Search: name, key, value" aria-label="Search in the differences" aria-keyshortcuts="/"> <button type="button" id="open">Unfold all</button> <button type="button" id="close">Fold all</button> <label><input id="quiet" type="checkbox"> what follows from the rest: checksums, estimates</label> <output id="found" aria-live="polite"></output></p>
<p class="keys">Keys: <kbd>/</kbd> search, <kbd>n</kbd> and <kbd>p</kbd> next and previous object, <kbd>Enter</kbd> folds it, <kbd>Esc</kbd> shows all.</p></section>
`;
