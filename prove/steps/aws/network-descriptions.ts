import { arnOf, type Description, list } from './descriptions';
import type { Moto } from './moto';
import { parseXml, type Tree } from './responses';

const ec2 = (moto: Moto, action: string, parameters: Record<string, string>) =>
  moto.query('ec2', '2016-11-15', action, parameters);
/** A call of Elastic Load Balancing. */
export const elb = (moto: Moto, action: string, parameters: Record<string, string>) =>
  moto.query('elasticloadbalancing', '2015-12-01', action, parameters);
const ecs = (moto: Moto, action: string, body: object) =>
  moto.json('ecs', `AmazonEC2ContainerServiceV20141113.${action}`, body);

const vpc: Description = {
  decisive: ['cidrBlocks', 'enableDNSHostnames', 'enableDNSSupport'],
  describe: async (moto, { status }) => {
    const VpcId = status?.vpcID;
    const { vpcSet } = await ec2(moto, 'DescribeVpcs', { 'VpcId.1': VpcId });
    const attribute = async (name: string) =>
      (await ec2(moto, 'DescribeVpcAttribute', { VpcId, Attribute: name }))[name]?.value;
    return {
      ...vpcSet[0],
      enableDNSHostnames: await attribute('enableDnsHostnames'),
      enableDNSSupport: await attribute('enableDnsSupport'),
    };
  },
};

const subnet: Description = {
  decisive: ['cidrBlock', 'availabilityZone', 'vpcRef', 'routeTableRefs', 'mapPublicIPOnLaunch'],
  describe: async (moto, { status }) => {
    const { subnetSet } = await ec2(moto, 'DescribeSubnets', { 'SubnetId.1': status?.subnetID });
    const byFilter = { 'Filter.1.Name': 'association.subnet-id', 'Filter.1.Value.1': status?.subnetID };
    const { routeTableSet } = await ec2(moto, 'DescribeRouteTables', byFilter);
    return { ...subnetSet[0], routeTables: list(routeTableSet).map(({ routeTableId }) => routeTableId) };
  },
};

const routeTable: Description = {
  decisive: ['routes', 'vpcRef'],
  more: ['route'], // the route within the VPC
  describe: async (moto, { status }) =>
    (await ec2(moto, 'DescribeRouteTables', { 'RouteTableId.1': status?.routeTableID })).routeTableSet[0],
};

const internetGateway: Description = {
  decisive: ['vpcRef'],
  names: { vpc: 'vpc' },
  describe: async (moto, { status }) => {
    const ids = { 'InternetGatewayId.1': status?.internetGatewayID };
    const { internetGatewaySet } = await ec2(moto, 'DescribeInternetGateways', ids);
    return { ...internetGatewaySet[0], vpcId: internetGatewaySet[0].attachmentSet?.[0]?.vpcId };
  },
};

const elasticIp: Description = {
  decisive: ['tags'],
  describe: async (moto, { status }) =>
    (await ec2(moto, 'DescribeAddresses', { 'AllocationId.1': status?.allocationID })).addressesSet[0],
};

const natGateway: Description = {
  decisive: ['subnetRef', 'allocationRef'],
  describe: async (moto, { status }) => {
    const { natGatewaySet } = await ec2(moto, 'DescribeNatGateways', { 'NatGatewayId.1': status?.natGatewayID });
    return { ...natGatewaySet[0], allocationId: natGatewaySet[0].natGatewayAddressSet?.[0]?.allocationId };
  },
};

const securityGroup: Description = {
  decisive: ['name', 'description', 'ingressRules', 'egressRules', 'vpcRef'],
  names: {
    name: 'groupname',
    description: 'description',
    ingressrule: 'ippermission',
    egressrule: 'ippermissionsegres',
    useridgrouppair: 'group',
  },
  describe: async (moto, { status }) => {
    const { securityGroupInfo } = await ec2(moto, 'DescribeSecurityGroups', { 'GroupId.1': status?.id });
    const { groupDescription, ...group } = securityGroupInfo[0];
    return { ...group, Description: groupDescription };
  },
};

const loadBalancer: Description = {
  decisive: ['name', 'scheme', 'securityGroupRefs', 'subnetRefs', 'attributes', 'type'],
  names: { name: 'loadbalancername' },
  describe: async (moto, object) => {
    const LoadBalancerArn = arnOf(object);
    const { LoadBalancers } = await elb(moto, 'DescribeLoadBalancers', {
      'LoadBalancerArns.member.1': LoadBalancerArn,
    });
    const { Attributes } = await elb(moto, 'DescribeLoadBalancerAttributes', { LoadBalancerArn });
    const [balancer] = LoadBalancers;
    return {
      ...balancer,
      subnets: list(balancer.AvailabilityZones).map(({ SubnetId }: Tree) => SubnetId),
      attributes: Attributes,
    };
  },
};

const targetGroup: Description = {
  decisive: ['name', 'port', 'protocol', 'targetType', 'healthCheckPath', 'vpcRef'],
  names: { name: 'targetgroupname' },
  describe: async (moto, object) => {
    const TargetGroupArn = arnOf(object);
    const { TargetGroups } = await elb(moto, 'DescribeTargetGroups', { 'TargetGroupArns.member.1': TargetGroupArn });
    const { Attributes } = await elb(moto, 'DescribeTargetGroupAttributes', { TargetGroupArn });
    return { ...TargetGroups[0], attributes: Attributes };
  },
};

const listener: Description = {
  decisive: ['port', 'protocol', 'defaultActions', 'loadBalancerRef'],
  describe: async (moto, object) =>
    (await elb(moto, 'DescribeListeners', { 'ListenerArns.member.1': arnOf(object) })).Listeners[0],
};

const cluster: Description = {
  decisive: ['name'],
  names: { name: 'clustername' },
  describe: async (moto, { spec }) =>
    (await ecs(moto, 'DescribeClusters', { clusters: [spec.name], include: ['TAGS', 'SETTINGS', 'CONFIGURATIONS'] }))
      .clusters[0],
};

const taskDefinition: Description = {
  decisive: ['family', 'containerDefinitions', 'cpu', 'memory', 'networkMode', 'executionRoleARN', 'taskRoleRef'],
  describe: async (moto, { spec }) => {
    const wanted = { taskDefinition: spec.family, include: ['TAGS'] };
    const { taskDefinition: definition, tags } = await ecs(moto, 'DescribeTaskDefinition', wanted);
    return { ...definition, tags };
  },
};

const service: Description = {
  decisive: [
    'name',
    'desiredCount',
    'launchType',
    'loadBalancers',
    'networkConfiguration',
    'taskDefinitionRef',
    'clusterRef',
  ],
  names: { name: 'servicename' },
  describe: async (moto, object) => {
    const [, name] = /:service\/([^/]+)\//.exec(arnOf(object)) ?? [];
    const wanted = { cluster: name, services: [object.spec.name], include: ['TAGS'] };
    const { services } = await ecs(moto, 'DescribeServices', wanted);
    // moto does not store these, and returns its own defaults.
    const { deploymentConfiguration, enableECSManagedTags, healthCheckGracePeriodSeconds, ...kept } = services[0];
    return { ...kept, networkConfiguration: kept.deployments[0]?.networkConfiguration };
  },
};

/** Parts of a bucket's spec, with one call each, of the same name. */
const BUCKET_PARTS = [
  'encryption',
  'lifecycle',
  'ownershipControls',
  'policy',
  'publicAccessBlock',
  'replication',
  'tagging',
  'versioning',
];

const bucket: Description = {
  decisive: BUCKET_PARTS,
  always: ['encryption', 'ownershipControls', 'publicAccessBlock', 'versioning'],
  describe: async (moto, { spec }) => {
    const parts: Record<string, Tree> = {};
    for (const part of BUCKET_PARTS.filter((each) => each in spec)) {
      const text = await moto.call('s3', `/${spec.name}?${part}`);
      parts[part] = part === 'policy' ? text : Object.values(parseXml(text))[0];
    }
    return { name: spec.name, ...parts };
  },
};

/** Kinds of the archive and of the ECS service, by service. */
export const NETWORK_DESCRIPTIONS: Readonly<Record<string, Description>> = {
  's3 Bucket': bucket,
  'ec2 VPC': vpc,
  'ec2 Subnet': subnet,
  'ec2 RouteTable': routeTable,
  'ec2 InternetGateway': internetGateway,
  'ec2 ElasticIPAddress': elasticIp,
  'ec2 NATGateway': natGateway,
  'ec2 SecurityGroup': securityGroup,
  'elbv2 LoadBalancer': loadBalancer,
  'elbv2 TargetGroup': targetGroup,
  'elbv2 Listener': listener,
  'ecs Cluster': cluster,
  'ecs TaskDefinition': taskDefinition,
  'ecs Service': service,
};
