/**
 * Facts about CloudWatch dashboards.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */

/** Time that a dashboard shows unless somebody chooses another, in hours. */
export const LOOK_BACK_HOURS = 3;

/** Most that a dashboard can have: widgets, metrics of a widget and of all, alarms of a widget, columns. */
export const DASHBOARD_LIMITS = {
  widgets: 500,
  metricsOfWidget: 500,
  metrics: 2500,
  alarmsOfWidget: 100,
  columns: 24,
} as const;
