import type { Environment } from '../schema/environment';

/** Name of the AppProject of an environment. */
export const projectName = (environmentName: string, { project }: Environment['argocd']): string =>
  project ?? `observability-${environmentName}`;
