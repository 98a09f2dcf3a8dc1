import type { ServiceSpec, TaskDefinitionSpec } from '../../imports/ecs.services.k8s.aws';
import { bufferMebibytes, diskGibibytes, MAXIMUM_PERCENT, shares } from '../../model/budgets/ecs-task';
import { arn } from '../../model/names/aws';
import { ecsName, OBJECTS, subnetName, taskArnResource } from '../../model/names/ecs';
import { ref, tagList } from '../common/ack';
import { taskChecksum } from '../common/checksum';
import { readText } from '../common/files';
import { roleArn } from '../common/identity';
import type { EcsFirelensProps } from './props';
import { routerFiles } from './router';
import { BUFFER_VOLUME, CONTAINER_PORT, CONTAINERS, containers } from './task';

/** The task: NGINX and its log router. */
export function taskDefinitionSpec(props: EcsFirelensProps): TaskDefinitionSpec {
  const { environmentName, cluster, destinations, identity, logRate, policy, roles, taskSize } = props;
  const name = ecsName(environmentName);
  const parts = shares(taskSize);
  const disk = diskGibibytes(logRate);
  return {
    family: name,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
    cpu: String(taskSize.cpuUnits),
    memory: String(taskSize.memoryMebibytes),
    ephemeralStorage: disk === undefined ? undefined : { sizeInGiB: disk },
    executionRoleArn: roleArn(identity, roles.execution),
    taskRoleRef: ref(roles.task),
    volumes: [{ name: BUFFER_VOLUME, host: {} }],
    containerDefinitions: containers({
      region: cluster.region,
      routerLogGroupName: props.routerLogGroupName,
      routerFiles: routerFiles({
        ...policy,
        destinations,
        region: cluster.region,
        clusterName: name,
        taskArnPrefix: arn(cluster, 'ecs', taskArnResource(environmentName)),
        logGroupName: props.logGroupName,
        maxChunksUp: parts.router.maxChunksUp,
        bufferMebibytes: bufferMebibytes(logRate),
      }),
      nginxConf: readText('ecs-firelens', 'files', 'nginx.conf'),
      shares: parts,
    }),
    tags: tagList({ ...props.tags, Name: name }),
  };
}

/**
 * The service that keeps the tasks running, in the private subnets and behind the load balancer.
 * @param taskDefinition the spec as it is in dist/
 */
export function serviceSpec(props: EcsFirelensProps, taskDefinition: unknown): ServiceSpec {
  const name = ecsName(props.environmentName);
  return {
    name,
    clusterRef: ref(OBJECTS.single),
    taskDefinitionRef: ref(OBJECTS.single),
    desiredCount: props.desiredCount,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      maximumPercent: MAXIMUM_PERCENT,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      // Tasks that run and fail: the circuit breaker sees only those that do not start.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
      alarms:
        props.rollbackAlarms.length > 0
          ? { alarmNames: [...props.rollbackAlarms], enable: true, rollback: true }
          : undefined,
    },
    healthCheckGracePeriodSeconds: 60,
    enableExecuteCommand: false,
    enableEcsManagedTags: true,
    propagateTags: 'SERVICE',
    loadBalancers: [
      { containerName: CONTAINERS.application, containerPort: CONTAINER_PORT, targetGroupRef: ref(OBJECTS.single) },
    ],
    networkConfiguration: {
      awsVpcConfiguration: {
        subnetRefs: [ref(subnetName('private', 1)), ref(subnetName('private', 2))],
        securityGroupRefs: [ref(OBJECTS.tasksGroup)],
        assignPublicIp: 'DISABLED',
      },
    },
    // The service knows its task definition by family alone, and ACK looks at a resource whose spec has changed (not its
    // annotations) or after ten hours: a tag says that there is a new revision.
    tags: tagList({
      ...props.tags,
      Name: name,
      ...taskChecksum(taskDefinition),
    }),
  };
}
