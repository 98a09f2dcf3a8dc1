import type { Construct } from 'constructs';
import {
  ElasticIpAddress,
  InternetGateway,
  NatGateway,
  RouteTable,
  type RouteTableSpecRoutes,
  SecurityGroup,
  Subnet,
  Vpc,
} from '../../imports/ec2.services.k8s.aws';
import { Cluster, Service, TaskDefinition } from '../../imports/ecs.services.k8s.aws';
import {
  Listener,
  type ListenerSpecDefaultActions,
  LoadBalancer,
  TargetGroup,
} from '../../imports/elbv2.services.k8s.aws';
import { isLimited } from '../../model/budgets/limits';
import { subnets } from '../../model/budgets/subnets';
import { clusterHosts, outsideOfCluster } from '../../model/facts/destinations';
import { ecsName, OBJECTS, subnetName, suffix } from '../../model/names/ecs';
import type { Wave } from '../../model/names/waves';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { ANYWHERE, scheme, type Traffic, traffic } from './network';
import type { EcsFirelensProps } from './props';
import { serviceSpec, taskDefinitionSpec } from './service';
import { CONTAINER_PORT, HEALTH_PATH } from './task';

/** What AWS takes anyway, set: else ACK sets each of it again whenever it looks. */
const SUBNET_DEFAULTS = {
  assignIPv6AddressOnCreation: false,
  enableDns64: false,
  enableResourceNameDnsaaaaRecord: false,
  enableResourceNameDnsaRecord: false,
  hostnameType: 'ip-name',
};

/**
 * NGINX on ECS Fargate, its log through FireLens, in a network of its own. References go one way, each to an object of the
 * same wave or an earlier one: routes to gateways, subnets to route tables, load balancer to subnets, service to all.
 */
export class EcsFirelens extends ComponentChart {
  private readonly props: EcsFirelensProps;

  constructor(scope: Construct, props: EcsFirelensProps) {
    super(scope, 'ecs-firelens', { namespace: props.namespace, wave: 'networkAttachments' });
    const { destinations, limits, multiline } = props;
    this.props = { ...props, destinations: outsideOfCluster(destinations) };
    this.addNetwork();
    this.addSubnets();
    this.addSecurityGroups();
    this.addLoadBalancer();
    this.addService();
    if (multiline.length > 0)
      this.notices.push(
        'logs.multiline: in ECS stack traces arrive line by line (FireLens passes on single lines); log them as one JSON ' +
          'line to keep them together',
      );
    if (isLimited(limits))
      this.notices.push(
        'logs.limits: in ECS nothing is limited; every task has a router of its own, so one that floods loses no lines but its own',
      );
    this.notices.push(
      ...clusterHosts(destinations).map(
        (host) =>
          `logs.destinations: tasks of ECS cannot find ${host}, a name inside the cluster; their log does not go there`,
      ),
    );
  }

  private addNetwork(): void {
    new Vpc(this, 'vpc', {
      metadata: this.metadata(OBJECTS.single, 'network'),
      spec: {
        cidrBlocks: [this.props.vpcCidr],
        instanceTenancy: 'default', // set, because ACK sees a difference to AWS otherwise
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: this.tags(),
      },
    });
    new InternetGateway(this, 'internet-gateway', {
      metadata: this.metadata(OBJECTS.single, 'network'),
      spec: { vpcRef: ref(OBJECTS.single), tags: this.tags() },
    });
    new ElasticIpAddress(this, 'address', {
      metadata: this.metadata(OBJECTS.single, 'network'),
      spec: { tags: this.tags('nat') },
    });
    new NatGateway(this, 'nat-gateway', {
      metadata: this.metadata(OBJECTS.single),
      spec: { allocationRef: ref(OBJECTS.single), subnetRef: ref(subnetName('public', 1)), tags: this.tags() },
    });
    const route = { destinationCidrBlock: ANYWHERE };
    this.addRouteTable(OBJECTS.public, { ...route, gatewayRef: ref(OBJECTS.single) });
    this.addRouteTable(OBJECTS.private, { ...route, natGatewayRef: ref(OBJECTS.single) });
  }

  private addRouteTable(name: string, route: RouteTableSpecRoutes): void {
    new RouteTable(this, `${name}-routes`, {
      metadata: this.metadata(name),
      spec: { vpcRef: ref(OBJECTS.single), routes: [route], tags: this.tags(suffix(name)) },
    });
  }

  private addSubnets(): void {
    const blocks = subnets(this.props.vpcCidr);
    for (const sort of ['public', 'private'] as const)
      for (const [index, cidrBlock] of blocks[sort].entries()) {
        const name = subnetName(sort, index + 1);
        new Subnet(this, name, {
          metadata: this.metadata(name),
          spec: {
            vpcRef: ref(OBJECTS.single),
            availabilityZone: this.props.cluster.zones[index],
            cidrBlock,
            // Load balancer and NAT gateway bring their addresses.
            mapPublicIpOnLaunch: false,
            ...SUBNET_DEFAULTS,
            routeTableRefs: [ref(OBJECTS[sort])],
            tags: this.tags(suffix(name)),
          },
        });
      }
  }

  private addSecurityGroups(): void {
    const { certificateArn, destinations, ingressCidrs, vpcCidr } = this.props;
    const rules = traffic({
      subnets: subnets(vpcCidr),
      ingressCidrs,
      listenerPorts: certificateArn ? [80, 443] : [80],
      containerPort: CONTAINER_PORT,
      loadBalancerGroup: OBJECTS.loadBalancerGroup,
      egressPorts: destinations.flatMap((destination) => (destination.kind === 'loki' ? [destination.port] : [])),
    });
    this.addSecurityGroup(
      OBJECTS.loadBalancerGroup,
      'Who may call the load balancer, and whom it calls.',
      rules.loadBalancer,
    );
    this.addSecurityGroup(
      OBJECTS.tasksGroup,
      'Load balancer to tasks, tasks to AWS and to destinations of the log.',
      rules.tasks,
    );
  }

  private addSecurityGroup(name: string, description: string, { ingress, egress }: Traffic): void {
    new SecurityGroup(this, `${name}-group`, {
      metadata: this.metadata(name),
      spec: {
        name: `${ecsName(this.props.environmentName)}-${suffix(name)}`,
        description,
        vpcRef: ref(OBJECTS.single),
        ingressRules: ingress,
        egressRules: egress,
        tags: this.tags(suffix(name)),
      },
    });
  }

  private addLoadBalancer(): void {
    const { environmentName, ingressCidrs } = this.props;
    const name = ecsName(environmentName);
    const where = scheme(ingressCidrs);
    const sort = where === 'internal' ? 'private' : 'public';
    new LoadBalancer(this, 'load-balancer', {
      metadata: this.metadata(OBJECTS.single, 'loadBalancing'),
      spec: {
        name,
        type: 'application',
        scheme: where,
        ipAddressType: 'ipv4',
        subnetRefs: [ref(subnetName(sort, 1)), ref(subnetName(sort, 2))],
        securityGroupRefs: [ref(OBJECTS.loadBalancerGroup)],
        attributes: [{ key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' }],
        tags: this.tags(),
      },
    });
    const { annotations, ...metadata } = this.metadata(OBJECTS.single, 'loadBalancing');
    new TargetGroup(this, 'target-group', {
      // ECS registers its tasks, which the object does not name: without this the controller would take them out again.
      // Its feature gate is IgnoreFieldDrift. https://github.com/aws-controllers-k8s/runtime/blob/main/pkg/featuregate/features.go
      metadata: { ...metadata, annotations: { ...annotations, 'services.k8s.aws/ignore-field-drift': 'spec.targets' } },
      spec: {
        name,
        vpcRef: ref(OBJECTS.single),
        // Tasks of Fargate have network interfaces of their own.
        targetType: 'ip',
        ipAddressType: 'ipv4',
        protocol: 'HTTP',
        protocolVersion: 'HTTP1',
        port: CONTAINER_PORT,
        healthCheckEnabled: true,
        healthCheckProtocol: 'HTTP',
        healthCheckPort: 'traffic-port',
        healthCheckPath: HEALTH_PATH,
        healthCheckIntervalSeconds: 10,
        healthCheckTimeoutSeconds: 5,
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
        matcher: { httpCode: '200' },
        // No `attributes` (a shorter deregistration delay): with them ACK 1.6 says "synced" before it knows the ARN, and only looks
        // again after ten hours; until then listener and service wait for it.
        tags: this.tags(),
      },
    });
    this.addListeners();
  }

  /** HTTP or, with a certificate, HTTPS and HTTP that leads there. */
  private addListeners(): void {
    const { certificateArn } = this.props;
    const forward: ListenerSpecDefaultActions = { type: 'forward', targetGroupRef: ref(OBJECTS.single) };
    const toHttps = { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' };
    this.addListener(
      'http',
      { port: 80, protocol: 'HTTP' },
      certificateArn ? { type: 'redirect', redirectConfig: toHttps } : forward,
    );
    if (certificateArn) {
      const tls = { sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06', certificates: [{ certificateArn }] };
      this.addListener('https', { port: 443, protocol: 'HTTPS', ...tls }, forward);
    }
  }

  private addListener(
    name: string,
    listener: { port: number; protocol: string },
    action: ListenerSpecDefaultActions,
  ): void {
    new Listener(this, `${name}-listener`, {
      metadata: this.metadata(`${OBJECTS.single}-${name}`, 'loadBalancing'),
      spec: { loadBalancerRef: ref(OBJECTS.single), ...listener, defaultActions: [action], tags: this.tags() },
    });
  }

  private addService(): void {
    const name = ecsName(this.props.environmentName);
    new Cluster(this, 'cluster', {
      metadata: this.metadata(OBJECTS.single, 'network'),
      spec: { name, settings: [{ name: 'containerInsights', value: 'disabled' }], tags: this.tags() },
    });
    // Waves ahead of the service, which then finds the new revision.
    const taskDefinition = new TaskDefinition(this, 'task-definition', {
      metadata: this.metadata(OBJECTS.single, 'network'),
      spec: taskDefinitionSpec(this.props),
    });
    new Service(this, 'service', {
      // ECS refuses a target group that no listener leads to, and ACK does not try again.
      metadata: this.metadata(OBJECTS.single, 'services'),
      spec: serviceSpec(this.props, taskDefinition.toJson().spec),
    });
  }

  private metadata(name: string, wave?: Wave) {
    return ackMetadata(name, { region: this.props.cluster.region, wave });
  }

  /** Tags of the environment and the name that AWS's console shows. */
  private tags(what?: string): { key: string; value: string }[] {
    const name = ecsName(this.props.environmentName);
    return tagList({ ...this.props.tags, Name: what ? `${name}-${what}` : name });
  }
}
