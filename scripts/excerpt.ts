import { readFileSync, writeFileSync } from 'node:fs';
import { exampleReview, excerptOf, PAGES_WITH_EXCERPT, withExcerpt } from './example';

// Writes the beginning of a real report into the pages that show one: a part of `npm run docs`.
const excerpt = excerptOf(exampleReview().markdown);
for (const page of PAGES_WITH_EXCERPT) {
  writeFileSync(page, withExcerpt(readFileSync(page, 'utf8'), excerpt));
  console.log(`wrote the report in ${page}`);
}
