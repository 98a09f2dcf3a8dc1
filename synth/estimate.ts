import { otherFiles, TEMPLATES } from '../charts/bootstrap-stack';
import { type Manifest, manifestsOf } from '../charts/common/chart';
import { appOf } from '../charts/stack';
import type { Estimate } from '../cost/estimate';
import type { Objects } from '../cost/objects';
import { costOf } from '../cost/quantities';
import type { Environment } from '../model/schema/environment';

/** What is charged for by the number of its objects, from the objects and the other files of an environment. */
export const objectsFrom = (manifests: readonly Manifest[], others: Readonly<Record<string, string>>): Objects => ({
  manifests,
  template: TEMPLATES.map((path) => others[path] ?? '').join('\n'),
});

/** The same from the environment alone. */
export function objectsOf(environment: Environment): Objects {
  const manifests = manifestsOf(appOf(environment));
  return objectsFrom(manifests, otherFiles(environment, manifests));
}

/** What an environment costs in a month, with the objects that it becomes. */
export const estimateOf = (environment: Environment): Estimate => costOf(environment, objectsOf(environment));
