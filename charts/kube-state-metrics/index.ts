import { type Container, IntOrString, KubeDeployment, type PolicyRule } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import {
  KUBE_STATE_METRICS,
  KUBE_STATE_METRICS_PORTS,
  type KubeResource,
  resourcesOf,
} from '../../model/facts/kube-state-metrics';
import { IMAGES } from '../../model/names/images';
import { ComponentChart } from '../common/chart';
import { addClusterRole } from '../common/cluster-role';
import { asUser, HARDENED, NOBODY } from '../common/hardening';
import type { ServiceAccountRef } from '../common/iam';
import { addServiceAccount } from '../common/identity';
import { addNetworkPolicy, fromPods, toApiServer } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { type ContainerSize, resources } from '../common/size';

/** Props of kube-state-metrics. */
export interface KubeStateMetricsProps extends ContainerSize {
  /** Namespace of the pod. */
  readonly namespace: string;
  /** Metrics that it serves; what it may read in the cluster follows from them. */
  readonly metrics: readonly string[];
  /** Who scrapes it. @default - there are no network policies */
  readonly scraper?: ServiceAccountRef;
}

/**
 * kube-state-metrics: the state of workloads, pods, jobs and nodes as metrics, from what the API server says of them.
 * https://github.com/kubernetes/kube-state-metrics
 */
export class KubeStateMetrics extends ComponentChart {
  constructor(scope: Construct, props: KubeStateMetricsProps) {
    super(scope, KUBE_STATE_METRICS, { namespace: props.namespace, wave: 'metricsAgents' });
    const kinds = resourcesOf(props.metrics);
    addServiceAccount(this, KUBE_STATE_METRICS);
    addClusterRole(this, KUBE_STATE_METRICS, props.namespace, rulesOf(kinds));
    if (props.scraper)
      addNetworkPolicy(this, {
        name: KUBE_STATE_METRICS,
        selectorLabels: this.selectorLabels,
        ingress: [fromPods([props.scraper], [KUBE_STATE_METRICS_PORTS.metrics])],
        egress: toApiServer,
      });
    new KubeDeployment(this, 'deployment', {
      metadata: { name: KUBE_STATE_METRICS },
      spec: {
        replicas: 1,
        // Never two at once: both would have every series.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: this.selectorLabels },
        template: {
          metadata: { labels: this.componentLabels },
          spec: {
            serviceAccountName: KUBE_STATE_METRICS,
            automountServiceAccountToken: true,
            enableServiceLinks: false,
            priorityClassName: 'system-cluster-critical',
            ...ON_LINUX,
            securityContext: asUser(NOBODY),
            containers: [container(props, kinds)],
          },
        },
      },
    });
  }
}

/** Lists and watches of the kinds that it tells the state of, and of nothing else. */
const rulesOf = (resources: readonly KubeResource[]): PolicyRule[] =>
  [...new Set(resources.map(({ apiGroup }) => apiGroup))].sort().map((group) => ({
    apiGroups: [group],
    resources: resources
      .filter(({ apiGroup }) => apiGroup === group)
      .map(({ resource }) => resource)
      .sort(),
    verbs: ['list', 'watch'],
  }));

function container(props: KubeStateMetricsProps, kinds: readonly KubeResource[]): Container {
  const probe = (path: string, port: string) => ({
    httpGet: { path, port: IntOrString.fromString(port) },
    timeoutSeconds: 5,
  });
  // Not /livez, which asks the API server: when that is away a restart helps nobody.
  const healthy = probe('/healthz', 'http-metrics');
  return {
    name: KUBE_STATE_METRICS,
    image: IMAGES.kubeStateMetrics,
    args: [
      `--port=${KUBE_STATE_METRICS_PORTS.metrics}`,
      `--telemetry-port=${KUBE_STATE_METRICS_PORTS.telemetry}`,
      '--auto-gomemlimit',
      ...kinds.map(({ resource }) => `--resources=${resource}`).sort(),
      // One argument each, so that another metric is another line.
      ...props.metrics.map((metric) => `--metric-allowlist=${metric}`),
    ],
    ports: [
      { name: 'http-metrics', containerPort: KUBE_STATE_METRICS_PORTS.metrics, protocol: 'TCP' },
      { name: 'telemetry', containerPort: KUBE_STATE_METRICS_PORTS.telemetry, protocol: 'TCP' },
    ],
    startupProbe: { ...healthy, periodSeconds: 5, failureThreshold: 24 },
    livenessProbe: { ...healthy, periodSeconds: 20, failureThreshold: 6 },
    readinessProbe: { ...probe('/readyz', 'telemetry'), periodSeconds: 10 },
    // No CPU limit: after a start it reads the whole cluster.
    resources: resources(props),
    securityContext: HARDENED,
  };
}
