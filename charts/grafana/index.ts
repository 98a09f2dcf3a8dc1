import type { Construct } from 'constructs';
import { ComponentChart } from '../common/chart';
import { addToCluster, type ClusterDelivery } from './cluster';
import { dashboards } from './dashboards';
import type { DashboardSettings } from './dashboards/settings';
import { addManaged, type ManagedDelivery } from './managed';
import { dashboardJson } from './render';

/** Name of everything that belongs to Grafana: objects, pods, IAM role. */
export const GRAFANA = 'grafana';

/** Props of Grafana. */
export interface GrafanaProps {
  /** Namespace of the objects. */
  readonly namespace: string;
  /** What the dashboards show. */
  readonly settings: DashboardSettings;
  /** Where Grafana is. */
  readonly delivery: ClusterDelivery | ManagedDelivery;
}

/** Datasources and dashboards, and the Grafana that shows them. */
export class Grafana extends ComponentChart {
  constructor(scope: Construct, { namespace, settings, delivery }: GrafanaProps) {
    super(scope, GRAFANA, { namespace, wave: 'insights' });
    const files = Object.fromEntries(
      dashboards(settings).map((dashboard) => [dashboard.uid, dashboardJson(dashboard, settings)]),
    );
    if (delivery.kind === 'cluster') addToCluster(this, files, settings.location, delivery);
    else addManaged(this, files, settings.location, delivery);
  }
}
