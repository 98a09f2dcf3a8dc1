/**
 * Scrape jobs as data, in the terms of Prometheus: discovery, filters, labels. Each metric agent renders
 * them in its own language (Alloy blocks, Prometheus YAML).
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export interface RelabelRule {
  /** @default replace */
  readonly action?: 'replace' | 'keep' | 'drop' | 'keepequal' | 'labelmap' | 'labeldrop' | 'labelkeep';
  readonly sourceLabels?: readonly string[];
  /** RE2, anchored at both ends. @default (.*) */
  readonly regex?: string;
  /** @default ; */
  readonly separator?: string;
  readonly targetLabel?: string;
  /** @default $1 */
  readonly replacement?: string;
}

/** One job of Prometheus, for whichever agent runs it. */
export interface ScrapeJob {
  /** `job` label of its series; DNS-label characters. */
  readonly name: string;
  /** What it scrapes, in one line; becomes a comment in the configuration. @default - no comment */
  readonly description?: string;
  /** What Kubernetes service discovery lists. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config */
  readonly role: 'pod' | 'endpointslice' | 'node';
  /** @default http */
  readonly scheme?: 'http' | 'https';
  /** @default /metrics */
  readonly metricsPath?: string;
  /**
   * The targets are kubelets. The agent authenticates with its service account token and verifies them with the cluster's CA.
   * The limits for applications do not apply (the number of samples grows with the pods of the node).
   * @default false
   */
  readonly kubelet?: boolean;
  /**
   * The targets are pods of the stack. The jobs of applications have limits, above which the whole job fails; these have none, so
   * that no application can blind them. @default false
   */
  readonly own?: boolean;
  /**
   * Mark series as stale although the target sets its own timestamps (cAdvisor does). Otherwise the series of a removed container
   * stay for five minutes. @default false
   */
  readonly trackTimestampsStaleness?: boolean;
  /** Ports of its targets. @default - any: annotations name them */
  readonly ports?: readonly number[];
  /** Its targets are pods that use the network of their node. @default false */
  readonly onNodes?: boolean;
  /** Applied to targets before a scrape. */
  readonly relabelings: readonly RelabelRule[];
  /** Names of the metrics that are kept, each RE2 of the whole name; the others are dropped after the scrape. @default - all */
  readonly keepMetrics?: readonly string[];
  /** Applied to samples after a scrape, and after `keepMetrics`. */
  readonly metricRelabelings?: readonly RelabelRule[];
}

/** Meta labels of pods. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#pod */
export const POD = '__meta_kubernetes_pod';

/** A label copied as it is. */
export const copy = (sourceLabel: string, targetLabel: string): RelabelRule => ({
  sourceLabels: [sourceLabel],
  targetLabel,
});

/** Completed pods keep their object but lose their IP address. */
export const notEnded: RelabelRule = { action: 'drop', sourceLabels: [`${POD}_phase`], regex: 'Failed|Succeeded' };
