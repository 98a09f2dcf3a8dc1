import { KubeServiceAccount } from 'cdk8s-plus-28/lib/imports/k8s';
import { iamArn } from '../../model/names/aws';
import { type IdentitySettings, roleName } from '../../model/names/roles';
import type { ComponentChart } from './chart';
import { identityAnnotations } from './checksum';

export { type IdentitySettings, ROLE_NAME_MAX_CHARACTERS, roleName } from '../../model/names/roles';

/** ARN of the IAM role of a component. */
export const roleArn = (identity: IdentitySettings, component: string): string =>
  iamArn(identity.cluster, `role/${roleName(identity, component)}`);

/** Annotations of the pods of a component with a role: another role, or another way to it, starts new pods. */
export const identityOfPods = (identity: IdentitySettings, component: string): Record<string, string> =>
  identityAnnotations(identity.mode, roleName(identity, component));

/** Props of the service account of a component. */
export interface ServiceAccountProps {
  /** How the pods get AWS credentials. @default - none: the component calls no AWS API */
  readonly identity?: IdentitySettings;
}

/**
 * The service account of a component, named like it. It does not mount the Kubernetes API token: a pod that calls the
 * API requests it itself (`automountServiceAccountToken: true` in the pod spec).
 * With IRSA it names its role. https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function addServiceAccount(
  chart: ComponentChart,
  component: string,
  props: ServiceAccountProps = {},
): KubeServiceAccount {
  const irsa = props.identity?.mode === 'irsa' ? props.identity : undefined;
  return new KubeServiceAccount(chart, 'service-account', {
    metadata: {
      name: component,
      annotations: irsa && {
        'eks.amazonaws.com/role-arn': roleArn(irsa, component),
        'eks.amazonaws.com/sts-regional-endpoints': 'true',
      },
    },
    automountServiceAccountToken: false,
  });
}
