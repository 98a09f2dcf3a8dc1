import { readFileSync } from 'node:fs';
import { QUERIES_PAGE, queriesPage } from '../../scripts/queries-page';

test('the page on saved queries is as the sources make it', () => {
  expect(readFileSync(QUERIES_PAGE, 'utf8')).toBe(queriesPage());
});
