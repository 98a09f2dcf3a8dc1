import { type Rule, rule, taken } from '../rule';
import { notA } from '../text';
import { partitionOf } from './cluster';

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

/** Memory of Fargate tasks by CPU, in MiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size */
const TASK_MEMORY: Record<number, [least: number, most: number]> = {
  256: [512, 2048],
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16384],
  4096: [8192, 30720],
};

const taskSize = rule(['ecs'], ({ ecs }, refuse) => {
  const [least, most] = (ecs && TASK_MEMORY[ecs.cpuUnits]) ?? [0, 0];
  if (!ecs || (ecs.memoryMebibytes >= least && ecs.memoryMebibytes <= most && isTaskMemory(ecs.memoryMebibytes)))
    return;
  const what = `a memory size of Fargate tasks with ${ecs.cpuUnits} CPU units`;
  refuse('ecs.memoryMebibytes', notA(ecs.memoryMebibytes, what, `${least} to ${most}, in steps of 1024`));
});

/** 512, or whole GiB. */
const isTaskMemory = (mebibytes: number): boolean => mebibytes === 512 || mebibytes % 1024 === 0;

const cidrs = rule(['ecs'], ({ ecs }, refuse) => {
  if (!ecs) return;
  if (!isCidr(ecs.vpcCidr, 16, 24))
    refuse('ecs.vpcCidr', notA(ecs.vpcCidr, 'a range of a VPC', 'the first address of a block of /16 to /24'));
  for (const [index, cidr] of ecs.ingressCidrs.entries())
    if (!isCidr(cidr, 0, 32))
      refuse(
        `ecs.ingressCidrs[${index}]`,
        notA(cidr, 'a range of addresses', 'the first address of a block of /0 to /32'),
      );
});

/** A block whose address is its first one. */
function isCidr(cidr: string, shortest: number, longest: number): boolean {
  const [address = '', length] = cidr.split('/');
  const octets = address.split('.').map(Number);
  const bits = Number(length);
  if (octets.some((octet) => octet > 255) || bits < shortest || bits > longest) return false;
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return value % 2 ** (32 - bits) === 0;
}

const destinations = rule(['cluster', 'logs'], ({ cluster, logs }, refuse) => {
  for (const [index, destination] of logs.destinations.entries()) {
    if (destination.kind !== 'opensearch') continue;
    const { domainArn, endpoint } = destination;
    const start = `arn:${cluster.partition}:es:`;
    if (!domainArn.startsWith(start))
      refuse(`logs.destinations[${index}].domainArn`, notA(domainArn, `a domain in ${cluster.partition}`, `${start}…`));
    if (endpoint.endsWith('.cn') !== (cluster.partition === 'aws-cn'))
      refuse(
        `logs.destinations[${index}].endpoint`,
        notA(endpoint, `an endpoint in ${cluster.partition}`, 'a host name of this partition'),
      );
  }
});

/** Rules over AWS resources beside the cluster. */
export const awsRules: Rule[] = [grafana, replica, taskSize, cidrs, destinations];
