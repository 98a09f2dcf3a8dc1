/**
 * Every image of the stack: repository, exact tag, and the digest where it is known. Renovate reads and updates this file
 * (renovate.json): one image a line, repository:tag or repository:tag@digest in quotes.
 */
export const IMAGES = {
  fluentBit: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:3.4.17',
  alloy: 'docker.io/grafana/alloy:v1.18.1',
  cloudwatchAgent: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300072.0b1766',
} as const;
