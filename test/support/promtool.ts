import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { toYaml } from '../../charts/common/yaml';

const installed = spawnSync('promtool', ['--version']).status === 0;

/** A test that needs promtool; where it is not installed, it is reported as skipped. */
export const testWithPromtool = installed ? test : test.skip;

/** Runs promtool on files of a folder of its own. Throws with what it says. */
export function promtool(args: string[], files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return execFileSync('promtool', args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.join(' ')}\n${stdout}\n${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Checks a scrape configuration. Debian builds Prometheus without the discovery of Kubernetes, so that its place is taken by
 * a list of targets that is empty.
 */
export function checkScrapeConfiguration(text: string): string {
  const { scrape_configs = [], ...others } = parse(text) as { scrape_configs?: Record<string, unknown>[] };
  const jobs = scrape_configs.map(({ kubernetes_sd_configs: _, ...job }) => ({ ...job, static_configs: [] }));
  return promtool(['check', 'config', '--syntax-only', 'prometheus.yaml'], {
    'prometheus.yaml': toYaml({ ...others, scrape_configs: jobs }),
  });
}
