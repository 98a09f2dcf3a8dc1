import type { Subject } from '../check';
import type { DistObject } from '../dist';
import type { Cluster, Context, DistEnvironment } from './types';

/** What the checks of one environment need. */
export interface EnvironmentContext extends Context {
  readonly environment: DistEnvironment;
  readonly cluster: Cluster;
}

/** Subject of a check, about an object or the environment. */
export const about = ({ environment }: EnvironmentContext, what: string, object?: DistObject): Subject => ({
  environment: environment.name,
  subject: object ? `${object.id}: ${what}` : what,
  object,
});
