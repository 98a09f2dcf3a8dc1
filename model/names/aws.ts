/** Where an environment lives in AWS: enough to build any ARN or endpoint of its own. */
export interface AwsLocation {
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
  /** Region code, such as `eu-west-1`. */
  readonly region: string;
  /** Account number: 12 digits. */
  readonly accountId: string;
}

/** A cluster as charts see it. */
export interface ClusterRef extends AwsLocation {
  /** Name of the EKS cluster. */
  readonly name: string;
}

/** ARN of a regional resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export const arn = (at: AwsLocation, service: string, resource: string): string =>
  `arn:${at.partition}:${service}:${at.region}:${at.accountId}:${resource}`;

/** ARN of an IAM resource; IAM is global. */
export const iamArn = (at: AwsLocation, resource: string): string =>
  `arn:${at.partition}:iam::${at.accountId}:${resource}`;

/** ARN of the EKS cluster. */
export const clusterArn = (cluster: ClusterRef): string => arn(cluster, 'eks', `cluster/${cluster.name}`);

/** Domain of the service endpoints in a partition. */
export const dnsSuffix = (partition: string): string => (partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com');

/** A name as a logical ID of CloudFormation, letters and digits alone: `error-events` → `ErrorEvents` */
export const logicalId = (...names: string[]): string =>
  names
    .join('-')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
