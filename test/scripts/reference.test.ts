import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSchema } from '../../model/schema/environment';
import { REFERENCE_PAGE, referencePage } from '../../scripts/reference-page';
import { type Setting, settingsOf, unitOf } from '../../validation/settings';
import { jsonSchema } from '../../validation/words';

const settings = settingsOf(jsonSchema(environmentSchema));
const paths = (chosen: (setting: Setting) => boolean) => settings.filter(chosen).map(({ path }) => path);

test('the reference page is fresh (npm run docs)', () => {
  expect(readFileSync(join(__dirname, '../..', REFERENCE_PAGE), 'utf8')).toBe(referencePage());
});

test('every setting has a description of one sentence or two, on one line', () => {
  expect(paths(({ json }) => !/^[^\n]{5,250}[.)]$/.test(json.description ?? ''))).toEqual([]);
});

test('every number has a unit', () => {
  expect(paths((setting) => isNumber(setting) && unitOf(setting) === undefined)).toEqual([]);
});

const isNumber = ({ json }: Setting) => json.type === 'integer' || json.type === 'number';

test('every text says what it is', () => {
  const says = ({ json }: Setting) => typeof json.what === 'string' || json.enum !== undefined;
  expect(paths((setting) => setting.json.type === 'string' && !says(setting))).toEqual([]);
});
