import { readFileSync } from 'node:fs';
import { overlays } from '../../overlays';
import { RESOURCES_PAGE, resourcesPage } from '../../scripts/resources';
import { mermaid, picture } from '../../scripts/resources-picture';
import { everything, minimal } from '../support/environments';
import { synth } from '../support/synth';

const pictureOf = (overlay: typeof minimal) => picture(Object.values(synth(overlay)).flat());

test('the page is fresh: `npm run docs`', () => {
  expect(readFileSync(RESOURCES_PAGE, 'utf8')).toBe(resourcesPage());
});

describe.each(Object.entries({ ...overlays, everything, minimal }))('%s', (_, overlay) => {
  const drawn = pictureOf(overlay);

  test('every arrow is between things that are there', () => {
    const nodes = new Set([...drawn.groups.values()].flatMap((group) => [...group.keys()]));
    expect(drawn.arrows.length).toBeGreaterThan(3);
    for (const [from, to] of drawn.arrows)
      expect([from, to, nodes.has(from) && nodes.has(to)]).toEqual([from, to, true]);
  });

  test('it is Mermaid, of the plainest kind', () => {
    const [first, ...lines] = mermaid(drawn).split('\n');
    expect(first).toBe('flowchart LR');
    const forms = [
      /^ {2}subgraph [A-Za-z0-9_]+\["[^"]+"\]$/,
      /^ {2}end$/,
      /^ {4}[A-Za-z0-9_]+\["[^"]+"\]$/,
      /^ {2}[A-Za-z0-9_]+ -->(\|"[^"]+"\|)? [A-Za-z0-9_]+$/,
    ];
    for (const line of lines) expect([line, forms.some((form) => form.test(line))]).toEqual([line, true]);
  });

  test('every log group is there, and somebody writes to it', () => {
    const groups = Object.values(synth(overlay))
      .flat()
      .filter(({ kind }) => kind === 'LogGroup');
    const labels = [...(drawn.groups.get('CloudWatch Logs')?.values() ?? [])];
    expect(labels.length).toBe(groups.length);
    for (const [node] of drawn.groups.get('CloudWatch Logs') ?? [])
      expect([node, drawn.arrows.some(([, to]) => to === node)]).toEqual([node, true]);
  });
});
