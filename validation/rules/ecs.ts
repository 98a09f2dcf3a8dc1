import { allowedMemory, longestOutageSeconds } from '../../model/budgets/ecs-task';
import { contains, parseBlock, usableAddresses } from '../../model/budgets/subnets';
import { outsideOfCluster } from '../../model/facts/destinations';
import { ecsName, LOAD_BALANCER_NAME_MAX_CHARACTERS } from '../../model/names/ecs';
import type { Environment } from '../../model/schema/environment';

/** A setting that AWS would refuse, or that cannot work. */
export interface EcsProblem {
  /** Path of the setting in the environment, such as `ecs.vpcCidr`. */
  readonly setting: string;
  /** The value and what is allowed. */
  readonly message: string;
}

type Settings = Pick<Environment, 'name' | 'cluster' | 'logs'> & { readonly ecs: NonNullable<Environment['ecs']> };

/** Everything that is wrong with the ECS service of an environment. Pure, so that overlays are checked with it. */
export const ecsProblems = (settings: Settings): EcsProblem[] =>
  [
    nameProblem,
    vpcProblem,
    ingressProblems,
    sizeProblem,
    certificateProblem,
    bufferProblem,
    destinationProblem,
  ].flatMap((check) => check(settings) ?? []);

const problem = (setting: string, value: unknown, what: string, allowed: string): EcsProblem => ({
  setting,
  message: `${JSON.stringify(value)} is not ${what}; allowed: ${allowed}`,
});

/** Beginnings that AWS keeps for itself: of load balancers, and of security groups. */
const RESERVED_BEGINNINGS = ['internal-', 'sg-'];

function nameProblem({ name }: Settings): EcsProblem | undefined {
  if (RESERVED_BEGINNINGS.some((beginning) => ecsName(name).startsWith(beginning))) {
    const what = 'possible with ecs: load balancer and security groups begin with it';
    return problem('name', name, what, `names that do not begin with ${RESERVED_BEGINNINGS.join(' or ')}`);
  }
  const excess = ecsName(name).length - LOAD_BALANCER_NAME_MAX_CHARACTERS;
  if (excess <= 0) return undefined;
  return problem(
    'name',
    name,
    `short enough with ecs: the load balancer ${JSON.stringify(ecsName(name))} has ${ecsName(name).length} characters`,
    `at most ${name.length - excess} characters`,
  );
}

/** Private ranges (RFC 1918, RFC 6598). https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** Whether a block is in a private range. */
export const isPrivate = (cidr: string): boolean => {
  const block = parseBlock(cidr);
  return block !== undefined && PRIVATE.some((range) => contains(parseBlock(range) ?? block, block));
};

/** Addresses that a load balancer may take in a subnet. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer */
const LOAD_BALANCER_ADDRESSES = 8;
/** A deployment runs the new tasks beside the old ones. */
export const MAXIMUM_PERCENT = 200;

function vpcProblem({ ecs: { vpcCidr, desiredCount } }: Settings): EcsProblem | undefined {
  const vpc = parseBlock(vpcCidr);
  if (!vpc || vpc.length < 16 || vpc.length > 24)
    return problem('ecs.vpcCidr', vpcCidr, 'a range of a VPC', 'the first address of a block of /16 to /24');
  if (!isPrivate(vpcCidr)) return problem('ecs.vpcCidr', vpcCidr, 'a private range', `one in ${PRIVATE.join(', ')}`);
  const tasks = 2 * (usableAddresses(vpc) - LOAD_BALANCER_ADDRESSES);
  const most = Math.floor((tasks * 100) / MAXIMUM_PERCENT);
  if (desiredCount <= most) return undefined;
  return problem(
    'ecs.desiredCount',
    desiredCount,
    `possible in ${vpcCidr}`,
    `at most ${most}, or a larger ecs.vpcCidr`,
  );
}

function ingressProblems({ ecs: { ingressCidrs } }: Settings): EcsProblem[] {
  return ingressCidrs.flatMap((cidr, index) => {
    const setting = `ecs.ingressCidrs[${index}]`;
    const block = parseBlock(cidr);
    if (!block) return [problem(setting, cidr, 'a range of addresses', 'the first address of a block of /0 to /32')];
    const outer = ingressCidrs.find((other) => {
      const range = parseBlock(other);
      return other !== cidr && range !== undefined && contains(range, block);
    });
    return outer ? [problem(setting, cidr, `of use: it lies in ${outer}`, 'ranges that do not overlap')] : [];
  });
}

function sizeProblem({ ecs }: Settings): EcsProblem | undefined {
  const allowed = allowedMemory(ecs);
  if (!allowed) return undefined;
  const what = `a memory size of Fargate tasks with ${ecs.cpuUnits} CPU units`;
  return problem('ecs.memoryMebibytes', ecs.memoryMebibytes, what, allowed);
}

/** A load balancer takes certificates of its own account and Region. */
function certificateProblem({ cluster, ecs: { certificateArn } }: Settings): EcsProblem | undefined {
  const start = `arn:${cluster.partition}:acm:${cluster.region}:${cluster.accountId}:certificate/`;
  if (certificateArn === undefined || certificateArn.startsWith(start)) return undefined;
  return problem('ecs.certificateArn', certificateArn, `a certificate of this account and Region`, `${start}<ID>`);
}

function bufferProblem({ logs }: Settings): EcsProblem | undefined {
  const longest = longestOutageSeconds(logs);
  if (logs.outageSeconds <= longest) return undefined;
  const what = `an outage that the disk of an ECS task outlasts at ${logs.peakKibibytesPerSecond} KiB/s`;
  return problem('logs.outageSeconds', logs.outageSeconds, what, `at most ${longest} with ecs`);
}

function destinationProblem({ logs: { cloudwatch, destinations } }: Settings): EcsProblem | undefined {
  if (cloudwatch || destinations.length === 0 || outsideOfCluster(destinations).length > 0) return undefined;
  const what = 'enough with ecs while logs.cloudwatch is false: tasks cannot find a name inside the cluster';
  const hosts = destinations.map((destination) => (destination.kind === 'loki' ? destination.host : destination.kind));
  return problem('logs.destinations', hosts, what, 'one outside of the cluster too');
}
