import type { Environment } from '../schema/environment';

/** Tag with the environment that a resource belongs to. Policies use it where an ID is not known beforehand. */
export const ENVIRONMENT_TAG = 'observability-environment';

/** Tags of every AWS resource of an environment. */
export const tagsOf = ({ name, tags }: Pick<Environment, 'name' | 'tags'>): Record<string, string> => ({
  ...tags,
  [ENVIRONMENT_TAG]: name,
});
