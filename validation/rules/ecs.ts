import { allowedMemory, longestOutageSeconds, MAXIMUM_PERCENT } from '../../model/budgets/ecs-task';
import { contains, isPrivate, PRIVATE_RANGES, parseBlock, usableAddresses } from '../../model/budgets/subnets';
import { outsideOfCluster, s3Outputs } from '../../model/facts/destinations';
import { ecsName, LOAD_BALANCER_NAME_MAX_CHARACTERS } from '../../model/names/ecs';
import { type Problem, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';

type Settings = Pick<Environment, 'name' | 'cluster' | 'logs'> & { readonly ecs: NonNullable<Environment['ecs']> };

/** Everything that is wrong with the ECS service of an environment. */
export function* ecsProblems(settings: Settings): Iterable<Problem> {
  yield* nameProblem(settings);
  yield* vpcProblem(settings);
  yield* ingressProblems(settings);
  yield* plainHttpProblem(settings);
  yield* sizeProblem(settings);
  yield* certificateProblem(settings);
  yield* bufferProblem(settings);
  yield* destinationProblem(settings);
}

/** Beginnings that AWS keeps for itself: of load balancers, and of security groups. */
const RESERVED_BEGINNINGS = ['internal-', 'sg-'];

function* nameProblem({ name }: Settings): Iterable<Problem> {
  const excess = ecsName(name).length - LOAD_BALANCER_NAME_MAX_CHARACTERS;
  if (RESERVED_BEGINNINGS.some((beginning) => ecsName(name).startsWith(beginning)))
    yield {
      field: 'name',
      value: name,
      wrong: 'cannot begin the name of a load balancer or security group, which ecs needs',
      allowed: `names that do not begin with ${RESERVED_BEGINNINGS.join(' or ')}`,
    };
  else if (excess > 0)
    yield {
      field: 'name',
      value: name,
      wrong: `is too long with ecs: the load balancer ${show(ecsName(name))} has ${ecsName(name).length} characters`,
      allowed: `at most ${name.length - excess} characters`,
    };
}

/** Addresses that a load balancer may take in a subnet. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer */
const LOAD_BALANCER_ADDRESSES = 8;

function* vpcProblem({ ecs: { vpcCidr, desiredCount } }: Settings): Iterable<Problem> {
  const vpc = parseBlock(vpcCidr);
  const [field, value] = ['ecs.vpcCidr', vpcCidr];
  if (!vpc || vpc.length < 16 || vpc.length > 24)
    yield { field, value, wrong: 'is not a range of a VPC', allowed: 'the first address of a block of /16 to /24' };
  else if (!isPrivate(vpcCidr))
    yield { field, value, wrong: 'is not a private range', allowed: `one in ${PRIVATE_RANGES.join(', ')}` };
  else {
    const tasks = 2 * (usableAddresses(vpc) - LOAD_BALANCER_ADDRESSES);
    const most = Math.floor((tasks * 100) / MAXIMUM_PERCENT);
    if (desiredCount > most)
      yield {
        field: 'ecs.desiredCount',
        value: desiredCount,
        wrong: `needs more addresses than ${vpcCidr} has`,
        allowed: `at most ${most}, or a larger ecs.vpcCidr`,
      };
  }
}

function* ingressProblems({ ecs: { ingressCidrs } }: Settings): Iterable<Problem> {
  for (const [index, value] of ingressCidrs.entries()) {
    const field = `ecs.ingressCidrs[${index}]`;
    const block = parseBlock(value);
    const outer = ingressCidrs.find((other) => {
      const range = parseBlock(other);
      return other !== value && block && range && contains(range, block);
    });
    if (!block)
      yield {
        field,
        value,
        wrong: 'is not a range of addresses',
        allowed: 'the first address of a block of /0 to /32',
      };
    if (outer) yield { field, value, wrong: `lies within ${outer}`, allowed: 'ranges that do not overlap' };
  }
}

function* plainHttpProblem({ ecs: { allowPlainHttp, certificateArn, ingressCidrs } }: Settings): Iterable<Problem> {
  const value = ingressCidrs.filter((range) => parseBlock(range) && !isPrivate(range));
  if (value.length > 0 && certificateArn === undefined && !allowPlainHttp)
    yield {
      field: 'ecs.ingressCidrs',
      value,
      wrong: 'would be served over plain HTTP, and is public',
      allowed: 'private ranges, or ecs.certificateArn, or ecs.allowPlainHttp true',
    };
}

function* sizeProblem({ ecs }: Settings): Iterable<Problem> {
  const allowed = allowedMemory(ecs);
  if (allowed)
    yield {
      field: 'ecs.memoryMebibytes',
      value: ecs.memoryMebibytes,
      wrong: `is not a memory size of Fargate tasks with ${ecs.cpuUnits} CPU units`,
      allowed,
    };
}

/** A load balancer takes certificates of its own account and Region. */
function* certificateProblem({ cluster, ecs: { certificateArn } }: Settings): Iterable<Problem> {
  const start = `arn:${cluster.partition}:acm:${cluster.region}:${cluster.accountId}:certificate/`;
  if (certificateArn !== undefined && !certificateArn.startsWith(start))
    yield {
      field: 'ecs.certificateArn',
      value: certificateArn,
      wrong: 'is not a certificate of this account and Region',
      allowed: `${start}<ID>`,
    };
}

function* bufferProblem({
  logs: { destinations, outageSeconds, peakKibibytesPerSecond },
}: Settings): Iterable<Problem> {
  const longest = longestOutageSeconds({ peakKibibytesPerSecond, s3Outputs: s3Outputs(destinations) });
  if (outageSeconds > longest)
    yield {
      field: 'logs.outageSeconds',
      value: outageSeconds,
      wrong: `is longer than the disk of an ECS task lasts at ${peakKibibytesPerSecond} KiB/s`,
      allowed: `at most ${longest} with ecs`,
    };
}

function* destinationProblem({ logs: { cloudwatch, destinations } }: Settings): Iterable<Problem> {
  if (cloudwatch || destinations.length === 0 || outsideOfCluster(destinations).length > 0) return;
  yield {
    field: 'logs.destinations',
    value: destinations.map((destination) => (destination.kind === 'loki' ? destination.host : destination.kind)),
    wrong: 'cannot take logs of ecs, whose tasks find no name inside the cluster',
    allowed: 'one outside of the cluster too, or logs.cloudwatch true',
  };
}
