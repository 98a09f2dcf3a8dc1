import { arn, iamArn } from '../../common/aws';
import type { Manifest } from '../../common/chart';
import {
  type KindStatements,
  passRole,
  ROLE_BY_OBJECT,
  serviceLinkedRole,
  specNames,
  unscoped,
  verbs,
} from './statements';

const cluster: KindStatements = (manifests, at) => [
  {
    sid: 'Clusters',
    actions: verbs(
      'ecs',
      'CreateCluster',
      'DeleteCluster',
      'DescribeClusters',
      'PutClusterCapacityProviders',
      'TagResource',
      'UntagResource',
      'UpdateCluster',
      'UpdateClusterSettings',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'ecs', `cluster/${name}`)),
  },
  serviceLinkedRole(at, 'ecs.amazonaws.com', 'AWSServiceRoleForECS'),
];

const service: KindStatements = (manifests, at) => [
  {
    sid: 'Services',
    actions: verbs(
      'ecs',
      'CreateService',
      'DeleteService',
      'DescribeServices',
      'TagResource',
      'UntagResource',
      'UpdateService',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'ecs', `service/*/${name}`)),
  },
];

/** Roles that the tasks run with: by reference, or as a literal ARN. */
const taskRoles = (manifests: readonly Manifest[], at: Parameters<KindStatements>[1]): string[] =>
  manifests.flatMap(({ spec }) => [
    ...(spec.taskRoleRef ? [iamArn(at, `role/${ROLE_BY_OBJECT}${spec.taskRoleRef.from.name}`)] : []),
    ...[spec.taskRoleARN, spec.executionRoleARN].filter(Boolean),
  ]);

const taskDefinition: KindStatements = (manifests, at) => [
  {
    sid: 'TaskDefinitions',
    actions: verbs('ecs', 'RegisterTaskDefinition', 'TagResource', 'UntagResource'),
    resources: manifests.map(({ spec }) => arn(at, 'ecs', `task-definition/${spec.family}:*`)),
  },
  unscoped('ReadTaskDefinitions', verbs('ecs', 'DeregisterTaskDefinition', 'DescribeTaskDefinition')),
  ...passRole('PassTaskRoles', taskRoles(manifests, at), 'ecs-tasks.amazonaws.com'),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const ECS: Readonly<Record<string, KindStatements>> = {
  Cluster: cluster,
  Service: service,
  TaskDefinition: taskDefinition,
};
