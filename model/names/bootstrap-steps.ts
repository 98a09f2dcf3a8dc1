/** Step of the bootstrap that applies a file of `dist/<environment>/bootstrap/`; a file without one is not applied. */
export const BOOTSTRAP_STEPS: Readonly<Record<string, number>> = {
  'cloudformation.yaml': 1,
  'apply.sh': 2,
  'argocd-cm.patch.yaml': 3,
  'argocd.k8s.yaml': 3,
  'argocd-access.k8s.yaml': 3,
  'insights.yaml': 4,
};

/** The file whose resources refer to what Argo CD makes: it is applied after the sync. */
export const AFTER_SYNC = 'insights.yaml';
