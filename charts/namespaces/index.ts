import { KubeNamespace } from 'cdk8s-plus-28/lib/imports/k8s';
import { Construct } from 'constructs';
import { waveAnnotation } from '../../model/names/waves';
import { ComponentChart, type Manifest } from '../common/chart';
import { addNetworkPolicy } from '../common/network-policy';
import { lowest, type PodSpec, podSecurity } from './pod-security';

/** Namespaces that Kubernetes creates itself. */
const BUILT_IN = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** Props of the namespaces. */
export interface NamespacesProps {
  /** Objects of the other charts: their namespaces are created, at the Pod Security level of the pods in them. */
  readonly manifests: readonly Manifest[];
  /** Each namespace denies its pods every connection that no policy allows. */
  readonly denyByDefault: boolean;
}

/**
 * The namespaces of an environment. Each enforces the strictest Pod Security level that its own pods meet, and warns of what
 * would not meet `restricted`. Removing one from the environment leaves it in the cluster: it may hold what others put there.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class Namespaces extends ComponentChart {
  constructor(scope: Construct, { manifests, denyByDefault }: NamespacesProps) {
    super(scope, 'namespaces', { wave: 'namespaces' });
    const names = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
    for (const name of [...names].filter((each) => !BUILT_IN.has(each)).sort()) {
      const { level, reasons } = securityOf(manifests.filter(({ metadata }) => metadata.namespace === name));
      // Not the name alone: the library cannot hold a construct called "constructor".
      new KubeNamespace(this, `namespace-${name}`, {
        metadata: {
          name,
          labels: {
            ...(name === FARGATE_LOGGING_NAMESPACE && { 'aws-observability': 'enabled' }),
            'pod-security.kubernetes.io/enforce': level,
            'pod-security.kubernetes.io/warn': level,
            'pod-security.kubernetes.io/audit': 'restricted',
          },
          annotations: {
            'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
            ...(reasons.length > 0 && { 'pod-security-reasons': reasons.join('; ') }),
          },
        },
      });
      if (denyByDefault) this.addDefaultDeny(name);
    }
  }

  /** In the wave of the applications: before it, it would cut off pods that run already and whose policies are still to come. */
  private addDefaultDeny(namespace: string): void {
    addNetworkPolicy(new Construct(this, `default-deny-${namespace}`), {
      name: 'default-deny',
      namespace,
      annotations: waveAnnotation('applications'),
    });
  }
}

/** Namespace that EKS reads the Fargate log router's configuration from, by this name and label. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const FARGATE_LOGGING_NAMESPACE = 'aws-observability';

/** Level of what lives in a namespace, and why it is no higher. */
function securityOf(manifests: readonly Manifest[]) {
  const pods = manifests.flatMap((manifest) => {
    const spec: PodSpec | undefined =
      manifest.kind === 'Pod' ? manifest.spec : (manifest.spec?.jobTemplate?.spec ?? manifest.spec)?.template?.spec;
    return spec?.containers ? [{ name: manifest.metadata.name, security: podSecurity(spec) }] : [];
  });
  const level = lowest(pods.map(({ security }) => security.level));
  return {
    level,
    reasons: pods
      .filter(({ security }) => security.level === level && level !== 'restricted')
      .map(({ name, security }) => `${name}: ${security.reasons.join(', ')}`),
  };
}
