import { writeFileSync } from 'node:fs';
import { LICENCES_PAGE, licencesPage } from './licences-page';

// Writes the page of licences: a part of `npm run docs`.
writeFileSync(LICENCES_PAGE, licencesPage());
console.log(`wrote ${LICENCES_PAGE}`);
