import type { Environment } from '../../../model/schema/environment';
import type { At, Firing } from '../../support/rules';
import type { Names } from './healthy';

/** Something that breaks after some time of health, and what says so. */
export interface Scenario {
  /** As docs/alerts.md says it. */
  readonly breaks: string;
  /** Minutes within which it is noticed. */
  readonly within: number;
  readonly firing: Firing;
  /** The series that differ from those of health; undefined: it does not exist. */
  readonly change: (names: Names) => Readonly<Record<string, At | undefined>>;
  /** Environments that can have it. @default - all */
  readonly where?: (environment: Environment) => boolean;
}
