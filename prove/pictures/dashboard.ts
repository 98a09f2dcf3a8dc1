import { inUnit } from './units';

/** A line of a panel: its name, and points of time in seconds and value. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [second: number, value: number])[];
}

/** A panel as it is drawn, at its place among the 24 columns of a dashboard. */
export interface DrawnPanel {
  readonly title: string;
  /** Unit as Grafana names it. */
  readonly unit: string;
  readonly place: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** Whether it shows its last value as a number, not lines. */
  readonly isNumber: boolean;
  readonly lines: readonly Line[];
  /** Why there is no line. */
  readonly empty: string;
}

/** Pixels of a column, of a row, of the dashboard's title, and around and inside of a panel. */
const [COLUMN, ROW, HEAD, GAP, PAD] = [40, 24, 44, 8, 12];
/** Pixels of the axis of values, and of a letter of a title and of the small text, about. */
const [AXIS, TITLE_LETTER, LETTER] = [64, 7.8, 6.4];
/** Rows of a panel in a dashboard's row that has no lines at all. */
const EMPTY_ROWS = 4;
/** Rows of a legend, and letters of a name: the rest is left out. */
const [LEGEND_ROWS, LETTERS] = [2, 34];

/** Colours of lines, which can be told apart on light and dark, also by those who see few colours. */
const COLOURS = ['#2f7ed8', '#d9730d', '#2a9d6f', '#b5539c', '#8a8f1e', '#c43c3c', '#6b6bd6', '#4a9fb0'];

const STYLE = [
  'text{font:12px system-ui,sans-serif;fill:#1f2328}.h{font-size:17px;font-weight:600}.t{font-size:13px;font-weight:600}',
  '.s{font-size:11px;fill:#59636e}.n{font-size:34px;font-weight:600}.b{fill:#f3f4f6}.p{fill:#fff;stroke:#d1d9e0}.g{stroke:#e3e7eb}',
  'polyline{fill:none;stroke-width:1.6;stroke-linejoin:round}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9198a1}.b{fill:#0d1117}.p{fill:#161b22;stroke:#3d444d}.g{stroke:#2a313a}}',
].join('');

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/\s+/g, ' ');

const short = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, Math.max(letters - 1, 0))}…` : text;

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '';

/** A number of pixels, to a tenth. */
const px = (value: number): number => Math.round(value * 10) / 10;

const text = (x: number, y: number, content: string, kind = '', more = ''): string =>
  `<text x="${px(x)}" y="${px(y)}"${kind && ` class="${kind}"`}${more}>${escaped(content)}</text>`;

/** A dashboard as an SVG picture, without scripts and links: each panel at its place, with its lines or why there are none. */
export function dashboardPicture(title: string, panels: readonly DrawnPanel[]): string {
  const width = 24 * COLUMN + GAP;
  const rows = lowered(panels);
  const height = HEAD + ROW * Math.max(0, ...rows.map(({ place }) => place.y + place.h)) + GAP;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<rect class="b" width="${width}" height="${height}"/>`,
    text(GAP * 2, 29, title, 'h'),
    ...rows.map(panelPicture),
    '</svg>\n',
  ].join('\n');
}

/** Panels with less height where a whole row of them is empty. */
function lowered(panels: readonly DrawnPanel[]): DrawnPanel[] {
  const tops = [...new Set(panels.map(({ place }) => place.y))].sort((a, b) => a - b);
  let y = 0;
  return tops.flatMap((top) => {
    const row = panels.filter(({ place }) => place.y === top);
    const most = row.every(({ lines }) => lines.length === 0) ? EMPTY_ROWS : Number.POSITIVE_INFINITY;
    const placed = row.map((panel) => ({ ...panel, place: { ...panel.place, y, h: Math.min(panel.place.h, most) } }));
    y += Math.max(...placed.map(({ place }) => place.h));
    return placed;
  });
}

function panelPicture(panel: DrawnPanel): string {
  const { title, place, lines, empty, isNumber } = panel;
  const [width, height] = [place.w * COLUMN - GAP, place.h * ROW - GAP];
  const body =
    lines.length === 0
      ? emptyPicture(empty, width, height)
      : isNumber
        ? numberPicture(panel, width, height)
        : graphPicture(panel, width, height);
  return [
    `<g transform="translate(${GAP + place.x * COLUMN} ${HEAD + place.y * ROW})">`,
    `<rect class="p" width="${width}" height="${height}" rx="4"/>`,
    text(PAD, 22, short(title, Math.floor((width - 2 * PAD) / TITLE_LETTER)), 't'),
    ...body,
    '</g>',
  ].join('\n');
}

const MIDDLE = ' text-anchor="middle"';
const END = ' text-anchor="end"';

const emptyPicture = (reason: string, width: number, height: number): string[] => [
  text(width / 2, height / 2 + 12, 'No series here', '', MIDDLE),
  text(width / 2, height / 2 + 30, short(reason, Math.floor((width - 2 * PAD) / LETTER)), 's', MIDDLE),
];

const numberPicture = ({ lines, unit }: DrawnPanel, width: number, height: number): string[] =>
  lines.slice(0, 1).map((line) => text(width / 2, height / 2 + 18, inUnit(lastOf(line), unit), 'n', MIDDLE));

const lastOf = ({ points }: Line): number => points.at(-1)?.[1] ?? 0;

function graphPicture({ lines: all, unit }: DrawnPanel, width: number, height: number): string[] {
  // The legend has no room for all: those with the highest values come first.
  const lines = [...all].sort((a, b) => lastOf(b) - lastOf(a));
  const legend = legendPicture(lines, unit, width);
  const [left, top] = [AXIS, 36];
  const [right, bottom] = [width - PAD, height - 26 - legend.height];
  const seconds = lines.flatMap(({ points }) => points.map(([second]) => second));
  const ticks = ticksOf(lines.flatMap(({ points }) => points.map(([, value]) => value)));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [first, last] = [Math.min(...seconds), Math.max(...seconds)];
  const x = (second: number) => px(left + ((second - first) / (last - first || 1)) * (right - left));
  const y = (value: number) => px(bottom - ((value - low) / (high - low)) * (bottom - top));
  return [
    ...ticks.flatMap((value) => [
      `<path class="g" d="M${left} ${y(value)}H${right}"/>`,
      text(left - 6, y(value) + 4, inUnit(value, unit), 's', END),
    ]),
    text(left, bottom + 16, '0 s', 's'),
    text(right, bottom + 16, `${Math.round(last - first)} s`, 's', END),
    // The first line is on top of those that have the same values.
    ...lines
      .map(({ points }, index) => {
        const drawn = corners(points)
          .map(([second, value]) => `${x(second)},${y(value)}`)
          .join(' ');
        return `<polyline stroke="${colour(index)}" points="${drawn}"/>`;
      })
      .reverse(),
    `<g transform="translate(${PAD} ${height - legend.height + 2})">${legend.text}</g>`,
  ];
}

/** Points without those that have the value of both neighbours. */
const corners = (points: Line['points']): Line['points'] =>
  points.filter(([, value], index) => value !== points[index - 1]?.[1] || value !== points[index + 1]?.[1]);

/** Values on an axis from zero, or from below the lowest, to above the highest: multiples of 1, 2 or 5 times a power of ten. */
export function ticksOf(values: readonly number[]): number[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  if (low === high) return [0, 0.5, 1];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const [from, to] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  return Array.from({ length: to - from + 1 }, (_, index) => Number(((from + index) * step).toPrecision(6)));
}

/** Names and last values, in as many rows as they need and may have. */
function legendPicture(lines: readonly Line[], unit: string, width: number): { height: number; text: string } {
  const room = width - 2 * PAD;
  const others = (count: number): string => (count > 0 ? `and ${count} more` : '');
  let [left, row] = [0, 0];
  const entries: string[] = [];
  for (const [index, line] of lines.entries()) {
    const content = `${short(line.name, LETTERS)} ${inUnit(lastOf(line), unit)}`;
    const needed = 32 + content.length * LETTER;
    const isLastRow = row === LEGEND_ROWS - 1;
    // The last row keeps room for the number of those that it does not name.
    const kept = isLastRow ? others(lines.length - index - 1).length * LETTER : 0;
    if (left > 0 && left + needed + kept > room) {
      if (isLastRow) {
        entries.push(text(left, row * 16 + 8, others(lines.length - index), 's'));
        break;
      }
      [left, row] = [0, row + 1];
    }
    const y = row * 16 + 4;
    entries.push(`<path stroke="${colour(index)}" stroke-width="3" d="M${px(left)} ${y}h12"/>`);
    entries.push(text(left + 18, y + 4, content, 's'));
    left += needed;
  }
  return { height: (row + 1) * 16, text: entries.join('') };
}
