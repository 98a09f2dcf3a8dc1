import { readdirSync, readFileSync } from 'node:fs';
import { index } from '../../checks/objects';
import { dashboardModelsOf } from '../../checks/panels';
import { readDist } from '../../prove/dist';

const pictures = readdirSync('docs/images').filter((file) => file.startsWith('panels-'));

/** Titles of the panels of a dashboard that dist/ has now. */
function titlesInDist(environment: string, uid: string): (string | undefined)[] {
  const objects = readDist('dist', environment).flatMap((each) => each.objects.map(({ value }) => value));
  const dashboard = dashboardModelsOf(index(objects)).find((each) => each.uid === uid);
  return (dashboard?.panels ?? []).map(({ title }) => title);
}

const titlesIn = (picture: string): string[] =>
  [...picture.matchAll(/ class="t">([^<]*)</g)].map(([, title = '']) =>
    title.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)),
  );

test('two dashboards are drawn', () => {
  expect(pictures).toHaveLength(2);
});

test.each(pictures)('%s has the panels of today; docs/prove.md says how to draw it again', (file) => {
  const picture = readFileSync(`docs/images/${file}`, 'utf8');
  const [, environment = '', uid = ''] = /^panels-([^-]+)-(.+)\.svg$/.exec(file) ?? [];
  expect(titlesIn(picture)).toEqual(titlesInDist(environment, uid));
  expect(titlesIn(picture).length).toBeGreaterThan(3);
  expect(picture).toContain('<polyline');
  expect(picture.length).toBeLessThan(60_000);
  expect(readFileSync('docs/grafana.md', 'utf8')).toContain(`](images/${file})`);
});
