/** Name of an alarm in CloudWatch. */
export const alarmName = (environmentName: string, id: string): string => `observability-${environmentName}-${id}`;
