import type { DistObject } from '../dist';
import type { Subject } from '../report';
import type { Cluster, Context, DistEnvironment } from './types';

/** What the checks of one environment work with. */
export interface Scene extends Context {
  readonly environment: DistEnvironment;
  readonly cluster: Cluster;
}

/** What a check says, of an object or of the environment. */
export const about = ({ environment }: Scene, what: string, object?: DistObject): Subject => ({
  environment: environment.name,
  subject: object ? `${object.id}: ${what}` : what,
  object,
});
