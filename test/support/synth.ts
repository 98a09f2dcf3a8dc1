import { chartsOf, type Manifest } from '../../charts/common/chart';
import { toYaml } from '../../charts/common/yaml';
import { appOf } from '../../charts/stack';
import type { EnvironmentInput } from '../../model/schema/environment';
import { environment } from './environments';

/** Objects as JSON, by settings: the tests of a file look at the same few environments again and again. */
const made = new WeakMap<EnvironmentInput, string>();

/** The objects of an environment by chart, as they are written to dist/: new ones at each call, which a test may change. */
export function synth(input: EnvironmentInput): Record<string, Manifest[]> {
  const known =
    made.get(input) ??
    JSON.stringify(
      Object.fromEntries(chartsOf(appOf(environment(input))).map((chart) => [chart.node.id, chart.toJson()])),
    );
  made.set(input, known);
  return JSON.parse(known);
}

/** The dist file of one chart. */
export function chartYaml(component: string, input: EnvironmentInput): string {
  const manifests = synth(input)[component];
  if (!manifests) throw new Error(`the environment has no chart "${component}"`);
  return toYaml(...manifests);
}

/** The object of a chart with this kind and name. */
export function find(manifests: Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(
    (manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name),
  );
  const [only, ...others] = found;
  if (!only || others.length > 0)
    throw new Error(`${found.length} objects of kind ${kind}${name ? ` named ${name}` : ''}`);
  return only;
}
