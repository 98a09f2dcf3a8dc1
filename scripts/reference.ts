import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { REFERENCE_PAGE, referencePage } from './reference-page';

// Writes the reference page of overlays: `npm run docs`.
mkdirSync(dirname(REFERENCE_PAGE), { recursive: true });
writeFileSync(REFERENCE_PAGE, referencePage());
console.log(`wrote ${REFERENCE_PAGE}`);
