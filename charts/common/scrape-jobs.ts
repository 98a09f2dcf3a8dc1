/**
 * Scrape jobs as data, in Prometheus' words: what is discovered, what is kept, how it is labelled. Each metric agent renders
 * them in its own language (Alloy blocks, Prometheus YAML).
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 */
export interface RelabelRule {
  /** @default replace */
  readonly action?: 'replace' | 'keep' | 'drop' | 'labelmap' | 'labeldrop' | 'labelkeep';
  readonly sourceLabels?: readonly string[];
  /** RE2, anchored at both ends. @default (.*) */
  readonly regex?: string;
  /** @default ; */
  readonly separator?: string;
  readonly targetLabel?: string;
  /** @default $1 */
  readonly replacement?: string;
}

export interface ScrapeJob {
  /** `job` label of its series; DNS-label characters. */
  readonly name: string;
  /** What Kubernetes service discovery lists. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config */
  readonly role: 'pod' | 'endpointslice' | 'node';
  /** @default http */
  readonly scheme?: 'http' | 'https';
  /** @default /metrics */
  readonly metricsPath?: string;
  /** Applied to targets before a scrape. */
  readonly relabelings: readonly RelabelRule[];
  /** Applied to samples after a scrape. */
  readonly metricRelabelings?: readonly RelabelRule[];
}
