import { type Destination, destinationAliases } from '../../../model/facts/destinations';
import type { FluentBitPlugin, FluentBitProperty } from './model';

/** What the outputs to destinations have in common. */
export interface DestinationScope {
  /** Tags, such as `containers.*`. */
  readonly match: string;
  readonly region: string;
  /** Name of the cluster: first part of object keys, label of streams. */
  readonly cluster: string;
  /** Folder for what the S3 output collects before it uploads. */
  readonly storePath: string;
  /** Key of the record that holds the whole event as text. @default - the record itself is the event */
  readonly textKey?: string;
}

/**
 * How often an output tries a chunk again, within the bound of its buffer. By default Fluent Bit gives a chunk up after one retry.
 * OpenSearch refuses single documents (a field that is a number in one and text in another), and their chunk with them: after
 * an hour it makes room. The other documents of such a chunk have arrived.
 * https://docs.fluentbit.io/manual/administration/scheduling-and-retries
 * @param tries of the other outputs
 */
export const retryLimit = (output: string, tries: number | 'no_limits' = 'no_limits'): FluentBitProperty => [
  'retry_limit',
  output === 'opensearch' || output === 'es' ? 240 : tries,
];

/**
 * How an output tries again, and the most disk that what waits for it takes. S3 has files of its own, which the bound of
 * chunks does not count, and takes "no_limits" for 5 tries. https://docs.fluentbit.io/manual/data-pipeline/outputs/s3
 * @param tries of the other outputs
 */
export const waiting = (output: string, mebibytes: number, tries?: number): FluentBitProperty[] =>
  output === 's3'
    ? [
        ['retry_limit', 100000],
        ['store_dir_limit_size', `${mebibytes}M`],
      ]
    : [retryLimit(output, tries), ['storage.total_limit_size', `${mebibytes}M`]];

/** An output to each destination, without buffering and retries, which depend on the router. */
export const destinationOutputs = (destinations: readonly Destination[], scope: DestinationScope): FluentBitPlugin[] =>
  destinations.map((destination, index) => {
    const { name, properties } = output(destination, scope);
    const alias = destinationAliases(destinations)[index] as string;
    return { name, properties: [['alias', alias], ['match', scope.match], ...properties] };
  });

function output(destination: Destination, scope: DestinationScope): FluentBitPlugin {
  switch (destination.kind) {
    case 'opensearch':
      return { name: 'opensearch', properties: openSearch(destination) };
    case 'firehose':
      return {
        name: 'kinesis_firehose',
        properties: [['region', scope.region], ['delivery_stream', destination.deliveryStreamName], ...text(scope)],
      };
    case 's3':
      return { name: 's3', properties: s3(destination.bucketName, scope) };
    case 'loki':
      return { name: 'loki', properties: loki(destination, scope) };
  }
}

const text = ({ textKey }: DestinationScope): FluentBitProperty[] => (textKey ? [['log_key', textKey]] : []);

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/opensearch */
const openSearch = ({
  domainArn,
  endpoint,
  index,
}: Extract<Destination, { kind: 'opensearch' }>): FluentBitProperty[] => [
  ['host', endpoint],
  ['port', 443],
  ['tls', true],
  ['aws_auth', true],
  // The domain may be in another Region than the cluster.
  ['aws_region', domainArn.split(':')[3] as string],
  ['index', index],
  ['suppress_type_name', true],
  // The same ID at a second try: no document twice.
  ['generate_id', true],
  ['compress', 'gzip'],
];

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/s3 */
const s3 = (bucket: string, scope: DestinationScope): FluentBitProperty[] => [
  ['region', scope.region],
  ['bucket', bucket],
  // Tags are containers.<group>.<namespace>.…
  ['s3_key_format', `/${scope.cluster}/$TAG[2]/%Y/%m/%d/%H/$UUID.gz`],
  ['use_put_object', true],
  ['compression', 'gzip'],
  ['total_file_size', '20M'],
  ['upload_timeout', '5m'],
  ['store_dir', scope.storePath],
  ...text(scope),
];

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/loki */
const loki = (
  { host, port }: Extract<Destination, { kind: 'loki' }>,
  { cluster }: DestinationScope,
): FluentBitProperty[] => [
  ['host', host],
  ['port', port],
  ['labels', `job=fluent-bit, cluster=${cluster}`],
  ['label_keys', '$log_stream'],
  ['remove_keys', 'log_stream'],
  // What is left is one key: its text is the line.
  ['drop_single_key', 'raw'],
];
