import { writeFileSync } from 'node:fs';
import { QUERIES_PAGE, queriesPage } from './queries-page';

// Writes the page on saved queries: `npm run docs`.
writeFileSync(QUERIES_PAGE, queriesPage());
console.log(`wrote ${QUERIES_PAGE}`);
