import { type ClusterRef, iamArn } from './aws';

/** How the pods of an environment get AWS credentials. */
export interface IdentitySettings {
  /** `irsa`: annotation on the service account. `pod-identity`: an association outside of it. */
  readonly mode: 'irsa' | 'pod-identity';
  readonly cluster: ClusterRef;
  /** OIDC issuer URL of the cluster. @default - none: `irsa` is refused */
  readonly oidcIssuer?: string;
  /** Prefix of role names. @default - the cluster name and "-" */
  readonly roleNamePrefix?: string;
  /** ARN of the policy that bounds every role. @default - one that the CloudFormation template makes */
  readonly permissionsBoundaryArn?: string;
}

/** Longest name of an IAM role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const ROLE_NAME_MAX_CHARACTERS = 64;

/** Everything that can have a role; validation proves that the name of each fits. */
export const ROLE_COMPONENTS = [
  'fluent-bit',
  'alloy',
  'cloudwatch-agent',
  'kubernetes-events',
  'grafana',
  'fargate-pod-execution',
  'ecs-task-execution',
  'ecs-task',
  'log-archive-subscription',
  'log-archive-replication',
] as const;

/** Name of the service account, and the end of the role's name, of an ACK controller. https://aws-controllers-k8s.github.io/community/docs/user-docs/irsa/ */
export const controllerName = (service: string): string => `ack-${service}-controller`;

/** Name of what renews the token of grafana-operator: objects, pods, and the end of its role's name. */
export const GRAFANA_TOKEN = 'grafana-token';

/** Longest name that a role of the CloudFormation template can end with. */
const LONGEST_OF_TEMPLATE = controllerName('prometheusservice');

/** Ends of role names; what is no longer than these fits too. */
export const ROLE_NAME_ENDS: readonly string[] = [...ROLE_COMPONENTS, LONGEST_OF_TEMPLATE];

/** Name of the IAM role of a component: the only place that knows how role names are made. */
export const roleName = (
  identity: Pick<IdentitySettings, 'roleNamePrefix'> & { readonly cluster: { readonly name: string } },
  component: string,
): string => `${identity.roleNamePrefix ?? `${identity.cluster.name}-`}${component}`;

/** Name of the policy that bounds the roles that ACK creates. */
export const boundaryName = (identity: Parameters<typeof roleName>[0]): string => roleName(identity, 'boundary');

/**
 * ARN of the policy that bounds the roles that ACK creates: what it does not allow, no policy of theirs can.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const boundaryArn = (identity: IdentitySettings): string =>
  identity.permissionsBoundaryArn ?? iamArn(identity.cluster, `policy/${boundaryName(identity)}`);
