import type { Manifest } from '../charts/common/chart';
import type { Problem } from '../model/problem';
import { assumed, irsa, oneIdentity, tokens } from './access';
import { logGroups, metrics } from './aws';
import { images, probes, resources, volumes } from './containers';
import { existing, keys, order, used } from './links';
import { identities, innerNames, labels, names, scope } from './names';
import { type Check, type Given, index } from './objects';
import { addresses, distinctPorts, probePorts, servicePorts } from './ports';
import { checksums } from './rollout';
import { ruleMetrics } from './rules';
import { annotated, jobs } from './scraping';
import { disjointSelectors, selectors, stableSelectors } from './selectors';

/** What must hold between the objects of an environment, beyond what a schema can say. Each is one function with its own words. */
const CHECKS: readonly Check[] = [
  identities,
  names,
  innerNames,
  labels,
  scope,
  existing,
  keys,
  used,
  order,
  tokens,
  irsa,
  assumed,
  oneIdentity,
  selectors,
  stableSelectors,
  disjointSelectors,
  servicePorts,
  probePorts,
  distinctPorts,
  addresses,
  volumes,
  checksums,
  images,
  resources,
  probes,
  annotated,
  jobs,
  logGroups,
  metrics,
  ruleMetrics,
];

/** Everything that is wrong with the objects of one environment, all at once. */
export function check(manifests: readonly Manifest[], given: Given = {}): Problem[] {
  const objects = index(manifests);
  return CHECKS.flatMap((each) => [...each(objects, given)]);
}
