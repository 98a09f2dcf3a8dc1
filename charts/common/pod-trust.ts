import type { IdentitySettings } from '../../model/names/roles';
import { irsaTrust, podIdentityTrust, type ServiceAccountRef, type Trust } from './iam';

/**
 * Trust policy for one service account, for the way in which the environment assigns roles.
 * @throws with `irsa` and no OIDC issuer; validation refuses such an environment before
 */
export function podTrust({ mode, cluster, oidcIssuer }: IdentitySettings, account: ServiceAccountRef): Trust {
  if (mode === 'pod-identity') return podIdentityTrust(cluster, account);
  if (!oidcIssuer) throw new Error('cluster.oidcIssuer is needed with identity.mode "irsa"');
  return irsaTrust(cluster, oidcIssuer, account);
}
