import type { App } from 'cdk8s';
import type { Environment } from '../overlays/schema/environment';

/**
 * The charts of one environment. The only place that knows the whole environment: it hands each chart the slice that it needs.
 * A component that the environment does not use has no chart.
 */
export function addCharts(_app: App, _environment: Environment): void {}
