import { otherFiles, TEMPLATES } from '../charts/bootstrap-stack';
import { manifestsOf } from '../charts/common/chart';
import { appOf } from '../charts/stack';
import type { Estimate } from '../cost/estimate';
import type { Objects } from '../cost/objects';
import { costOf } from '../cost/quantities';
import type { Environment } from '../model/schema/environment';

/** What is charged for by the number of its objects: all that an environment becomes. */
export function objectsOf(environment: Environment): Objects {
  const manifests = manifestsOf(appOf(environment));
  const others = otherFiles(environment, manifests);
  return { manifests, template: TEMPLATES.map((path) => others[path] ?? '').join('\n') };
}

/** What an environment costs in a month, with the objects that it becomes. */
export const estimateOf = (environment: Environment): Estimate => costOf(environment, objectsOf(environment));
