import { KubeRole, KubeRoleBinding, KubeSecret } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { BOOTSTRAP_FOLDER } from '../../model/names/bootstrap-steps';
import { GRAFANA_TOKEN } from '../../model/names/roles';
import { ComponentChart } from '../common/chart';

/** Props of what the job that renews the token may do. */
export interface GrafanaAccessProps {
  /** Namespace of the job and of the Secret. */
  readonly namespace: string;
}

/**
 * The Secret for the token of grafana-operator, and the right of the job that renews it to this one. An administrator applies them:
 * Argo CD has no right over Secrets, and a merge cannot give anybody one. What is declared of the Secret has no content, so no apply
 * takes it away.
 */
export class GrafanaAccess extends ComponentChart {
  constructor(scope: Construct, { namespace }: GrafanaAccessProps) {
    super(scope, 'grafana-access', { namespace, folder: BOOTSTRAP_FOLDER });
    const metadata = { name: GRAFANA_TOKEN };
    new KubeSecret(this, 'token', { metadata });
    new KubeRole(this, 'role', {
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [GRAFANA_TOKEN], verbs: ['get', 'patch'] }],
    });
    new KubeRoleBinding(this, 'role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: GRAFANA_TOKEN },
      subjects: [{ kind: 'ServiceAccount', name: GRAFANA_TOKEN, namespace }],
    });
  }
}
