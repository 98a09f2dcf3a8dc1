import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** cfn-lint on the path, or in the project's own virtual environment. */
const command = ['cfn-lint', '.venv/bin/cfn-lint'].find((each) => spawnSync(each, ['--version']).status === 0);

/** A test that needs cfn-lint; where it is not installed, it is reported as skipped. */
export const testWithCfnLint = command ? test : test.skip;

/** What cfn-lint says of templates, for a Region. Nothing: they are good. */
export function cfnLint(templates: readonly string[], region: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
  try {
    const files = templates.map((template, index) => {
      const file = join(folder, `template-${index}.yaml`);
      writeFileSync(file, template);
      return file;
    });
    const { stdout, stderr } = spawnSync(command ?? 'cfn-lint', ['--regions', region, '--', ...files], {
      encoding: 'utf8',
    });
    return `${stdout}${stderr}`.trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
