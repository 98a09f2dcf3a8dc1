import { arn } from '../../../model/names/aws';
import type { Statement } from '../../common/iam';
import { type KindStatements, NOT_KNOWN_YET, unscoped, verbs } from './statements';

/** IDs of EC2 resources are not known before they exist; reading them has no resource type at all. */
const resource =
  (
    type: string,
    sid: string,
    changes: readonly string[],
    reads: readonly string[],
    others: readonly string[] = [],
  ): KindStatements =>
  (_, at): Statement[] => [
    {
      sid,
      actions: verbs('ec2', ...changes, 'CreateTags', 'DeleteTags'),
      resources: [type, ...others].map((each) => arn(at, 'ec2', `${each}/*`)),
      reason: NOT_KNOWN_YET,
    },
    unscoped(`Read${sid}`, verbs('ec2', ...reads)),
  ];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const EC2: Readonly<Record<string, KindStatements>> = {
  ElasticIPAddress: resource('elastic-ip', 'Addresses', ['AllocateAddress', 'ReleaseAddress'], ['DescribeAddresses']),
  InternetGateway: resource(
    'internet-gateway',
    'InternetGateways',
    ['AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway'],
    ['DescribeInternetGateways', 'DescribeRouteTables'],
    ['vpc'],
  ),
  NATGateway: resource(
    'natgateway',
    'NatGateways',
    ['CreateNatGateway', 'DeleteNatGateway'],
    ['DescribeNatGateways'],
    ['elastic-ip', 'subnet'],
  ),
  RouteTable: resource(
    'route-table',
    'RouteTables',
    ['CreateRoute', 'CreateRouteTable', 'DeleteRoute', 'DeleteRouteTable'],
    ['DescribeManagedPrefixLists', 'DescribeRouteTables'],
    ['vpc'],
  ),
  SecurityGroup: resource(
    'security-group',
    'SecurityGroups',
    [
      ...[
        'AuthorizeSecurityGroupEgress',
        'AuthorizeSecurityGroupIngress',
        'CreateSecurityGroup',
        'DeleteSecurityGroup',
      ],
      ...['RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
    ],
    ['DescribeSecurityGroupRules', 'DescribeSecurityGroups'],
    ['security-group-rule', 'vpc'],
  ),
  Subnet: resource(
    'subnet',
    'Subnets',
    ['AssociateRouteTable', 'CreateSubnet', 'DeleteSubnet', 'DisassociateRouteTable', 'ModifySubnetAttribute'],
    ['DescribeRouteTables', 'DescribeSubnets'],
    ['route-table', 'vpc'],
  ),
  VPC: resource(
    'vpc',
    'Vpcs',
    ['CreateVpc', 'DeleteVpc', 'DescribeVpcAttribute', 'ModifyVpcAttribute'],
    ['DescribeSecurityGroupRules', 'DescribeSecurityGroups', 'DescribeVpcs'],
  ),
};
