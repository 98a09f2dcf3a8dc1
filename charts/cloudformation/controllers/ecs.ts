import { arn } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import {
  type KindStatements,
  passRole,
  referenced,
  roleOfObject,
  type Site,
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
      'TagResource',
      'UntagResource',
      'UpdateCluster',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'ecs', `cluster/${name}`)),
  },
  serviceLinkedRole(at, 'ecs.amazonaws.com', 'AWSServiceRoleForECS'),
];

const service: KindStatements = (manifests, at, all) => [
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
    resources: manifests.map(({ spec }) =>
      arn(at, 'ecs', `service/${referenced(all, 'Cluster', spec.clusterRef).spec.name}/${spec.name}`),
    ),
  },
];

/** Roles that the tasks run with: by reference, or as a literal ARN. */
const taskRoles = (manifests: readonly Manifest[], at: Site): string[] =>
  manifests.flatMap(({ spec }) => [
    ...(spec.taskRoleRef ? [roleOfObject(at, spec.taskRoleRef.from.name)] : []),
    ...[spec.taskRoleARN, spec.executionRoleARN].filter(Boolean),
  ]);

const taskDefinition: KindStatements = (manifests, at) => [
  {
    sid: 'TaskDefinitions',
    actions: verbs('ecs', 'RegisterTaskDefinition', 'TagResource', 'UntagResource'),
    resources: manifests.map(({ spec }) => arn(at, 'ecs', `task-definition/${spec.family}:*`)),
  },
  // A deletion begins with the list of all revisions.
  unscoped(
    'ReadTaskDefinitions',
    verbs('ecs', 'DeregisterTaskDefinition', 'DescribeTaskDefinition', 'ListTaskDefinitions'),
  ),
  ...passRole('PassTaskRoles', taskRoles(manifests, at), 'ecs-tasks.amazonaws.com'),
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const ECS: Readonly<Record<string, KindStatements>> = {
  Cluster: cluster,
  Service: service,
  TaskDefinition: taskDefinition,
};
