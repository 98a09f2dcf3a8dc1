import type { Construct } from 'constructs';
import { Dashboard } from '../../imports/cloudwatch.services.k8s.aws';
import { dashboardName as nameOf } from '../../model/names/dashboards';
import { ackMetadata } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { dashboardBody, type Widget } from './widgets';

/** Props of the dashboards' objects. */
export interface DashboardsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the objects' controller. */
  readonly region: string;
  /** Name of the environment: part of the dashboards' names. */
  readonly environmentName: string;
  /** What each shows, by what it is about; one without widgets is none. */
  readonly dashboards: Readonly<Record<string, readonly Widget[]>>;
}

/** The CloudWatch dashboards of an environment. */
export class Dashboards extends ComponentChart {
  constructor(scope: Construct, { namespace, region, environmentName, dashboards }: DashboardsProps) {
    super(scope, 'dashboards', { namespace, wave: 'insights' });
    for (const [id, widgets] of Object.entries(dashboards)) {
      if (widgets.length === 0) continue;
      const dashboardName = nameOf(environmentName, id);
      new Dashboard(this, id, {
        metadata: ackMetadata(`dashboard-${id}`, { region, adopt: { dashboardName } }),
        spec: { dashboardName, dashboardBody: dashboardBody(widgets) },
      });
    }
  }
}
