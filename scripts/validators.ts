import { writeFileSync } from 'node:fs';
import { VALIDATORS_PAGE, validatorsPage } from './validators-page';

// Writes the page on validators of others: `npm run docs`.
writeFileSync(VALIDATORS_PAGE, validatorsPage());
console.log(`wrote ${VALIDATORS_PAGE}`);
