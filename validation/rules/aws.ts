import { hasFeature, partitionOf, regionsWith } from '../../model/facts/regions';
import { dnsSuffix } from '../../model/names/aws';
import { archiveStreamName } from '../../model/names/log-archive';
import { ENVIRONMENT_TAG } from '../../model/names/tags';
import { settingName, show } from '../../model/problem';
import { type Rule, repeats, rule, taken } from '../rule';
import { ecsProblems } from './ecs';

const grafana = rule(['cluster', 'grafana'], function* ({ cluster, grafana }) {
  if (grafana?.kind === 'managed' && !hasFeature(cluster.region, 'Amazon Managed Grafana'))
    yield {
      field: 'grafana.kind',
      value: grafana.kind,
      wrong: `cannot exist in ${cluster.region}, which has no Amazon Managed Grafana`,
      allowed: `"cluster", or the Regions ${regionsWith('Amazon Managed Grafana').join(', ')}`,
    };
});

/** Keys of tags that ACK sets. https://aws-controllers-k8s.github.io/community/docs/user-docs/ack-tags/ */
const ACK_TAGS = 'services.k8s.aws/';

/** IAM does not tell keys apart by case. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
const tagKeys = rule(['tags'], function* ({ tags }) {
  const keys = Object.keys(tags);
  for (const { item, first } of repeats(keys, (key) => key.toLowerCase()))
    yield taken(settingName(['tags', item]), item, `${show(first)} differs only in case`, 'one of both');
  for (const key of keys)
    if (key.toLowerCase() === ENVIRONMENT_TAG || key.toLowerCase().startsWith(ACK_TAGS))
      yield taken(settingName(['tags', key]), key, 'the stack or ACK sets it', 'another key');
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html */
const replica = rule(['cluster', 'archive'], function* ({ cluster, archive }) {
  if (!archive?.replication) return;
  const { region, bucketName } = archive.replication;
  if (region === cluster.region || partitionOf(region) !== partitionOf(cluster.region))
    yield {
      field: 'archive.replication.region',
      value: region,
      wrong: region === cluster.region ? 'is the Region of the cluster' : 'is in another partition than the cluster',
      allowed: `another Region of partition ${partitionOf(cluster.region)}`,
    };
  if (bucketName === archive.bucketName)
    yield taken('archive.replication.bucketName', bucketName, 'it is the archive itself', 'another bucket');
});

/** A version that is locked outlives what `warmDays` and `coldDays` say, and is paid for. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html */
const lockEndsBeforeTheArchive = rule(['archive'], function* ({ archive }) {
  if (!archive?.objectLock) return;
  const days = archive.warmDays + archive.coldDays;
  if (archive.objectLock.days > days)
    yield {
      field: 'archive.objectLock.days',
      value: archive.objectLock.days,
      wrong: `keeps objects longer than archive.warmDays ${archive.warmDays} and archive.coldDays ${archive.coldDays} say`,
      allowed: `at most ${days}, or more days in the archive`,
    };
});

/** The archive keeps events longer than CloudWatch Logs does. */
const archiveOutlastsGroups = rule(['archive', 'logs'], function* ({ archive, logs }) {
  if (!archive) return;
  const days = archive.warmDays + archive.coldDays;
  const hot = Math.max(logs.retentionDays, ...logs.applications.map(({ retentionDays = 0 }) => retentionDays));
  if (days <= hot)
    yield {
      field: 'archive.warmDays',
      value: archive.warmDays,
      wrong: `and archive.coldDays ${archive.coldDays} do not outlast the ${hot} days of a log group`,
      allowed: `more than ${hot} days in both together`,
    };
});

const ecs = rule(['name', 'cluster', 'logs', 'ecs'], ({ name, cluster, logs, ecs }) =>
  ecs ? ecsProblems({ name, cluster, logs, ecs }) : [],
);

const openSearch = rule(['cluster', 'logs'], function* ({ cluster, logs }) {
  for (const [index, destination] of logs.destinations.entries()) {
    if (destination.kind !== 'opensearch') continue;
    const { domainArn, endpoint } = destination;
    const [, partition, , region, accountId] = domainArn.split(':');
    if (partition !== cluster.partition || accountId !== cluster.accountId)
      yield {
        field: `logs.destinations[${index}].domainArn`,
        value: domainArn,
        wrong: 'is not a domain of this account',
        allowed: `arn:${cluster.partition}:es:<region>:${cluster.accountId}:domain/…`,
      };
    const end = `.${region}.es.${dnsSuffix(cluster.partition)}`;
    if (!endpoint.endsWith(end))
      yield {
        field: `logs.destinations[${index}].endpoint`,
        value: endpoint,
        wrong: 'is not an endpoint in the Region of the domain, for which requests are signed',
        allowed: `<name>${end}`,
      };
  }
});

/** Subscription filters fill the archive already: every line would be in it twice, and nodes could write there. */
const notTheArchive = rule(['name', 'logs', 'archive'], function* ({ name, logs, archive }) {
  if (!archive) return;
  const buckets = [archive.bucketName, archive.replication?.bucketName];
  for (const [index, destination] of logs.destinations.entries()) {
    if (destination.kind === 's3' && buckets.includes(destination.bucketName))
      yield taken(
        `logs.destinations[${index}].bucketName`,
        destination.bucketName,
        'it is a bucket of the archive',
        'another bucket, or no archive',
      );
    if (destination.kind === 'firehose' && destination.deliveryStreamName === archiveStreamName(name))
      yield taken(
        `logs.destinations[${index}].deliveryStreamName`,
        destination.deliveryStreamName,
        'it is the stream of the archive',
        'another stream, or no archive',
      );
  }
});

/** Rules over AWS resources next to the cluster. */
export const awsRules: Rule[] = [
  grafana,
  tagKeys,
  replica,
  lockEndsBeforeTheArchive,
  archiveOutlastsGroups,
  ecs,
  openSearch,
  notTheArchive,
];
