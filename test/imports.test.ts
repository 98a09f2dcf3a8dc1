import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { STATUS_FIELDS, statusFields } from '../scripts/status-fields';

const generated = readdirSync('imports').filter((file) => file.endsWith('.ts'));
const bundles = readdirSync('imports/crds');

test('imports/ is what `npm run import` writes', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false' };
    execFileSync('node_modules/.bin/cdk8s', ['import', '--save=false', '--output', outdir], { env, stdio: 'pipe' });
    expect(readdirSync(outdir).sort()).toEqual(generated.sort());
    for (const file of generated)
      expect(`${file}\n${readFileSync(join('imports', file))}`).toBe(`${file}\n${readFileSync(join(outdir, file))}`);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}, 60_000);

test('the fields that FieldExport can copy are those of the bundles', () => {
  expect(readFileSync(STATUS_FIELDS, 'utf8')).toBe(statusFields());
});

test('every bundle is imported and has its source and version in the README', () => {
  const listed: string[] = parse(readFileSync('cdk8s.yaml', 'utf8')).imports;
  expect(listed.sort()).toEqual(bundles.map((bundle) => `imports/crds/${bundle}`).sort());
  const rows = [
    ...readFileSync('imports/README.md', 'utf8').matchAll(/^\| ([a-z0-9.]+) \| .+ \| v?\d+\.\d+\.\d+ \|$/gm),
  ].map(([, group]) => group);
  expect(rows.map((group) => `${group}.yaml`).sort()).toEqual(bundles.sort());
});
