import type { RelabelRule, ScrapeJob } from '../../model/facts/scraping';
import { toYaml } from './yaml';

/** What a Prometheus that only scrapes reads. https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
export interface PrometheusConfiguration {
  /** Time between two scrapes of a target, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Time that a scrape may take, in seconds. */
  readonly scrapeTimeoutSeconds: number;
  /** Samples of one target, after `keepMetrics`, above which the whole scrape is refused. */
  readonly sampleLimit: number;
  /** Targets of one job above which none of them is scraped. */
  readonly targetLimit: number;
  readonly jobs: readonly ScrapeJob[];
}

/** Where Kubernetes mounts the token of a service account, and the CA of the cluster. */
const SERVICE_ACCOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The configuration as YAML. */
export function renderPrometheus({ jobs, sampleLimit, targetLimit, ...global }: PrometheusConfiguration): string {
  const names = jobs.map((job) => job.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`two scrape jobs are called "${twice}"`);
  return toYaml({
    global: {
      scrape_interval: seconds(global.scrapeIntervalSeconds),
      scrape_timeout: seconds(Math.min(global.scrapeTimeoutSeconds, global.scrapeIntervalSeconds)),
    },
    scrape_configs: jobs.map((job) => scrapeConfig(job, { sampleLimit, targetLimit })),
  });
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function scrapeConfig(
  job: ScrapeJob,
  { sampleLimit, targetLimit }: Pick<PrometheusConfiguration, 'sampleLimit' | 'targetLimit'>,
): Record<string, unknown> {
  const metricRelabelings = [...keepRules(job.keepMetrics), ...(job.metricRelabelings ?? [])];
  return defined({
    job_name: text(job.name),
    scheme: job.scheme,
    metrics_path: text(job.metricsPath),
    ...(!job.kubelet &&
      !job.own && {
        sample_limit: sampleLimit,
        target_limit: targetLimit,
        // Several times the text size of a sample; the sample limit counts only after the whole response is read.
        body_size_limit: `${sampleLimit}KB`,
      }),
    track_timestamps_staleness: job.trackTimestampsStaleness,
    authorization: job.kubelet ? { credentials_file: `${SERVICE_ACCOUNT_PATH}/token` } : undefined,
    tls_config: job.kubelet ? { ca_file: `${SERVICE_ACCOUNT_PATH}/ca.crt` } : undefined,
    kubernetes_sd_configs: [{ role: job.role }],
    relabel_configs: job.relabelings.map(relabelConfig),
    metric_relabel_configs: metricRelabelings.length > 0 ? metricRelabelings.map(relabelConfig) : undefined,
  });
}

/** Keeps metrics by name. */
const keepRules = (names: ScrapeJob['keepMetrics']): RelabelRule[] =>
  names ? [{ action: 'keep', sourceLabels: ['__name__'], regex: names.join('|') }] : [];

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
const relabelConfig = (rule: RelabelRule): Record<string, unknown> =>
  defined({
    action: rule.action,
    source_labels: rule.sourceLabels?.map(text),
    separator: text(rule.separator),
    regex: text(rule.regex),
    target_label: text(rule.targetLabel),
    replacement: text(rule.replacement),
  });

/** YAML quotes what needs it; a control character has no business in a regular expression, a label or a path. */
function text(value: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (value !== undefined && /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value))
    throw new Error(`a Prometheus configuration must not hold control characters: ${JSON.stringify(value)}`);
  return value;
}

function seconds(value: number): string {
  if (!Number.isInteger(value) || value < 1) throw new Error(`not a whole number of seconds: ${value}`);
  return `${value}s`;
}

const defined = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
