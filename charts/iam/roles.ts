import { type Destination, forFargate } from '../../model/facts/destinations';
import { arn } from '../../model/names/aws';
import { archiveStreamArn, bucketArn } from '../../model/names/log-archive';
import { isArchived, type LogGroup } from '../../model/names/log-groups';
import { readForDashboards } from '../common/dashboards';
import { type Statement, serviceTrust, type Trust } from '../common/iam';
import { type IdentitySettings, roleName } from '../common/identity';
import { podTrust } from '../common/pod-trust';
import type { RoleDefinition } from '.';
import {
  deliverTo,
  destinationStatements,
  logStatements,
  pullImages,
  type Registries,
  remoteWriteStatement,
  replicate,
} from './statements';

/** What the roles are made from. Leave out what the environment does not have: it gets no role. */
export interface RolesProps {
  /** Name of the environment: part of descriptions and of names in AWS. */
  readonly environmentName: string;
  /** How pods get their roles, and how role names are made. */
  readonly identity: IdentitySettings;
  /** Every log group: each writer may write to its own. */
  readonly logGroups: readonly LogGroup[];
  /** Where container logs go in addition to CloudWatch Logs. */
  readonly destinations: readonly Destination[];
  /** Registries that images are pulled from. */
  readonly registries: Registries;
  /** Fluent Bit on EC2 nodes. @default - none */
  readonly fluentBit?: { readonly namespace: string };
  /** Alloy, and the ID of its workspace where that is known. @default - none */
  readonly alloy?: { readonly namespace: string; readonly workspaceId?: string };
  /** The CloudWatch agent. @default - none */
  readonly cloudwatchAgent?: { readonly namespace: string };
  /** The collector of Kubernetes events. @default - none */
  readonly kubernetesEvents?: { readonly namespace: string };
  /** Grafana in the cluster, and the workspace that it reads. @default - none */
  readonly grafana?: { readonly namespace: string; readonly workspace?: { readonly id?: string } };
  /** The cluster has Fargate profiles. */
  readonly fargate: boolean;
  /** The environment has a service on ECS. */
  readonly ecs: boolean;
  /** Bucket of the log archive and of its replica, and their keys. @default - none */
  readonly archive?: {
    readonly bucketName: string;
    readonly kmsKeyArn?: string;
    readonly replicaBucketName?: string;
    readonly replicaKmsKeyArn?: string;
    /** Their objects are locked. */
    readonly objectLock: boolean;
  };
}

/** Every role that the environment's configurations call for, with exactly what they touch. */
export const roles = (props: RolesProps): RoleDefinition[] => [
  ...agentRoles(props),
  ...fargateRoles(props),
  ...ecsRoles(props),
  ...archiveRoles(props),
];

/** Roles of pods. */
function agentRoles(props: RolesProps): RoleDefinition[] {
  const {
    alloy,
    cloudwatchAgent,
    destinations,
    environmentName,
    fluentBit,
    grafana,
    identity,
    kubernetesEvents,
    logGroups,
  } = props;
  const { cluster } = identity;
  const role = (component: string, namespace: string, does: string, statements: Statement[]): RoleDefinition => {
    const account = { namespace, name: component };
    return {
      component,
      roleName: roleName(identity, component),
      description: `${component} of ${environmentName}: ${does}`,
      trust: podTrust(identity, account),
      statements,
      associate: identity.mode === 'pod-identity' ? account : undefined,
    };
  };
  return [
    ...(fluentBit
      ? [
          role('fluent-bit', fluentBit.namespace, 'ships logs of EC2 nodes', [
            ...logStatements(cluster, logGroups, 'fluent-bit'),
            ...destinationStatements(cluster, destinations),
          ]),
        ]
      : []),
    ...(alloy
      ? [
          role('alloy', alloy.namespace, 'writes metrics', [
            remoteWriteStatement(cluster, environmentName, alloy.workspaceId),
          ]),
        ]
      : []),
    ...(cloudwatchAgent
      ? [
          role(
            'cloudwatch-agent',
            cloudwatchAgent.namespace,
            'writes metrics as log events',
            logStatements(cluster, logGroups, 'cloudwatch-agent'),
          ),
        ]
      : []),
    ...(kubernetesEvents
      ? [
          role(
            'kubernetes-events',
            kubernetesEvents.namespace,
            'writes Kubernetes events',
            logStatements(cluster, logGroups, 'kubernetes-events'),
          ),
        ]
      : []),
    ...(grafana
      ? [
          role(
            'grafana',
            grafana.namespace,
            'shows metrics and logs',
            readForDashboards(cluster, environmentName, {
              workspace: grafana.workspace,
              logGroups: logGroups.filter(isArchived).map(({ name }) => name),
            }),
          ),
        ]
      : []),
  ];
}

/** Roles that AWS services assume, not pods. */
const serviceRole =
  ({ environmentName, identity }: RolesProps) =>
  (component: string, does: string, trust: Trust, statements: Statement[]): RoleDefinition => ({
    component,
    roleName: roleName(identity, component),
    description: `${component} of ${environmentName}: ${does}`,
    trust,
    statements,
  });

/** Roles of the hops of the log archive; the delivery stream's own is in the CloudFormation template. */
function archiveRoles(props: RolesProps): RoleDefinition[] {
  const { archive, environmentName, identity } = props;
  if (!archive) return [];
  const { cluster } = identity;
  const role = serviceRole(props);
  const bucket = bucketArn(cluster, archive.bucketName);
  return [
    role(
      'log-archive-subscription',
      'hands log events to the archive',
      serviceTrust(cluster, 'logs.amazonaws.com', arn(cluster, 'logs', '*')),
      [deliverTo(archiveStreamArn(cluster, environmentName))],
    ),
    ...(archive.replicaBucketName
      ? [
          role(
            'log-archive-replication',
            'copies the archive to another Region',
            serviceTrust(cluster, 's3.amazonaws.com', bucket),
            replicate(
              cluster,
              { arn: bucket, kmsKeyArn: archive.kmsKeyArn },
              { arn: bucketArn(cluster, archive.replicaBucketName), kmsKeyArn: archive.replicaKmsKeyArn },
              archive,
            ),
          ),
        ]
      : []),
  ];
}

/** The role with which EKS starts pods on Fargate, and their log router writes. */
function fargateRoles(props: RolesProps): RoleDefinition[] {
  const { destinations, fargate, identity, logGroups, registries } = props;
  if (!fargate) return [];
  const { cluster } = identity;
  return [
    serviceRole(props)(
      'fargate-pod-execution',
      'pulls images and ships logs of Fargate pods',
      serviceTrust(cluster, 'eks-fargate-pods.amazonaws.com', arn(cluster, 'eks', `fargateprofile/${cluster.name}/*`)),
      [
        ...pullImages(cluster, registries),
        ...logStatements(cluster, logGroups, 'fargate-logging'),
        ...destinationStatements(cluster, forFargate(destinations)),
      ],
    ),
  ];
}

/** The roles of a task on ECS. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
function ecsRoles(props: RolesProps): RoleDefinition[] {
  const { destinations, ecs, identity, logGroups, registries } = props;
  if (!ecs) return [];
  const { cluster } = identity;
  const role = serviceRole(props);
  const trust = serviceTrust(cluster, 'ecs-tasks.amazonaws.com', arn(cluster, 'ecs', '*'));
  return [
    role('ecs-task-execution', 'starts the containers of the ECS task', trust, [
      // Public registries need no rights.
      ...(registries.mirrors.length + registries.imageAccountIds.length > 0 ? pullImages(cluster, registries) : []),
      ...logStatements(cluster, logGroups, 'ecs-task-execution'),
    ]),
    role('ecs-task', 'ships logs of the ECS task', trust, [
      ...logStatements(cluster, logGroups, 'ecs-firelens'),
      ...destinationStatements(cluster, destinations),
    ]),
  ];
}
