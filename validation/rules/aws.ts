import { archiveStreamName } from '../../model/names/log-archive';
import { type Rule, rule, taken } from '../rule';
import { notA } from '../text';
import { partitionOf } from './cluster';
import { ecsProblems } from './ecs';

/** Regions of Amazon Managed Grafana. https://docs.aws.amazon.com/grafana/latest/userguide/what-is-Amazon-Managed-Service-Grafana.html */
const GRAFANA_REGIONS = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'us-east-1',
  'us-east-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-west-2',
];

const grafana = rule(['cluster', 'grafana'], ({ cluster, grafana }, refuse) => {
  if (grafana && !GRAFANA_REGIONS.includes(cluster.region))
    refuse(
      'grafana',
      notA(
        grafana,
        `possible in ${cluster.region}, which has no Amazon Managed Grafana`,
        `none, or one of ${GRAFANA_REGIONS.join(', ')}`,
      ),
    );
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html */
const replica = rule(['cluster', 'archive'], ({ cluster, archive }, refuse) => {
  if (!archive?.replication) return;
  const { region, bucketName } = archive.replication;
  if (region === cluster.region || partitionOf(region) !== partitionOf(cluster.region))
    refuse(
      'archive.replication.region',
      notA(region, `another Region beside ${cluster.region}`, 'another one of its partition'),
    );
  if (bucketName === archive.bucketName)
    refuse('archive.replication.bucketName', taken(bucketName, 'it is the archive itself', 'another bucket'));
});

/** Who looks in the archive for what CloudWatch has dropped finds it there. */
const archiveOutlastsGroups = rule(['archive', 'logs'], ({ archive, logs }, refuse) => {
  if (!archive) return;
  const days = archive.warmDays + archive.coldDays;
  const hot = Math.max(logs.retentionDays, ...logs.applications.map(({ retentionDays = 0 }) => retentionDays));
  if (days <= hot)
    refuse(
      'archive.warmDays',
      notA(
        archive.warmDays,
        `longer than the ${hot} days of a log group, with archive.coldDays ${archive.coldDays}`,
        `more than ${hot} days in both together`,
      ),
    );
});

const ecs = rule(['name', 'cluster', 'logs', 'ecs'], ({ name, cluster, logs, ecs }, refuse) => {
  if (!ecs) return;
  for (const { setting, message } of ecsProblems({ name, cluster, logs, ecs })) refuse(setting, message);
});

const openSearch = rule(['cluster', 'logs'], ({ cluster, logs }, refuse) => {
  for (const [index, destination] of logs.destinations.entries()) {
    if (destination.kind !== 'opensearch') continue;
    const { domainArn, endpoint } = destination;
    const [, partition, , , accountId] = domainArn.split(':');
    if (partition !== cluster.partition || accountId !== cluster.accountId)
      refuse(
        `logs.destinations[${index}].domainArn`,
        notA(
          domainArn,
          'a domain of this account',
          `arn:${cluster.partition}:es:<region>:${cluster.accountId}:domain/…`,
        ),
      );
    if (endpoint.endsWith('.cn') !== (cluster.partition === 'aws-cn'))
      refuse(
        `logs.destinations[${index}].endpoint`,
        notA(endpoint, `an endpoint in ${cluster.partition}`, 'a host name of this partition'),
      );
  }
});

/** Subscription filters fill the archive already: every line would be in it twice. */
const notTheArchive = rule(['name', 'logs', 'archive'], ({ name, logs, archive }, refuse) => {
  for (const [index, destination] of logs.destinations.entries())
    if (archive && destination.kind === 'firehose' && destination.deliveryStreamName === archiveStreamName(name))
      refuse(
        `logs.destinations[${index}].deliveryStreamName`,
        taken(destination.deliveryStreamName, 'it is the stream of the archive', 'another stream, or no archive'),
      );
});

/** Rules over AWS resources beside the cluster. */
export const awsRules: Rule[] = [grafana, replica, archiveOutlastsGroups, ecs, openSearch, notTheArchive];
