import { arn } from '../../../model/names/aws';
import { type KindStatements, referenced, serviceLinkedRole, specNames, unique, unscoped, verbs } from './statements';

const loadBalancer: KindStatements = (manifests, at) => [
  {
    sid: 'LoadBalancers',
    actions: verbs(
      'elasticloadbalancing',
      ...['AddTags', 'CreateLoadBalancer', 'DeleteLoadBalancer', 'ModifyLoadBalancerAttributes', 'RemoveTags'],
      ...['SetIpAddressType', 'SetSecurityGroups'],
    ),
    resources: specNames(manifests).map((name) => arn(at, 'elasticloadbalancing', `loadbalancer/app/${name}/*`)),
  },
  serviceLinkedRole(at, 'elasticloadbalancing.amazonaws.com', 'AWSServiceRoleForElasticLoadBalancing'),
  unscoped(
    'ReadLoadBalancers',
    verbs('elasticloadbalancing', 'DescribeLoadBalancerAttributes', 'DescribeLoadBalancers', 'DescribeTags'),
  ),
];

const targetGroup: KindStatements = (manifests, at) => [
  {
    sid: 'TargetGroups',
    actions: verbs(
      'elasticloadbalancing',
      'AddTags',
      'CreateTargetGroup',
      'DeleteTargetGroup',
      'ModifyTargetGroup',
      'RemoveTags',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'elasticloadbalancing', `targetgroup/${name}/*`)),
  },
  unscoped(
    'ReadTargetGroups',
    verbs('elasticloadbalancing', 'DescribeTargetGroupAttributes', 'DescribeTargetGroups', 'DescribeTargetHealth'),
  ),
];

/** ARNs of load balancers and of their listeners end in IDs that AWS chooses; their names stand before them. */
const listener: KindStatements = (manifests, at, all) => [
  {
    sid: 'Listeners',
    actions: verbs(
      'elasticloadbalancing',
      'AddTags',
      'CreateListener',
      'DeleteListener',
      'ModifyListener',
      'RemoveTags',
    ),
    resources: unique(
      manifests.map(({ spec }) => referenced(all, 'LoadBalancer', spec.loadBalancerRef).spec.name),
    ).flatMap((name) =>
      ['listener', 'loadbalancer'].map((type) => arn(at, 'elasticloadbalancing', `${type}/app/${name}/*`)),
    ),
  },
  unscoped('ReadListeners', verbs('elasticloadbalancing', 'DescribeListeners')),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html */
export const ELBV2: Readonly<Record<string, KindStatements>> = {
  Listener: listener,
  LoadBalancer: loadBalancer,
  TargetGroup: targetGroup,
};
