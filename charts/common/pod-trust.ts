import type { Environment } from '../../model/schema/environment';
import { irsaTrust, podIdentityTrust, type ServiceAccountRef, type Trust } from './iam';

/** Trust of one service account, the way the environment gives out roles. */
export function podTrust(
  { cluster, identity }: Pick<Environment, 'cluster' | 'identity'>,
  account: ServiceAccountRef,
): Trust {
  if (identity.mode === 'pod-identity') return podIdentityTrust(cluster, account);
  if (!cluster.oidcIssuer) throw new Error('cluster.oidcIssuer is needed with identity.mode "irsa"');
  return irsaTrust(cluster, cluster.oidcIssuer, account);
}
