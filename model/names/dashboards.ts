/** The dashboard that shows whether anything is wrong. */
export const OVERVIEW = 'overview';

/** The dashboard of the service on ECS and of its load balancer. */
export const ECS = 'ecs';

/** The dashboard that shows what logs say and cost. */
export const LOGS = 'logs';

/**
 * Name of a dashboard in CloudWatch. Dashboards are global in an account: "_" is in no name of an environment, so that two environments never
 * share one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 * @param id what it is about: `overview`, or a workload
 */
export const dashboardName = (environmentName: string, id: string): string =>
  id === OVERVIEW ? `observability-${environmentName}` : `observability-${environmentName}_${id}`;

/** Name or pattern that a dashboard of an environment has: those beside the overview share one, so that another one changes no role. */
export const dashboardPattern = (environmentName: string, name: string): string =>
  name === dashboardName(environmentName, OVERVIEW) ? name : dashboardName(environmentName, '*');
