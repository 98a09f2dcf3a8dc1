import { type DrawnPanel, dashboardPicture, ticksOf } from '../../../prove/pictures/dashboard';
import { inUnit } from '../../../prove/pictures/units';

const graph = (given: Partial<DrawnPanel>): DrawnPanel => ({
  title: 'Requests',
  unit: 'reqps',
  place: { x: 0, y: 0, w: 12, h: 8 },
  isNumber: false,
  lines: [],
  empty: 'no program',
  ...given,
});

/** The picture without what is the same in all: its style. */
const picture = (...panels: DrawnPanel[]): string =>
  dashboardPicture('Shop', panels).replace(/<style>.*<\/style>/, '<style/>');

test('a graph has its axes, its lines, the first on top, and a legend with names and last values', () => {
  const lines = [
    { name: 'a', points: [[10, 0] as const, [14, 4] as const] },
    { name: 'b', points: [[10, 2] as const, [14, 2.25] as const] },
  ];
  expect(picture(graph({ lines }))).toBe(`\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 968 244" width="968" height="244" role="img">
<title>Shop</title><style/>
<rect class="b" width="968" height="244"/>
<text x="16" y="29" class="h">Shop</text>
<g transform="translate(8 44)">
<rect class="p" width="472" height="184" rx="4"/>
<text x="12" y="22" class="t">Requests</text>
<path class="g" d="M64 142H460"/>
<text x="58" y="146" class="s" text-anchor="end">0 req/s</text>
<path class="g" d="M64 115.5H460"/>
<text x="58" y="119.5" class="s" text-anchor="end">1 req/s</text>
<path class="g" d="M64 89H460"/>
<text x="58" y="93" class="s" text-anchor="end">2 req/s</text>
<path class="g" d="M64 62.5H460"/>
<text x="58" y="66.5" class="s" text-anchor="end">3 req/s</text>
<path class="g" d="M64 36H460"/>
<text x="58" y="40" class="s" text-anchor="end">4 req/s</text>
<text x="64" y="158" class="s">0 s</text>
<text x="460" y="158" class="s" text-anchor="end">4 s</text>
<polyline stroke="#d9730d" points="64,89 460,82.4"/>
<polyline stroke="#2f7ed8" points="64,142 460,36"/>
<g transform="translate(12 170)"><path stroke="#2f7ed8" stroke-width="3" d="M0 4h12"/><text x="18" y="8" class="s">a 4 req/s</text><path stroke="#d9730d" stroke-width="3" d="M89.6 4h12"/><text x="107.6" y="8" class="s">b 2.25 req/s</text></g>
</g>
</svg>
`);
});

test('a panel without lines says why, and a number is its last value', () => {
  const left = { name: 'left', points: [[10, 0.5] as const, [14, 0.975] as const] };
  const number = picture(graph({ isNumber: true, unit: 'percentunit', lines: [left] }));
  expect(number).toContain('<text x="236" y="110" class="n" text-anchor="middle">97.5 %</text>');
  expect(number).not.toContain('polyline');
  const empty = picture(graph({}));
  expect(empty).toContain('>No series here</text>');
  expect(empty).toContain('>no program</text>');
});

test('what names say is text, never markup', () => {
  const lines = [{ name: '<b onload="x">&', points: [[0, 1] as const] }];
  const drawn = picture(graph({ title: '</text><script>', empty: '<i>', lines }));
  expect(drawn).toContain('&#60;/text&#62;&#60;script&#62;');
  expect(drawn).toContain('&#60;b onload=&#34;x&#34;&#62;&#38; 1 req/s');
  expect(drawn).not.toMatch(/<(script|b|i)\b/);
});

test('a legend names the highest in two rows, and counts the others', () => {
  const lines = Array.from({ length: 9 }, (_, index) => ({
    name: `${index}${'-long'.repeat(9)}`,
    points: [[0, index] as const],
  }));
  const drawn = picture(graph({ lines }));
  const legend = [...drawn.slice(drawn.lastIndexOf('<g ')).matchAll(/y="(\d+)" class="s">([^<]*)/g)];
  expect(legend.map(([, y, name]) => [y, name])).toEqual([
    ['8', '8-long-long-long-long-long-long-l… 8 req/s'],
    ['24', '7-long-long-long-long-long-long-l… 7 req/s'],
    ['24', 'and 7 more'],
  ]);
  expect(drawn.match(/<polyline/g)).toHaveLength(9);
});

test('points between two of the same value are left out', () => {
  const values = [1, 1, 1, 3, 3, 3, 2];
  const points = values.map((value, index) => [index, value] as const);
  const drawn = picture(graph({ lines: [{ name: 'a', points }] }));
  expect(drawn).toContain('points="64,106.7 196,106.7 262,36 394,36 460,71.3"');
});

test('a row without lines is low, the next one follows it, and what does not fit is cut', () => {
  const lines = [{ name: 'a', points: [[0, 1] as const] }];
  const drawn = picture(
    graph({ place: { x: 0, y: 0, w: 4, h: 8 }, title: 'orders-of-all-shops: budget', empty: 'nobody has ordered it' }),
    graph({ place: { x: 4, y: 0, w: 10, h: 8 } }),
    graph({ place: { x: 0, y: 8, w: 24, h: 8 }, lines }),
  );
  expect(
    [...drawn.matchAll(/<g (transform="translate\(\d+ \d+\)")>\n.*?(height="\d+")/g)].map(([, ...found]) => found),
  ).toEqual([
    ['transform="translate(8 44)"', 'height="88"'],
    ['transform="translate(168 44)"', 'height="88"'],
    ['transform="translate(8 140)"', 'height="184"'],
  ]);
  expect(drawn).toContain('viewBox="0 0 968 340"');
  expect(drawn).toContain('>orders-of-all-s…<');
  expect(drawn).toContain('>nobody has ordered …<');
});

test.each([
  [[], [0, 0.5, 1]],
  [
    [0, 0],
    [0, 0.5, 1],
  ],
  [
    [1, 4],
    [0, 1, 2, 3, 4],
  ],
  [[0.97], [0, 0.5, 1]],
  [
    [-3, 12],
    [-5, 0, 5, 10, 15],
  ],
  [[21_000_000], [0, 10_000_000, 20_000_000, 30_000_000]],
])('the ticks of %j', (values, ticks) => {
  expect(ticksOf(values)).toEqual(ticks);
});

test.each([
  [0, 'short', '0'],
  [1234, 'short', '1.23 K'],
  [1000, 'none', '1 K'],
  [0.05, 'cps', '0.05 c/s'],
  [1536, 'bytes', '1.5 KiB'],
  [0.3333, 'percentunit', '33.3 %'],
  [99.95, 'percent', '100 %'],
  [0.0123, 's', '12.3 ms'],
  [0, 's', '0 s'],
  [-2500, 'short', '-2.5 K'],
])('%d in %s', (value, unit, expected) => {
  expect(inUnit(value, unit)).toBe(expected);
});
