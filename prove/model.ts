import type { Environment } from '../model/schema/environment';
import { overlays } from '../overlays';
import { validate } from '../validation/validate';

/** What the overlays say, by environment: what dist/ does not repeat, such as zones and the version of Kubernetes. */
export function model(): Map<string, Environment> {
  return new Map(validate(overlays).environments.map((environment) => [environment.name, environment]));
}
