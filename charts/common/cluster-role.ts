import { KubeClusterRole, KubeClusterRoleBinding, type PolicyRule } from 'cdk8s-plus-28/lib/imports/k8s';
import type { ComponentChart } from './chart';

/**
 * What the service account of a component may do in the whole cluster: a role and its binding, both named like the component.
 * @param namespace of the service account
 */
export function addClusterRole(chart: ComponentChart, component: string, namespace: string, rules: PolicyRule[]): void {
  new KubeClusterRole(chart, 'cluster-role', { metadata: { name: component }, rules });
  new KubeClusterRoleBinding(chart, 'cluster-role-binding', {
    metadata: { name: component },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: component },
    subjects: [{ kind: 'ServiceAccount', name: component, namespace }],
  });
}
