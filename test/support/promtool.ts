import { parse } from 'yaml';
import { toYaml } from '../../charts/common/yaml';
import { runOn, testWith } from './program';

/** A test that needs promtool. */
export const testWithPromtool = testWith('promtool');

/** Runs promtool on files of a folder of its own. Throws with what it says. */
export const promtool = (args: string[], files: Record<string, string>): string => runOn('promtool', args, files);

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
