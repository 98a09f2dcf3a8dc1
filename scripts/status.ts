import { writeFileSync } from 'node:fs';
import { STATUS_FIELDS, statusFields } from './status-fields';

// Writes the fields that FieldExport can copy: a part of `npm run import`.
writeFileSync(STATUS_FIELDS, statusFields());
console.log(`wrote ${STATUS_FIELDS}`);
