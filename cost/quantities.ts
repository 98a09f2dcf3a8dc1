import type { Environment } from '../model/schema/environment';
import { type Estimate, estimate, type Quantity } from './estimate';
import type { Objects } from './objects';
import { archiveQuantities } from './quantities/archive';
import { cloudwatchQuantities } from './quantities/cloudwatch';
import { computeQuantities } from './quantities/compute';
import { logQuantities } from './quantities/logs';
import { prometheusQuantities } from './quantities/prometheus';

/** Everything that an environment is charged for, in a month. */
export const quantities = (environment: Environment, objects: Objects): Quantity[] => [
  ...logQuantities(environment, objects),
  ...archiveQuantities(environment),
  ...cloudwatchQuantities(environment, objects),
  ...prometheusQuantities(environment, objects),
  ...computeQuantities(environment, objects),
];

/** What an environment costs in a month. Pure: the same environment and objects always cost the same. */
export const costOf = (environment: Environment, objects: Objects): Estimate =>
  estimate(quantities(environment, objects));
