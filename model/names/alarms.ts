/** Name of an alarm in CloudWatch. */
export const alarmName = (environmentName: string, id: string): string => `observability-${environmentName}-${id}`;

const OVER_ESTIMATE = '-over-estimate';

/** ID of the alarm that says that more comes than the estimate of cost says at most: to a log group by its ID, or `series`. */
export const overEstimateId = (watched: string): string => `${watched}${OVER_ESTIMATE}`;

/** Whether an alarm, by its ID or its name in CloudWatch, says that more comes than the estimate. */
export const isOverEstimate = (name: string): boolean => name.endsWith(OVER_ESTIMATE);

/** The alert that says so of the series of a cluster. */
export const MORE_SERIES_ALERT = 'MoreSeriesThanEstimated';
