import { type DaemonSetUpdateStrategy, IntOrString, type PodSpec } from 'cdk8s-plus-28/lib/imports/k8s';

/** All images are of Linux; a cluster may have nodes with Windows too. */
export const ON_LINUX = { nodeSelector: { 'kubernetes.io/os': 'linux' } } satisfies Partial<PodSpec>;

/** Where a DaemonSet of the stack runs: on every node with Linux whatever its taints, and never on Fargate, which has none. */
export const ON_EC2_NODES = {
  ...ON_LINUX,
  tolerations: [{ operator: 'Exists' }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] }] },
        ],
      },
    },
  },
} satisfies Partial<PodSpec>;

/** A tenth of the nodes at a time. No surge: two pods of one node would open the same files and ports, or count everything twice. */
export const A_TENTH_AT_A_TIME: DaemonSetUpdateStrategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxUnavailable: IntOrString.fromString('10%'), maxSurge: IntOrString.fromNumber(0) },
};
