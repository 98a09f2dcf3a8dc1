import { type Dashboard, expressionsOf } from '../panel';
import { applications } from './application';
import { cluster } from './cluster';
import { logs } from './logs';
import { objectives } from './objectives';
import { pipeline } from './pipeline';
import type { DashboardSettings } from './settings';

/** Every dashboard of an environment: of what it has, and no other. */
export const dashboards = (settings: DashboardSettings): Dashboard[] => [
  ...applications(settings),
  ...logs(settings),
  ...pipeline(settings),
  ...cluster(settings),
  ...objectives(settings),
];

/** Every PromQL expression that a panel shows. */
export const panelExpressions = (settings: DashboardSettings): string[] => expressionsOf(dashboards(settings));
