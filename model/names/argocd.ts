import type { Environment } from '../schema/environment';
import { iamArn } from './aws';
import { type IdentitySettings, roleName } from './roles';

/** Name of the AppProject of an environment. */
export const projectName = (environmentName: string, { project }: Environment['argocd']): string =>
  project ?? `observability-${environmentName}`;

/** Name of the IAM role of EKS's managed Argo CD, where the stack makes it. */
export const capabilityRoleName = (identity: Parameters<typeof roleName>[0]): string =>
  roleName(identity, 'argocd-capability');

/** ARN of the IAM role of EKS's managed Argo CD; undefined for a self-managed one. */
export const capabilityRoleArn = (
  identity: IdentitySettings,
  { capability }: Environment['argocd'],
): string | undefined =>
  capability?.kind === 'existing'
    ? capability.roleArn
    : capability && iamArn(identity.cluster, `role/${capabilityRoleName(identity)}`);

/** Group of the cluster whose members are Argo CD's role: the bootstrap adds it to the access entry that EKS makes. */
export const argocdGroup = (environmentName: string): string => `observability-${environmentName}-argocd`;
