/** Partitions that the stack supports. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'] as const;
/** One of them. */
export type Partition = (typeof PARTITIONS)[number];

/**
 * Regions that have EKS. A test holds the list against AWS's own SDK.
 * https://docs.aws.amazon.com/general/latest/gr/eks.html
 */
export const REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-1',
  'us-west-2',
] as const;
/** One of them. */
export type Region = (typeof REGIONS)[number];

/** Partition of a Region. */
export function partitionOf(region: Region): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** What of the stack some Regions do not have. */
export type Feature =
  | 'Amazon Managed Prometheus'
  | 'Amazon Managed Grafana'
  | 'Amazon Q Developer in chat applications'
  | 'Application Signals'
  | 'CloudWatch investigations'
  | 'EKS on Fargate';

/** Regions of Amazon Managed Grafana. CloudFormation, which creates the workspace, has no kind for it in AWS GovCloud. */
const GRAFANA: readonly Region[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'us-east-1',
  'us-east-2',
  'us-west-2',
];

/** Regions of CloudWatch investigations. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Investigations.html */
const INVESTIGATIONS: readonly Region[] = [
  'ap-east-1',
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-5',
  'ap-southeast-7',
  'eu-central-1',
  'eu-north-1',
  'eu-south-2',
  'eu-west-1',
  'me-south-1',
  'us-east-1',
  'us-east-2',
  'us-west-2',
];

const HAS: Readonly<Record<Feature, (region: Region) => boolean>> = {
  // https://docs.aws.amazon.com/general/latest/gr/prometheus-service.html
  'Amazon Managed Prometheus': (region) => partitionOf(region) !== 'aws-cn',
  // https://docs.aws.amazon.com/grafana/latest/userguide/what-is-Amazon-Managed-Service-Grafana.html
  'Amazon Managed Grafana': (region) => GRAFANA.includes(region),
  // https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html
  'Amazon Q Developer in chat applications': (region) => partitionOf(region) === 'aws',
  // ARNs of its objectives are of the other partitions. https://docs.aws.amazon.com/applicationsignals/latest/APIReference/API_ServiceLevelObjective.html
  'Application Signals': (region) => partitionOf(region) !== 'aws-cn',
  'CloudWatch investigations': (region) => INVESTIGATIONS.includes(region),
  // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-eks.html
  'EKS on Fargate': (region) => partitionOf(region) !== 'aws-us-gov',
};

/** Regions that have a feature. */
export const regionsWith = (feature: Feature): Region[] => REGIONS.filter(HAS[feature]);

/** Whether a Region has a feature. */
export const hasFeature = (region: Region, feature: Feature): boolean => HAS[feature](region);
