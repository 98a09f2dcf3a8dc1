import { arn } from '../../../model/names/aws';
import type { Statement } from '../../common/iam';
import { becomesOwn, isOwn, type KindStatements, NOT_KNOWN_YET, unscoped, verbs } from './statements';

/** What the controller does with a kind. */
interface Calls {
  /** Resource type in IAM. */
  readonly type: string;
  /** The call that creates one. */
  readonly create: string;
  /** Calls that change one; the one that creates it too, where it touches others. */
  readonly changes: readonly string[];
  readonly reads: readonly string[];
  /** Resource types that the calls touch too. */
  readonly others?: readonly string[];
}

/**
 * AWS chooses the IDs of EC2 resources, so the tag of the environment is the bound: with it they are created, and only what has it
 * can be changed. The tag can be put on a resource while it is created, and on no other: nobody else's can become one of these.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
const resource =
  ({ type, create, changes, reads, others = [] }: Calls): KindStatements =>
  (_, site): Statement[] => {
    const anyOf = (...types: string[]) => types.map((each) => arn(site, 'ec2', `${each}/*`));
    const own = { resources: anyOf(type), reason: NOT_KNOWN_YET };
    return [
      // A name of its own keeps it apart: together with others it would create, for instance, subnets in any VPC.
      { ...own, sid: create, actions: verbs('ec2', create), conditions: becomesOwn(site) },
      {
        ...own,
        sid: 'Change',
        actions: verbs('ec2', ...changes, 'CreateTags', 'DeleteTags'),
        resources: anyOf(type, ...others),
        conditions: isOwn(site),
      },
      {
        ...own,
        sid: 'TagNew',
        actions: verbs('ec2', 'CreateTags'),
        conditions: { StringEquals: { ...becomesOwn(site).StringEquals, 'ec2:CreateAction': create } },
      },
      unscoped('Read', verbs('ec2', ...reads)),
    ];
  };

const securityGroup: KindStatements = (manifests, site, all) => [
  ...resource({
    type: 'security-group',
    create: 'CreateSecurityGroup',
    changes: [
      ...['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress', 'CreateSecurityGroup'],
      ...['DeleteSecurityGroup', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
    ],
    reads: ['DescribeSecurityGroupRules', 'DescribeSecurityGroups'],
    others: ['vpc'],
  })(manifests, site, all),
  {
    // A rule has no tag before its group, whose tag is the bound, has it.
    sid: 'Rules',
    actions: verbs('ec2', 'AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress'),
    resources: [arn(site, 'ec2', 'security-group-rule/*')],
    reason: NOT_KNOWN_YET,
  },
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const EC2: Readonly<Record<string, KindStatements>> = {
  ElasticIPAddress: resource({
    type: 'elastic-ip',
    create: 'AllocateAddress',
    changes: ['ReleaseAddress'],
    reads: ['DescribeAddresses'],
  }),
  InternetGateway: resource({
    type: 'internet-gateway',
    create: 'CreateInternetGateway',
    changes: ['AttachInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway'],
    reads: ['DescribeInternetGateways', 'DescribeRouteTables'],
    others: ['vpc'],
  }),
  NATGateway: resource({
    type: 'natgateway',
    create: 'CreateNatGateway',
    changes: ['CreateNatGateway', 'DeleteNatGateway'],
    reads: ['DescribeNatGateways'],
    others: ['elastic-ip', 'subnet'],
  }),
  RouteTable: resource({
    type: 'route-table',
    create: 'CreateRouteTable',
    changes: ['CreateRoute', 'CreateRouteTable', 'DeleteRoute', 'DeleteRouteTable'],
    reads: ['DescribeManagedPrefixLists', 'DescribeRouteTables'],
    others: ['vpc'],
  }),
  SecurityGroup: securityGroup,
  Subnet: resource({
    type: 'subnet',
    create: 'CreateSubnet',
    changes: [
      ...['AssociateRouteTable', 'CreateSubnet', 'DeleteSubnet', 'DisassociateRouteTable'],
      'ModifySubnetAttribute',
    ],
    reads: ['DescribeRouteTables', 'DescribeSubnets'],
    others: ['route-table', 'vpc'],
  }),
  VPC: resource({
    type: 'vpc',
    create: 'CreateVpc',
    changes: ['DeleteVpc', 'DescribeVpcAttribute', 'ModifyVpcAttribute'],
    reads: ['DescribeSecurityGroupRules', 'DescribeSecurityGroups', 'DescribeVpcs'],
  }),
};
