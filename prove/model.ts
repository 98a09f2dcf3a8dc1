import type { Environment } from '../model/schema/environment';
import { overlays } from '../overlays';
import { type ChartSettings, settingsByChart, summary } from '../synth/settings';
import { validate } from '../validation/validate';

/** The overlays, by environment, for settings that are not in dist/, such as zones and the version of Kubernetes. */
export function model(): Map<string, Environment> {
  return new Map(validate(overlays).environments.map((environment) => [environment.name, environment]));
}

/** The settings that each environment's charts read; computed once, at the first failure. */
const settings = new Map<string, ReadonlyMap<string, ChartSettings>>();

/**
 * The settings that a chart reads: `overlays/prod.ts metrics, namespaces.alloy`. Only the file for an environment or a chart that
 * the overlays do not have.
 */
export function originOf(environment: string, component: string): string {
  if (!settings.has(environment)) {
    const found = model().get(environment);
    settings.set(environment, found ? settingsByChart(found) : new Map());
  }
  const charts = settings.get(environment) ?? new Map();
  const objects = charts.get(component)?.fromObjects ? ['the objects of the other charts'] : [];
  return [`overlays/${environment}.ts`, [...summary(charts, component), ...objects].join(', ')]
    .filter(Boolean)
    .join(' ');
}
