/**
 * Beginnings of names of log groups that AWS services create and write to. Their owners set what is in them and how long it is
 * kept, often for audits. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-services-sending-logs.html
 */
const BEGINNINGS = [
  // Lambda, EKS, RDS, CodeBuild, VPC flow logs, Route 53, Step Functions and most others.
  '/aws/',
  '/aws-glue/',
  'API-Gateway-Execution-Logs',
  'AWSIot',
  'CloudTrail/',
  'RDSOSMetrics',
  'aws-cloudtrail-logs-',
  'aws-controltower/',
  'aws-waf-logs-',
  'dms-tasks-',
  'sns/',
];

/** Whether a log group is one of AWS's, by its name. */
export const isOfAws = (logGroupName: string): boolean =>
  BEGINNINGS.some((beginning) => logGroupName.startsWith(beginning));
