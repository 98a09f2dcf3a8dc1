/** Name of the component, of its container and of the job that scrapes it. */
export const KUBE_STATE_METRICS = 'kube-state-metrics';

/** Ports: of the state of the cluster, and of its own state. https://github.com/kubernetes/kube-state-metrics/blob/main/docs/developer/cli-arguments.md */
export const KUBE_STATE_METRICS_PORTS = { metrics: 8080, telemetry: 8081 } as const;

/**
 * Kinds whose state it can tell, by how the names of their metrics begin, with their API group. ConfigMaps and Secrets are not
 * among them: it would have to read them. https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics
 */
const RESOURCES = {
  kube_cronjob_: { resource: 'cronjobs', apiGroup: 'batch' },
  kube_daemonset_: { resource: 'daemonsets', apiGroup: 'apps' },
  kube_deployment_: { resource: 'deployments', apiGroup: 'apps' },
  kube_horizontalpodautoscaler_: { resource: 'horizontalpodautoscalers', apiGroup: 'autoscaling' },
  kube_ingress_: { resource: 'ingresses', apiGroup: 'networking.k8s.io' },
  kube_job_: { resource: 'jobs', apiGroup: 'batch' },
  kube_limitrange: { resource: 'limitranges', apiGroup: '' },
  kube_namespace_: { resource: 'namespaces', apiGroup: '' },
  kube_node_: { resource: 'nodes', apiGroup: '' },
  kube_persistentvolume_: { resource: 'persistentvolumes', apiGroup: '' },
  kube_persistentvolumeclaim_: { resource: 'persistentvolumeclaims', apiGroup: '' },
  kube_pod_: { resource: 'pods', apiGroup: '' },
  kube_poddisruptionbudget_: { resource: 'poddisruptionbudgets', apiGroup: 'policy' },
  kube_replicaset_: { resource: 'replicasets', apiGroup: 'apps' },
  kube_resourcequota: { resource: 'resourcequotas', apiGroup: '' },
  kube_service_: { resource: 'services', apiGroup: '' },
  kube_statefulset_: { resource: 'statefulsets', apiGroup: 'apps' },
} as const satisfies Readonly<Record<string, KubeResource>>;

/** A kind of objects, as RBAC names it. */
export interface KubeResource {
  readonly resource: string;
  readonly apiGroup: string;
}

/** How the names of its metrics begin. */
export const KUBE_BEGINNINGS: readonly string[] = Object.keys(RESOURCES);

/** The kind that a metric is about; undefined where it tells none, or only labels that it would have to be told. */
export const resourceOf = (metric: string): KubeResource | undefined =>
  /_(annotations|labels)$/.test(metric)
    ? undefined
    : Object.entries(RESOURCES).find(([beginning]) => metric.startsWith(beginning))?.[1];

/** The kinds that metrics are about, each once. */
export const resourcesOf = (metrics: readonly string[]): KubeResource[] => [
  ...new Set(metrics.flatMap((metric) => resourceOf(metric) ?? [])),
];
