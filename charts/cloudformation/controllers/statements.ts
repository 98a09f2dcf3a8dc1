import { type AwsLocation, type ClusterRef, iamArn } from '../../../model/names/aws';
import type { Manifest } from '../../common/chart';
import type { Statement } from '../../common/iam';

/**
 * What ACK's controllers call for each kind, on exactly the resources that the environment has. No deletion of what the stack
 * never deletes (log groups, workspaces, buckets).
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type KindStatements = (
  manifests: readonly Manifest[],
  cluster: ClusterRef,
  /** All objects of the environment, for what these refer to. */
  all: readonly Manifest[],
) => Statement[];

/** Reason for a resource `*`: IAM defines no resource type for the actions. https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const NO_RESOURCE_TYPE = 'These actions have no resource type.';

/** Reason for a wildcard in an ARN: the ID does not exist when the policy is written. */
export const NOT_KNOWN_YET = 'AWS chooses the IDs when it creates them.';

/** IAM actions of one service: `verbs('sns', 'Publish')` returns `['sns:Publish']`. */
export const verbs = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`);

/** A statement on `*`, for actions that have no resource type. */
export const unscoped = (sid: string, actions: string[]): Statement => ({
  sid,
  actions,
  resources: ['*'],
  reason: NO_RESOURCE_TYPE,
});

/** Names of the resources in AWS, which can differ from the names of the Kubernetes objects. */
export const specNames = (manifests: readonly Manifest[]): string[] => manifests.map(({ spec }) => spec.name);

/** The object that a reference names; a reference stays within a controller and its kind. */
export function referenced(all: readonly Manifest[], kind: string, reference: { from: { name: string } }): Manifest {
  const found = all.find(
    ({ apiVersion, kind: each, metadata }) =>
      each === kind && apiVersion.includes('.services.k8s.aws/') && metadata.name === reference.from.name,
  );
  if (!found) throw new Error(`charts/cloudformation/controllers: no ${kind} is named ${reference.from.name}`);
  return found;
}

/** The values in their order, each once. */
export const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Passing a role to one service, and to no other. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
export const passRole = (sid: string, roles: readonly string[], service: string): Statement[] =>
  roles.length === 0
    ? []
    : [
        {
          sid,
          actions: ['iam:PassRole'],
          resources: roles,
          conditions: { StringEquals: { 'iam:PassedToService': service } },
        },
      ];

/**
 * The first resource of a service in an account creates the service-linked role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export const serviceLinkedRole = (at: AwsLocation, service: string, roleName: string): Statement => ({
  sid: 'ServiceLinkedRole',
  actions: ['iam:CreateServiceLinkedRole'],
  resources: [iamArn(at, `role/aws-service-role/${service}/${roleName}`)],
  conditions: { StringEquals: { 'iam:AWSServiceName': service } },
});

/** Roles that the environment names by reference carry the prefix that the caller gave them. */
export const referencedRoles = (manifests: readonly Manifest[], at: AwsLocation): string[] =>
  manifests.flatMap(({ spec }) => {
    const name: string | undefined = (spec.roleRef ?? spec.podExecutionRoleRef)?.from?.name;
    return name ? [iamArn(at, `role/${ROLE_BY_OBJECT}${name}`)] : [];
  });

/** Replaced by the real prefix in controllers.ts: object names know no prefix. */
export const ROLE_BY_OBJECT = '@role-prefix@';
