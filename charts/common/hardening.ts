import type { PodSecurityContext, SecurityContext } from 'cdk8s-plus-28/lib/imports/k8s';

/** User and group `nobody`: they own no file of any image. */
export const NOBODY = 65534;

/**
 * What every container does without: more rights than it starts with, writing to its image, the capabilities of the kernel.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const HARDENED = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} satisfies SecurityContext;

/** What every pod does without, also that which is root: rare system calls. https://kubernetes.io/docs/tutorials/security/seccomp/ */
export const FILTERED = { seccompProfile: { type: 'RuntimeDefault' } } satisfies PodSecurityContext;

/** The same, and not root: a pod whose containers name their users themselves. */
export const NOT_ROOT = { ...FILTERED, runAsNonRoot: true } satisfies PodSecurityContext;

/** A pod that is one user, whose group its volumes have. @param id of the user and of the group, not 0 */
export const asUser = (id: number) =>
  ({ ...NOT_ROOT, runAsUser: id, runAsGroup: id, fsGroup: id }) satisfies PodSecurityContext;
