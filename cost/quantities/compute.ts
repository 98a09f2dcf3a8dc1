import { logVolumes } from '../../model/budgets/log-volume';
import { exactly, type Range, show, showRange, span, times, total } from '../../model/budgets/range';
import { bytes, cores } from '../../model/facts/quantity';
import { fargateNamespaces } from '../../model/names/log-groups';
import type { Environment } from '../../model/schema/environment';
import type { Quantity } from '../estimate';
import { type CostObject, type Objects, ofKind } from '../objects';
import { gigabytes, HOURS } from './units';

/** What runs on Fargate, the network of the ECS sample, volumes, and Grafana. The EC2 nodes are not ours. */
export const computeQuantities = (environment: Environment, objects: Objects): Quantity[] =>
  [
    ...taskQuantities(environment),
    ...podQuantities(environment, objects),
    ...networkQuantities(environment, objects),
    ...volumeQuantities(objects),
    ...grafanaQuantities(environment),
  ].map((quantity) => ({ ...quantity, region: environment.cluster.region }));

type Unplaced = Omit<Quantity, 'region'>;

/** Something on Fargate: so many vCPU and GB. */
const onFargate = (
  what: string,
  count: number,
  cpu: number,
  memory: number,
  origin: Quantity['origin'],
): Unplaced[] => [
  {
    ...{ item: 'fargate-cpu', what, origin },
    amount: exactly(count * cpu * HOURS),
    formula: `${count} × ${show(cpu)} vCPU × ${HOURS} h`,
  },
  {
    ...{ item: 'fargate-memory', what, origin },
    amount: exactly(count * memory * HOURS),
    formula: `${count} × ${show(memory)} GB × ${HOURS} h`,
  },
];

const taskQuantities = ({ ecs }: Environment): Unplaced[] =>
  ecs ? onFargate('ECS tasks', ecs.desiredCount, ecs.cpuUnits / 1024, ecs.memoryMebibytes / 1024, 'overlay') : [];

/** Sizes of pods on Fargate: vCPU, least and most GB. https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html */
const SIZES = [
  [0.25, 0.5, 2],
  [0.5, 1, 4],
  [1, 2, 8],
  [2, 4, 16],
  [4, 8, 30],
  [8, 16, 60],
  [16, 32, 120],
] as const;
/** What Fargate adds to a pod's memory for its own programs, in GB (same page). */
const OWN_GIGABYTES = 0.25;

/** Pods of the stack on Fargate. */
function podQuantities({ compute }: Environment, objects: Objects): Unplaced[] {
  const namespaces = fargateNamespaces(compute);
  return [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')]
    .filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''))
    .flatMap((workload) => {
      const [cpu, memory] = podSize(workload);
      const { name, namespace } = workload.metadata;
      return onFargate(`${namespace}/${name}`, workload.spec.replicas ?? 1, cpu, memory, 'objects');
    });
}

/** The smallest size that holds what a pod requests. */
function podSize({ spec }: CostObject): [cpu: number, memory: number] {
  const requests: { cpu?: string; memory?: string }[] = spec.template.spec.containers.map(
    ({ resources }: CostObject) => resources?.requests ?? {},
  );
  const cpu = requests.reduce((sum, request) => sum + cores(request.cpu ?? '0'), 0);
  const gigabytes_ = requests.reduce((sum, request) => sum + bytes(request.memory ?? '0Mi') / 2 ** 30, OWN_GIGABYTES);
  const [size, least] = SIZES.find(([most, , memory]) => cpu <= most && gigabytes_ <= memory) ?? SIZES[6];
  return [size, gigabytes_ <= least ? least : Math.ceil(gigabytes_)];
}

/** Capacity of a load balancer in use, on average over a month. An assumption. */
const CAPACITY: Range = { low: 0.1, high: 2 };

function networkQuantities(environment: Environment, objects: Objects): Unplaced[] {
  const balancers = ofKind(objects, 'LoadBalancer', 'elbv2.');
  const gateways = ofKind(objects, 'NATGateway', 'ec2.').length;
  const addresses =
    ofKind(objects, 'ElasticIPAddress', 'ec2.').length +
    balancers
      .filter(({ spec }) => spec.scheme === 'internet-facing')
      .reduce((sum, { spec }) => sum + spec.subnetRefs.length, 0);
  const hours = (item: Quantity['item'], what: string, count: number): Unplaced => ({
    ...{ item, what, origin: 'objects' },
    amount: exactly(count * HOURS),
    formula: `${count} × ${HOURS} h`,
  });
  const shipped = gigabytes(
    total(
      logVolumes(environment)
        .filter(({ group }) => group.id.startsWith('ecs-'))
        .map(({ bytesPerSecond }) => bytesPerSecond),
    ),
  );
  return [
    hours('load-balancer', 'load balancers', balancers.length),
    {
      ...({ item: 'load-balancer-capacity', what: 'load balancers', origin: 'assumed' } as const),
      amount: times(CAPACITY, balancers.length * HOURS),
      formula: `${balancers.length} × ${showRange(CAPACITY)} LCU × ${HOURS} h`,
    },
    hours('nat-gateway', 'NAT gateways', gateways),
    {
      ...({ item: 'nat-gateway-data', what: 'logs of ECS tasks', origin: 'assumed' } as const),
      amount: shipped,
      formula: `${showRange(shipped)} GB; images and calls of the application come on top`,
    },
    hours('public-ipv4', 'addresses', addresses),
  ].filter(({ amount }) => amount.high > 0);
}

const volumeQuantities = (objects: Objects): Unplaced[] =>
  ofKind(objects, 'StatefulSet').flatMap(({ metadata, spec }) =>
    (spec.volumeClaimTemplates ?? []).map((claim: CostObject): Unplaced => {
      const each = bytes(claim.spec.resources.requests.storage) / 2 ** 30;
      const count: number = spec.replicas ?? 1;
      return {
        ...{ item: 'volumes-gp3', what: metadata.name, origin: 'objects' },
        amount: exactly(count * each),
        formula: `${count} × ${show(each)} GB`,
      };
    }),
  );

/** People, and the service account of grafana-operator, which is charged as an editor too. https://aws.amazon.com/grafana/pricing/ */
const grafanaQuantities = ({ cost, grafana }: Environment): Unplaced[] => {
  if (grafana?.kind !== 'managed') return [];
  const accounts = grafana.workspaceId === undefined ? 0 : 1;
  return [
    {
      ...{ item: 'grafana-editors', what: 'workspace', origin: 'assumed' },
      amount: total([span(cost.grafanaUsers), exactly(accounts)]),
      formula: `cost.grafanaUsers${accounts ? ' + 1 service account' : ''}`,
    },
  ];
};
