import type { SecurityGroupSpecEgressRules, SecurityGroupSpecIngressRules } from '../../imports/ec2.services.k8s.aws';
import type { Subnets } from '../../model/budgets/subnets';
import { isPrivate } from '../../model/budgets/subnets';

/** Everybody: AWS's endpoints and registries have no ranges of their own. */
export const ANYWHERE = '0.0.0.0/0';

type Rule = SecurityGroupSpecIngressRules & SecurityGroupSpecEgressRules;

/** One port of TCP, to or from ranges of addresses. */
const tcp = (port: number, cidrs: readonly string[], description: string): Rule => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipRanges: cidrs.map((cidrIp) => ({ cidrIp, description })),
});

/** Props of the load balancer and the security groups. */
export interface TrafficProps {
  readonly subnets: Subnets;
  /** Who may call the load balancer. */
  readonly ingressCidrs: readonly string[];
  /** Ports that the load balancer listens on. */
  readonly listenerPorts: readonly number[];
  readonly containerPort: number;
  /** Name of the security group of the load balancer. */
  readonly loadBalancerGroup: string;
  /** Ports that the tasks call in addition to HTTPS. */
  readonly egressPorts: readonly number[];
}

/** Rules of a security group. */
export interface Traffic {
  readonly ingress: SecurityGroupSpecIngressRules[];
  readonly egress: SecurityGroupSpecEgressRules[];
}

/**
 * Callers → load balancer → tasks → HTTPS, and nothing else. The load balancer's way out names the private subnets and not the
 * group of the tasks: two groups that refer to each other would wait for each other indefinitely.
 */
export const traffic = (props: TrafficProps): { loadBalancer: Traffic; tasks: Traffic } => ({
  loadBalancer: {
    ingress: props.listenerPorts.map((port) => tcp(port, props.ingressCidrs, 'callers')),
    egress: [tcp(props.containerPort, props.subnets.private, 'tasks')],
  },
  tasks: {
    ingress: [
      {
        ipProtocol: 'tcp',
        fromPort: props.containerPort,
        toPort: props.containerPort,
        userIdGroupPairs: [{ groupRef: { from: { name: props.loadBalancerGroup } }, description: 'load balancer' }],
      },
    ],
    // DNS needs no rule: security groups do not apply to the resolver of the VPC.
    // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
    egress: [
      tcp(443, [ANYWHERE], 'images, logs, credentials'),
      ...props.egressPorts
        .filter((port) => port !== 443)
        .map((port) => tcp(port, [ANYWHERE], 'destinations of the log')),
    ],
  },
});

/** A load balancer that only private addresses may call is not on the internet either. */
export const scheme = (ingressCidrs: readonly string[]): 'internal' | 'internet-facing' =>
  ingressCidrs.every(isPrivate) ? 'internal' : 'internet-facing';
