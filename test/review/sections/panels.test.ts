import { lines, type Objects } from '../support/found';

const signals = (before: Objects, after: Objects, file?: string) => lines('Signals', before, after, file);

test('a panel that others move is a change of layout, and none of what it shows', () => {
  const widget = (title: string, y: number) => ({ type: 'metric', x: 0, y, width: 24, properties: { title } });
  const text = (markdown: string, y: number) => ({ type: 'text', x: 0, y, width: 24, properties: { markdown } });
  const board = (...widgets: object[]) => ({
    apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
    kind: 'Dashboard',
    metadata: { name: 'd', namespace: 'n' },
    spec: { dashboardName: 'd', dashboardBody: JSON.stringify({ widgets }) },
  });
  const causes = lines(
    'Changes by cause',
    [board(text('## Heading', 0), widget('A', 1), widget('B', 7), widget('C', 13))],
    [board(text('## Heading', 0), widget('B', 1), widget('C', 7))],
  );
  expect(causes).toHaveLength(2);
  expect(causes[0]).toMatch(/^`Dashboard n\/d: spec\.dashboardBody ▸ widgets\[A\]`: − /);
  expect(causes[1]).toMatch(/^order, comments or layout alone, without another meaning: 2 places in 1 object/);
});

test.each([
  [
    'of Grafana',
    'grafana.integreatly.org/v1beta1',
    'GrafanaDashboard',
    (json: string) => ({ spec: { json } }),
    ' of dashboard Shop',
  ],
  [
    'in a ConfigMap',
    'v1',
    'ConfigMap',
    (json: string) => ({ data: { 'shop.json': json, other: 'x: 1' } }),
    ' of dashboard Shop',
  ],
  [
    'of CloudWatch',
    'cloudwatch.services.k8s.aws/v1alpha1',
    'Dashboard',
    (json: string) => ({ spec: { dashboardBody: json.replace('"title":"Shop","panels"', '"widgets"') } }),
    ' of dashboard d',
  ],
])('panels %s: new, gone, changed, and moved is none of them', (_, apiVersion, kind, body, title) => {
  const panel = (name: string, expr: string, x = 0) => ({
    title: name,
    type: 't',
    gridPos: { x },
    targets: [{ expr }],
  });
  const dashboard = (...panels: object[]) => ({
    ...{ apiVersion, kind, metadata: { name: 'd', namespace: 'n' } },
    ...body(JSON.stringify({ title: 'Shop', panels })),
  });
  const before = dashboard(panel('A', 'up'), panel('B', 'up'), panel('D', 'up'), {
    type: 'row',
    title: 'R',
    panels: [panel('E', 'up')],
  });
  const after = dashboard(panel('A', 'down'), panel('C', 'up'), panel('D', 'up', 12), {
    type: 'row',
    title: 'R',
    panels: [panel('E', 'up')],
  });
  const found = lines('Signals', [before], [after]);
  expect(found).toContain(`**gone**: \`panel B${title}\``);
  expect(found).toContain(`new: \`panel C${title}\``);
  expect(found.filter((text) => /panel A of/.test(text))).toEqual([expect.stringContaining('`up` → `down`')]);
  expect(found.filter((text) => /panel D of/.test(text))).toEqual([]);
  expect(lines('Signals', [after], [dashboard(panel('A', 'down'), panel('C', 'up'))])).toContain(
    `**gone**: \`panel D${title}\`, \`panel R${title}\`, \`panel E${title}\``,
  );
});

test('of more than two panels of a dashboard the titles are told', () => {
  const board = (...shown: string[]) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'd', namespace: 'n' },
    data: {
      'a.json': JSON.stringify({
        title: 'Shop',
        panels: shown.map((expr, at) => ({ title: `P${at}`, type: 't', targets: [{ expr }] })),
      }),
    },
  });
  expect(signals([board('a', 'b', 'c')], [board('a', 'x', 'y')])).toEqual([
    '`panel P1 of dashboard Shop`: `targets[0].expr` `b` → `x`',
    '`panel P2 of dashboard Shop`: `targets[0].expr` `c` → `y`',
  ]);
  expect(signals([board('a', 'b', 'c')], [board('x', 'y', 'z')])).toEqual([
    '`dashboard Shop`: 3 panels show something else: `P0`, `P1`, `P2`',
  ]);
});

test('metrics of a graph that only have another number are a change of layout', () => {
  const metrics = (...names: string[]) =>
    names.flatMap((name, at) => [
      ['N', name, { id: `m${at}`, label: name }],
      [{ expression: `m${at} * 2`, label: name }],
    ]);
  const board = (all: unknown[]) => ({
    apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
    kind: 'Dashboard',
    metadata: { name: 'd', namespace: 'n' },
    spec: {
      dashboardName: 'd',
      dashboardBody: JSON.stringify({ widgets: [{ type: 'metric', properties: { title: 'T', metrics: all } }] }),
    },
  });
  const causes = lines('Changes by cause', [board(metrics('a', 'b'))], [board(metrics('x', 'a', 'b'))]);
  expect(causes.filter((text) => /metrics\[(?:a|b)/.test(text))).toHaveLength(1);
  expect(causes.at(-1)).toMatch(/^order, comments or layout alone, without another meaning: 4 places in 1 object/);
  const [shown] = signals([board(metrics('a', 'b'))], [board(metrics('x', 'a', 'b'))]);
  expect(shown).toContain('`properties.metrics[x]` + ');
  expect(shown).not.toContain('metrics[a]');
  // The same identifiers in an expression that stays mean another metric.
  const swapped = metrics('a', 'b').map((metric) =>
    JSON.parse(JSON.stringify(metric).replace(/"id":"m([01])"/, (_, at) => `"id":"m${1 - at}"`)),
  );
  expect(signals([board(metrics('a', 'b'))], [board(swapped)])[0]).toContain('`m0` → `m1`');
});
