import { notReplayed } from '../../replay/logs/lines';
import { collect } from '../../review/collect';
import { Page } from '../../review/page/page';
import { report } from '../../review/report';
import { stateOf } from '../../review/states';
import { config } from '../review/support/page';

const stateWith = (name: string, data: object) =>
  stateOf(name, new Map(['blue', 'green', 'red'].map((each) => [`${each}/a.k8s.yaml`, config(data)])));

test('the same finding of several environments is one line of the report, and of the page', () => {
  const page = new Page();
  const more = new Map([
    ['blue', [notReplayed('set `FLUENT_BIT`')]],
    ['green', [notReplayed('set `FLUENT_BIT`')]],
  ]);
  const comparison = collect(stateWith('base', { a: '1' }), stateWith('head', { a: '2' }), {
    more,
    visit: (...each) => page.add(...each),
  });
  const provenance = { base: 'base', head: 'head', replayed: '- replayed: 3 lines (30 B) of `recorded`' };
  const says = 'what becomes of recorded lines is **not known**: not replayed: set `FLUENT_BIT`';
  const text = report(comparison, provenance);
  expect(text).toContain(`\n## Signals\n\n- \`blue\`, \`green\`: ${says}\n`);
  expect(text).toMatch(/\n## Provenance\n\n- base: .*\n- replayed: 3 lines \(30 B\) of `recorded`\n/);
  const html = page.text(comparison, provenance);
  expect(html).toContain('<strong>not known</strong>: not replayed: set <code>FLUENT_BIT</code>');
  expect(html).toContain('replayed: 3 lines (30 B) of <code>recorded</code>');
});
