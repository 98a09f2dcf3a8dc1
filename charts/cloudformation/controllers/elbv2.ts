import { arn } from '../../common/aws';
import { type KindStatements, serviceLinkedRole, specNames, unscoped, verbs } from './statements';

const loadBalancer: KindStatements = (manifests, at) => [
  {
    sid: 'LoadBalancers',
    actions: verbs(
      'elasticloadbalancing',
      ...['AddTags', 'CreateLoadBalancer', 'DeleteLoadBalancer', 'ModifyLoadBalancerAttributes', 'RemoveTags'],
      ...['SetIpAddressType', 'SetSecurityGroups', 'SetSubnets'],
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
      'ModifyTargetGroupAttributes',
      'RemoveTags',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'elasticloadbalancing', `targetgroup/${name}/*`)),
  },
  unscoped(
    'ReadTargetGroups',
    verbs('elasticloadbalancing', 'DescribeTargetGroupAttributes', 'DescribeTargetGroups', 'DescribeTargetHealth'),
  ),
];

const listener: KindStatements = (_, at) => [
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
    resources: [
      arn(at, 'elasticloadbalancing', 'listener/app/*'),
      arn(at, 'elasticloadbalancing', 'loadbalancer/app/*'),
    ],
  },
  unscoped('ReadListeners', verbs('elasticloadbalancing', 'DescribeListenerAttributes', 'DescribeListeners')),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html */
export const ELBV2: Readonly<Record<string, KindStatements>> = {
  Listener: listener,
  LoadBalancer: loadBalancer,
  TargetGroup: targetGroup,
};
