import { forFargate } from '../../model/facts/destinations';
import { arn } from '../../model/names/aws';
import { ecrMirrors } from '../../model/names/images';
import { archiveStreamArn, bucketArn } from '../../model/names/log-archive';
import type { Environment } from '../../model/schema/environment';
import { type Statement, serviceTrust, type Trust } from '../common/iam';
import { type IdentitySettings, roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import type { RoleDefinition } from '.';
import {
  deliverTo,
  destinationStatements,
  logStatements,
  pullImages,
  remoteWriteStatement,
  replicate,
} from './statements';

/** Every role that the environment's configurations call for, with exactly what they touch. */
export function roles(environment: Environment, identity: IdentitySettings): RoleDefinition[] {
  return [
    ...agentRoles(environment, identity),
    ...computeRoles(environment, identity),
    ...archiveRoles(environment, identity),
  ];
}

/** Roles of pods. */
function agentRoles(environment: Environment, identity: IdentitySettings): RoleDefinition[] {
  const { cluster, compute, logs, metrics, cloudwatchAgent, namespaces } = environment;
  const role = (component: string, namespace: string, does: string, statements: Statement[]): RoleDefinition => {
    const account = { namespace, name: component };
    return {
      component,
      roleName: roleName(identity, component),
      description: `${component} of ${environment.name}: ${does}`,
      trust: podTrust(environment, account),
      statements,
      associate: identity.mode === 'pod-identity' ? account : undefined,
    };
  };
  return [
    ...(compute.ec2
      ? [
          role('fluent-bit', namespaces.fluentBit, 'ships logs of EC2 nodes', [
            ...logStatements(environment, 'fluent-bit'),
            ...destinationStatements(cluster, logs.destinations),
          ]),
        ]
      : []),
    ...(metrics.workspace
      ? [role('alloy', namespaces.alloy, 'writes metrics', [remoteWriteStatement(environment, metrics.workspace)])]
      : []),
    ...(cloudwatchAgent.workloads.length > 0
      ? [
          role(
            'cloudwatch-agent',
            namespaces.cloudwatchAgent,
            'writes metrics as log events',
            logStatements(environment, 'cloudwatch-agent'),
          ),
        ]
      : []),
  ];
}

/** Makes roles that AWS services use, not pods. */
const serviceRole =
  (environment: Environment, identity: IdentitySettings) =>
  (component: string, does: string, trust: Trust, statements: Statement[]): RoleDefinition => ({
    component,
    roleName: roleName(identity, component),
    description: `${component} of ${environment.name}: ${does}`,
    trust,
    statements,
  });

/** Roles of the hops of the log archive; the delivery stream's own is in the CloudFormation template beside it. */
function archiveRoles(environment: Environment, identity: IdentitySettings): RoleDefinition[] {
  const { archive, cluster, name } = environment;
  if (!archive) return [];
  const role = serviceRole(environment, identity);
  const bucket = bucketArn(cluster, archive.bucketName);
  return [
    role(
      'log-archive-subscription',
      'hands log events to the archive',
      serviceTrust(cluster, 'logs.amazonaws.com', arn(cluster, 'logs', '*')),
      [deliverTo(archiveStreamArn(cluster, name))],
    ),
    ...(archive.replication
      ? [
          role(
            'log-archive-replication',
            'copies the archive to another Region',
            serviceTrust(cluster, 's3.amazonaws.com', bucket),
            replicate(bucket, bucketArn(cluster, archive.replication.bucketName)),
          ),
        ]
      : []),
  ];
}

/** Roles of what runs containers. */
function computeRoles(environment: Environment, identity: IdentitySettings): RoleDefinition[] {
  const { cluster, compute, ecs, imageMirrors, logs } = environment;
  const registries = { accountIds: compute.registryAccountIds, mirrors: ecrMirrors(imageMirrors) };
  const role = serviceRole(environment, identity);
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
  const ecsTrust = serviceTrust(cluster, 'ecs-tasks.amazonaws.com', arn(cluster, 'ecs', '*'));
  return [
    ...(compute.fargateProfiles.length > 0
      ? [
          role(
            'fargate-pod-execution',
            'pulls images and ships logs of Fargate pods',
            serviceTrust(
              cluster,
              'eks-fargate-pods.amazonaws.com',
              arn(cluster, 'eks', `fargateprofile/${cluster.name}/*`),
            ),
            [
              ...pullImages(cluster, registries),
              ...logStatements(environment, 'fargate-logging'),
              ...destinationStatements(cluster, forFargate(logs.destinations)),
            ],
          ),
        ]
      : []),
    ...(ecs
      ? [
          role('ecs-task-execution', 'starts the containers of the ECS task', ecsTrust, [
            // The public registries ask nobody who he is.
            ...(registries.mirrors.length > 0 ? pullImages(cluster, registries) : []),
            ...logStatements(environment, 'ecs-task-execution'),
          ]),
          role('ecs-task', 'ships logs of the ECS task', ecsTrust, [
            ...logStatements(environment, 'ecs-firelens'),
            ...destinationStatements(cluster, logs.destinations),
          ]),
        ]
      : []),
  ];
}
