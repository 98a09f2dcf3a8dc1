import { itemOfPair, type Pair } from '../compare';
import { isAbout, isByHand } from '../items';
import { count, some } from '../markdown';
import { type Html, html } from './html';
import { stateOf } from './objects';

/** Rows of the picture; environments in which the same is touched share one. */
const MOST_ROWS = 30;
/** Sizes in pixels. */
const [NAME, WIDTH, HEIGHT, HEAD] = [190, 74, 30, 90];

/** What happens to objects, the worst first, and its sign. */
const SIGNS = { removed: '−', replaced: '⇄', changed: '~', added: '+' } as const;
type Touch = keyof typeof SIGNS;
const TOUCHES = Object.keys(SIGNS) as Touch[];

/** Objects by what happens to them. */
type Touches = Readonly<Partial<Record<Touch, number>>>;

/** What a file of dist/ is called in the picture: its component, or that a person applies it. */
const columnOf = (file: string): string =>
  isByHand(file) ? 'by hand' : file.replace(/^[^/]*\//, '').replace(/(?:\.k8s)?\.yaml$/, '');

/** A picture of what is touched: environments by components, in numbers of objects. */
export class Picture {
  private readonly columns = new Set<string>();
  private readonly rows = new Map<string, { readonly cells: ReadonlyMap<string, Touches>; readonly names: string[] }>();

  /** Adds what differs in environments, in each of them the same. */
  add(names: readonly string[], pairs: readonly Pair[]): void {
    const cells = new Map<string, Touches>();
    for (const pair of pairs.filter((each) => !isAbout(itemOfPair(each).file))) {
      const [column, touch] = [columnOf(itemOfPair(pair).file), stateOf(pair)];
      const known = cells.get(column);
      cells.set(column, { ...known, [touch]: (known?.[touch] ?? 0) + 1 });
      this.columns.add(column);
    }
    const key = JSON.stringify([...cells].sort(([one], [other]) => (one < other ? -1 : 1)));
    const row = this.rows.get(key) ?? { cells, names: [] };
    this.rows.set(key, row);
    row.names.push(...names);
  }

  /** The picture as SVG, which the style of the page colours. */
  svg(): Html {
    if (this.rows.size === 0) return html`<p>Nothing is touched.</p>`;
    const columns = [...this.columns].sort();
    const rows = [...this.rows.values()].slice(0, MOST_ROWS);
    const more = [...this.rows.values()].slice(MOST_ROWS).reduce((sum, { names }) => sum + names.length, 0);
    const [width, height] = [NAME + (columns.length + 1) * WIDTH, HEAD + rows.length * HEIGHT];
    return html`<div class="wide"><svg role="img" aria-label="Objects that are touched, by environment and component" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${columns.map((column, at) => html`<text transform="translate(${NAME + at * WIDTH + 24} ${HEAD - 8}) rotate(-35)">${column}</text>`)}
${rows.map(({ cells, names }, at) => html`<text class="name" x="${NAME - 10}" y="${HEAD + at * HEIGHT + 20}">${some(names.map(short), 2)}</text>${columns.map((column, to) => cell(cells.get(column), `${some(names, 5)}, ${column}`, to, at))}`)}
</svg></div>${more > 0 ? html`<p class="rest">${count(more, 'more environment')} did not fit here.</p>` : html``}<p class="keys">${TOUCHES.map((touch) => html`<span class="badge ${touch}">${SIGNS[touch]} ${touch}</span> `)}</p>`;
  }
}

const short = (name: string): string => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

function cell(touches: Touches | undefined, place: string, column: number, row: number): Html {
  const [x, y] = [NAME + column * WIDTH, HEAD + row * HEIGHT];
  const found = TOUCHES.flatMap((touch) => (touches?.[touch] ? [{ touch, number: touches[touch] ?? 0 }] : []));
  const [worst] = found;
  const box = html`<rect class="${worst?.touch ?? 'none'}" x="${x + 2}" y="${y + 2}" width="${WIDTH - 4}" height="${HEIGHT - 4}" rx="6"></rect>`;
  if (!worst) return box;
  const text = found.map(({ touch, number }) => `${SIGNS[touch]}${number}`).join(' ');
  const title = `${place}: ${found.map(({ touch, number }) => `${number} ${touch}`).join(', ')}`;
  return html`<g><title>${title}</title>${box}<text class="number" x="${x + WIDTH / 2}" y="${y + 20}">${text}</text></g>`;
}
