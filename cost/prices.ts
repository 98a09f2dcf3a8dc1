/**
 * List prices, the only place that knows them. Each has its Region, the day on which AWS published it or somebody last looked it
 * up, and where it stands. What is not in the list is "not priced", never free. Prices are in USD without tax or discounts.
 */

/** What is charged for, and the unit of its quantity for a month. A GB of AWS has 2^30 bytes. */
export const ITEMS = {
  'logs-ingestion': 'GB',
  'logs-vended': 'GB',
  'logs-storage': 'GB-month',
  'logs-insights': 'GB scanned',
  'custom-metrics': 'metrics',
  'alarm-metrics': 'alarm metrics',
  'alarm-metrics-high-resolution': 'alarm metrics',
  'composite-alarms': 'alarms',
  'application-signals-objectives': 'objectives',
  dashboards: 'dashboards',
  'amp-samples': 'samples',
  'amp-storage': 'GB-month',
  'amp-query-samples': 'samples read',
  firehose: 'GB',
  's3-standard': 'GB-month',
  's3-glacier-flexible': 'GB-month',
  's3-requests': 'requests',
  's3-transitions': 'requests',
  'transfer-between-regions': 'GB',
  'sns-requests': 'requests',
  'sns-emails': 'e-mails',
  'sns-http': 'calls',
  'fargate-cpu': 'vCPU-hours',
  'fargate-memory': 'GB-hours',
  'load-balancer': 'hours',
  'load-balancer-capacity': 'LCU-hours',
  'nat-gateway': 'hours',
  'nat-gateway-data': 'GB',
  'public-ipv4': 'hours',
  'volumes-gp3': 'GB-month',
  'kms-requests': 'requests',
  'grafana-editors': 'users',
} as const;
/** One of them. */
export type Item = keyof typeof ITEMS;

/** The price of a unit from a quantity on, up to the next tier. */
export interface Tier {
  readonly from: number;
  readonly usd: number;
}

/** A list price. */
export interface Price {
  /** Regions that it holds for. */
  readonly regions: readonly string[];
  /** Ascending, the first from 0. */
  readonly tiers: readonly Tier[];
  /** Quantity that an account gets for nothing in a month, whatever its environments are. @default 0 */
  readonly free?: number;
  /** Day of the source, as `2026-10-07`. */
  readonly date: string;
  /** Where it stands. */
  readonly source: string;
}

const LISTS = 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws';
const list = (offer: string, version: string, region: string) => ({
  date: `${version.slice(0, 4)}-${version.slice(4, 6)}-${version.slice(6, 8)}`,
  source: `${LISTS}/${offer}/${version}/${region}/index.json`,
  regions: [region],
});
const page = (service: string, ...regions: string[]) => ({
  date: '2026-11-26',
  source: `https://aws.amazon.com/${service}/pricing/`,
  regions,
});

const VIRGINIA = 'us-east-1';
const IRELAND = 'eu-west-1';
const VIRGINIA_LOGS = list('AmazonCloudWatch', '20261007115540', VIRGINIA);
const IRELAND_LOGS = list('AmazonCloudWatch', '20260922021715', IRELAND);
const VIRGINIA_AMP = list('AmazonPrometheus', '20260911124459', VIRGINIA);
const CLOUDWATCH = page('cloudwatch', VIRGINIA, IRELAND);

const flat = (usd: number): Tier[] => [{ from: 0, usd }];
const METRICS: Tier[] = [
  { from: 0, usd: 0.3 },
  { from: 10_000, usd: 0.1 },
  { from: 250_000, usd: 0.05 },
  { from: 1_000_000, usd: 0.02 },
];
const SAMPLES: Tier[] = [
  { from: 0, usd: 0.9 / 1e7 },
  { from: 2e9, usd: 0.35 / 1e7 },
  { from: 252e9, usd: 0.16 / 1e7 },
];
const STANDARD: Tier[] = [
  { from: 0, usd: 0.023 },
  { from: 51_200, usd: 0.022 },
  { from: 512_000, usd: 0.021 },
];
const FREE_LOGS = 5;

/** Every price, by what it is for. */
export const PRICES: Readonly<Record<Item, readonly Price[]>> = {
  'logs-ingestion': [
    { ...VIRGINIA_LOGS, tiers: flat(0.5), free: FREE_LOGS },
    { ...IRELAND_LOGS, tiers: flat(0.57), free: FREE_LOGS },
    { ...page('cloudwatch', 'ap-northeast-2'), tiers: flat(0.76), free: FREE_LOGS },
  ],
  'logs-vended': [
    {
      ...VIRGINIA_LOGS,
      tiers: [
        { from: 0, usd: 0.5 },
        { from: 10_240, usd: 0.25 },
        { from: 30_720, usd: 0.1 },
        { from: 51_200, usd: 0.05 },
      ],
    },
  ],
  'logs-storage': [
    { ...VIRGINIA_LOGS, tiers: flat(0.03), free: FREE_LOGS },
    { ...IRELAND_LOGS, tiers: flat(0.03), free: FREE_LOGS },
  ],
  'logs-insights': [
    { ...page('cloudwatch', VIRGINIA), tiers: flat(0.005), free: FREE_LOGS },
    { ...page('cloudwatch', IRELAND), tiers: flat(0.0057), free: FREE_LOGS },
  ],
  'custom-metrics': [
    { ...page('cloudwatch', VIRGINIA), tiers: METRICS, free: 10 },
    { ...IRELAND_LOGS, tiers: METRICS, free: 10 },
  ],
  'alarm-metrics': [
    { ...page('cloudwatch', VIRGINIA), tiers: flat(0.1), free: 10 },
    { ...IRELAND_LOGS, tiers: flat(0.1), free: 10 },
  ],
  'alarm-metrics-high-resolution': [{ ...CLOUDWATCH, tiers: flat(0.3) }],
  'composite-alarms': [{ ...CLOUDWATCH, tiers: flat(0.5) }],
  dashboards: [{ ...CLOUDWATCH, tiers: flat(3), free: 3 }],
  'amp-samples': [
    { ...VIRGINIA_AMP, tiers: SAMPLES, free: 40e6 },
    { ...page('prometheus', IRELAND), tiers: SAMPLES, free: 40e6 },
  ],
  'amp-storage': [
    { ...VIRGINIA_AMP, tiers: flat(0.03), free: 10 },
    { ...page('prometheus', IRELAND), tiers: flat(0.03), free: 10 },
  ],
  'amp-query-samples': [
    { ...VIRGINIA_AMP, tiers: flat(0.1 / 1e9), free: 200e9 },
    { ...page('prometheus', IRELAND), tiers: flat(0.1 / 1e9), free: 200e9 },
  ],
  // Records of a subscription filter, whatever the 5 KB that each is rounded up to: it sends them in batches.
  firehose: [
    {
      ...page('firehose', VIRGINIA),
      tiers: [
        { from: 0, usd: 0.029 },
        { from: 512_000, usd: 0.025 },
        { from: 2_048_000, usd: 0.02 },
      ],
    },
  ],
  's3-standard': [
    { ...page('s3', VIRGINIA, 'us-west-2'), tiers: STANDARD },
    { ...list('AmazonS3', '20260928230416', IRELAND), tiers: STANDARD },
  ],
  's3-glacier-flexible': [{ ...page('s3', VIRGINIA, 'us-west-2', IRELAND), tiers: flat(0.0036) }],
  's3-requests': [
    { ...page('s3', VIRGINIA, 'us-west-2'), tiers: flat(0.005 / 1000) },
    { ...list('AmazonS3', '20260928230416', IRELAND), tiers: flat(0.005 / 1000) },
  ],
  's3-transitions': [{ ...page('s3', VIRGINIA, 'us-west-2'), tiers: flat(0.03 / 1000) }],
  'transfer-between-regions': [{ ...page('ec2', VIRGINIA), tiers: flat(0.02) }],
  'sns-requests': [
    { ...page('sns', VIRGINIA), tiers: flat(0.5e-6), free: 1e6 },
    { ...list('AmazonSNS', '20260915151944', IRELAND), tiers: flat(0.5e-6), free: 1e6 },
  ],
  'sns-emails': [{ ...page('sns', VIRGINIA, IRELAND), tiers: flat(2e-5), free: 1000 }],
  'sns-http': [{ ...page('sns', VIRGINIA), tiers: flat(0.6e-6), free: 100_000 }],
  'fargate-cpu': [
    { ...list('AmazonECS', '20260911124425', VIRGINIA), tiers: flat(0.04048) },
    { ...list('AmazonECS', '20260911124425', IRELAND), tiers: flat(0.04048) },
  ],
  'fargate-memory': [
    { ...list('AmazonECS', '20260911124425', VIRGINIA), tiers: flat(0.004445) },
    { ...list('AmazonECS', '20260911124425', IRELAND), tiers: flat(0.004445) },
  ],
  'load-balancer': [
    { ...list('AWSELB', '20260911124544', VIRGINIA), tiers: flat(0.0225) },
    { ...page('elasticloadbalancing', IRELAND), tiers: flat(0.0252) },
  ],
  'load-balancer-capacity': [
    { ...list('AWSELB', '20260911124544', VIRGINIA), tiers: flat(0.008) },
    { ...page('elasticloadbalancing', IRELAND), tiers: flat(0.008) },
  ],
  'nat-gateway': [
    { ...list('AmazonEC2', '20261007165408', VIRGINIA), tiers: flat(0.045) },
    { ...list('AmazonEC2', '20260925174521', IRELAND), tiers: flat(0.048) },
  ],
  'nat-gateway-data': [
    { ...list('AmazonEC2', '20261007165408', VIRGINIA), tiers: flat(0.045) },
    { ...list('AmazonEC2', '20260925174521', IRELAND), tiers: flat(0.048) },
  ],
  'public-ipv4': [
    { ...list('AmazonVPC', '20260917190528', VIRGINIA), tiers: flat(0.005) },
    { ...list('AmazonVPC', '20260917190528', IRELAND), tiers: flat(0.005) },
  ],
  'volumes-gp3': [{ ...page('ebs', VIRGINIA), tiers: flat(0.08) }],
  'kms-requests': [{ ...list('awskms', '20260911124601', VIRGINIA), tiers: flat(0.03 / 10_000), free: 20_000 }],
  // AWS quotes a price per period, and objectives of requests have none.
  'application-signals-objectives': [],
  'grafana-editors': [{ ...page('grafana', VIRGINIA, IRELAND), tiers: flat(9) }],
};

/** The price of an item in a Region; undefined: it is not in the list. */
export const priceOf = (item: Item, region: string): Price | undefined =>
  PRICES[item].find(({ regions }) => regions.includes(region));

/** Days after which a price must be looked up again. */
export const MAX_AGE_DAYS = 90;

/** Whether a price is too old on a day. */
export const isOld = ({ date }: Price, today: Date): boolean =>
  today.getTime() - Date.parse(date) > MAX_AGE_DAYS * 86_400_000;
