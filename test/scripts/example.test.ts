import { readFileSync, statSync } from 'node:fs';
import { exampleReview, excerptOf, PAGES_WITH_EXCERPT, withExcerpt } from '../../scripts/example';

test.each(PAGES_WITH_EXCERPT)('%s has the report of today: `npm run docs`', (file) => {
  const page = readFileSync(file, 'utf8');
  const excerpt = excerptOf(exampleReview().markdown);
  expect(excerpt).toMatch(/^> \*\*\d+ objects added, /);
  expect(excerpt).toContain('AWS deletes what is older, for good');
  expect(withExcerpt(page, excerpt)).toBe(page);
  expect(withExcerpt(page, 'another')).not.toBe(page);
});

test('pictures are small, and shown', () => {
  const page = readFileSync('docs/review.md', 'utf8');
  for (const file of ['review-report.png', 'review-diff.png']) {
    expect(statSync(`docs/images/${file}`).size).toBeLessThan(200_000);
    expect(page).toContain(`](images/${file})`);
  }
});
