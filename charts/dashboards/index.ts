import type { Construct } from 'constructs';
import { Dashboard } from '../../imports/cloudwatch.services.k8s.aws';
import { ackMetadata } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { dashboardBody, type Widget } from './widgets';

/** Props of the dashboard's object. */
export interface DashboardsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the object's controller. */
  readonly region: string;
  /** Name of the environment: part of the dashboard's name. */
  readonly environmentName: string;
  /** What is shown; without any there is no dashboard. */
  readonly widgets: readonly Widget[];
}

/** The CloudWatch dashboard of an environment. Dashboards are global in an account, so the name carries the environment. */
export class Dashboards extends ComponentChart {
  constructor(scope: Construct, { namespace, region, environmentName, widgets }: DashboardsProps) {
    super(scope, 'dashboards', { namespace, wave: 'insights' });
    if (widgets.length === 0) return;
    const dashboardName = `observability-${environmentName}`;
    new Dashboard(this, 'overview', {
      metadata: ackMetadata('dashboard-overview', { region, adopt: { dashboardName } }),
      spec: { dashboardName, dashboardBody: dashboardBody(widgets) },
    });
  }
}
