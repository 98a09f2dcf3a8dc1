import { type ClusterRef, iamArn } from '../../../model/names/aws';
import { ENVIRONMENT_TAG } from '../../../model/names/tags';
import type { Manifest } from '../../common/chart';
import type { Conditions, Statement } from '../../common/iam';

/** Where the resources of an environment are, and what is known of their names beforehand. */
export interface Site extends ClusterRef {
  /** Name of the environment: the value of its tag, and part of names. */
  readonly environmentName: string;
  /** Beginning of the names of its roles. */
  readonly rolePrefix: string;
  /** ARN of the policy that bounds its roles. */
  readonly boundaryArn: string;
  /** Its log groups: names, and patterns that end in `*`. */
  readonly logGroups: readonly string[];
}

/**
 * What ACK's controllers call for each kind, on exactly the resources that the environment has. No deletion of what the stack
 * never deletes (log groups, workspaces, buckets).
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type KindStatements = (
  manifests: readonly Manifest[],
  site: Site,
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

/** A resource that carries the tag of the environment, and keeps it: a call that tags cannot hand it to another environment. */
export const isOwn = ({ environmentName }: Pick<Site, 'environmentName'>): Conditions => ({
  StringEquals: { [`aws:ResourceTag/${ENVIRONMENT_TAG}`]: environmentName },
  StringEqualsIfExists: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: environmentName },
});

/** A resource that is created with the tag of the environment. */
export const becomesOwn = ({ environmentName }: Pick<Site, 'environmentName'>): Conditions => ({
  StringEquals: { [`aws:RequestTag/${ENVIRONMENT_TAG}`]: environmentName },
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
export const serviceLinkedRole = (at: Site, service: string, roleName: string): Statement => ({
  sid: 'ServiceLinkedRole',
  actions: ['iam:CreateServiceLinkedRole'],
  resources: [iamArn(at, `role/aws-service-role/${service}/${roleName}`)],
  conditions: { StringEquals: { 'iam:AWSServiceName': service } },
});

/** ARN of the role that an object of the environment makes. */
export const roleOfObject = (site: Site, object: string): string => iamArn(site, `role/${site.rolePrefix}${object}`);

/** Roles that objects refer to. */
export const referencedRoles = (manifests: readonly Manifest[], site: Site): string[] =>
  manifests.flatMap(({ spec }) => {
    const name: string | undefined = (spec.roleRef ?? spec.podExecutionRoleRef)?.from?.name;
    return name ? [roleOfObject(site, name)] : [];
  });
