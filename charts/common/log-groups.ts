/**
 * Names of the log groups of a cluster: every agent, role, alarm and query takes them from here.
 * The layout is Container Insights'. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-reference.html
 */
export const LOG_STREAMS = ['application', 'host', 'dataplane', 'prometheus', 'performance', 'fargate'] as const;
export type LogStream = (typeof LOG_STREAMS)[number];

/** Log group of one stream of a cluster. */
export const logGroupName = (clusterName: string, stream: LogStream): string =>
  `/aws/containerinsights/${clusterName}/${stream}`;

/** Log group of the Fargate log router's own process. Fixed by EKS. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
export const fargateProcessLogGroupName = (clusterName: string): string => `${clusterName}-fluent-bit-logs`;
