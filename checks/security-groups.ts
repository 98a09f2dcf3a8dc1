import type { Manifest } from '../charts/common/chart';
import { nameOf, type Problem } from '../model/problem';
import { type Objects, oneOf } from './objects';

interface Rule {
  readonly fromPort?: number;
  readonly toPort?: number;
}
type Reference = { readonly from?: { readonly name?: string } };

const GROUP = 'SecurityGroup.ec2.services.k8s.aws';

const groupsOf = (objects: Objects, { metadata }: Manifest, refs: readonly Reference[] = []): Manifest[] =>
  refs.flatMap(({ from }) => objects.find(GROUP, from?.name ?? '', metadata.namespace) ?? []);

const lets = (rules: readonly Rule[] | undefined, port: number): boolean =>
  (rules ?? []).some(({ fromPort = 0, toPort = 65535 }) => fromPort <= port && port <= toPort);

/** Security groups let the traffic through that listeners, load balancer and tasks of a service have with each other, by its ports. */
export function* securityGroupsLetTrafficThrough(objects: Objects): Iterable<Problem> {
  for (const listener of objects.ofKind('Listener.elbv2.services.k8s.aws')) {
    const { loadBalancerRef, port } = listener.spec;
    const balancer = objects.find(
      'LoadBalancer.elbv2.services.k8s.aws',
      loadBalancerRef?.from?.name,
      listener.metadata.namespace,
    );
    const groups = balancer ? groupsOf(objects, balancer, balancer.spec.securityGroupRefs) : [];
    yield* closed(groups, 'ingressRules', port, nameOf(listener));
  }
  for (const service of objects.ofKind('Service.ecs.services.k8s.aws')) {
    const tasks = groupsOf(objects, service, service.spec.networkConfiguration?.awsVPCConfiguration?.securityGroupRefs);
    const balancers = objects
      .ofKind('LoadBalancer.elbv2.services.k8s.aws')
      .flatMap((each) => groupsOf(objects, each, each.spec.securityGroupRefs));
    for (const { containerPort } of service.spec.loadBalancers ?? []) {
      yield* closed(tasks, 'ingressRules', containerPort, nameOf(service));
      yield* closed(balancers, 'egressRules', containerPort, nameOf(service));
    }
    // Images, logs and credentials. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    yield* closed(tasks, 'egressRules', 443, nameOf(service));
  }
}

function* closed(
  groups: readonly Manifest[],
  list: 'ingressRules' | 'egressRules',
  port: number,
  of: string,
): Iterable<Problem> {
  for (const object of groups)
    if (!lets(object.spec[list], port))
      yield {
        object,
        field: `spec.${list}`,
        wrong: `is closed for port ${port}, which ${of} needs`,
        allowed: oneOf((object.spec[list] ?? []).map(({ fromPort }: Rule) => String(fromPort)).concat(String(port))),
      };
}

/** DaemonSets with a port or a path of their node never run twice on it: the second pod could not start, or would share the state of the first. */
export function* podsOfNodesDoNotOverlap(objects: Objects): Iterable<Problem> {
  for (const { object, pod, containers } of objects.workloads.filter((each) => each.object.kind === 'DaemonSet')) {
    const isOfNode =
      pod.hostNetwork === true || containers.some(({ spec }) => spec.ports?.some((port) => 'hostPort' in port));
    const { maxSurge = 0 } = object.spec.updateStrategy?.rollingUpdate ?? {};
    if (isOfNode && String(maxSurge).replace('%', '') !== '0')
      yield {
        object,
        field: 'spec.updateStrategy.rollingUpdate.maxSurge',
        value: maxSurge,
        wrong: 'starts a second pod on a node whose port the first one has',
        allowed: '0',
      };
  }
}
