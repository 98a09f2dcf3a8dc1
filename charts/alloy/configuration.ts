import { QUEUE, WAL_MAX_HOURS } from '../../model/budgets/alloy';
import { keptBy } from '../../model/facts/kept-metrics';
import { type JobSettings, scrapeJobs } from '../../model/facts/scrape-jobs';
import type { RelabelRule, ScrapeJob } from '../../model/facts/scraping';
import type { ClusterRef } from '../../model/names/aws';
import { REMOTE_WRITE, workspaceApi } from '../../model/names/prometheus-workspace';
import { type AlloyBlock, AlloyExpression, type AlloyValue } from './syntax';

/** Environment variables that the configuration reads; the pod sets them. */
export const ENVIRONMENT_VARIABLES = { node: 'NODE_NAME', workspaceId: 'AMP_WORKSPACE_ID' } as const;

/** Props of the configuration. */
export interface AlloyConfigurationProps extends JobSettings {
  /** The cluster: label of every series, and Region of the workspace. */
  readonly cluster: ClusterRef;
  /** Namespace that Alloy runs in. */
  readonly namespace: string;
  /** ID of the workspace. @default - ACK creates it: the pods learn its ID from a ConfigMap */
  readonly workspaceId?: string;
  /** Time between two scrapes of a target, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Time that a scrape may take, in seconds. */
  readonly scrapeTimeoutSeconds: number;
  /** Samples that one application target may give. */
  readonly sampleLimit: number;
  /** Targets that one pod may have of a scrape job of applications. */
  readonly targetLimit: number;
  /** Pods; above one they form a cluster and share the targets. */
  readonly replicas: number;
}

/** Where Kubernetes mounts the token of the pod's service account, and the CA of the cluster. */
const SERVICE_ACCOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

const { reference, env, concat, join } = AlloyExpression;

/** Alloy's whole configuration: discover, relabel, scrape, write. */
export function alloyConfiguration(props: AlloyConfigurationProps): AlloyBlock[] {
  const jobs = scrapeJobs(props);
  const roles = [...new Set(jobs.map((job) => job.role))];
  return [
    { name: 'logging', attributes: { format: 'json', level: 'info' } },
    // One discovery per role: each keeps its objects in memory.
    ...roles.map((role) => ({ name: 'discovery.kubernetes', label: role, attributes: { role } })),
    ...jobs.flatMap((job) => scrapeJob(job, props)),
    ...selfScrape(props),
    remoteWrite(props),
  ];
}

/** Label of a component from the name of a job: identifiers have no "-". */
const labelOf = (name: string): string => name.replaceAll('-', '_');

/** Relabelling of targets, scrape, and relabelling of samples where there is one. */
function scrapeJob(job: ScrapeJob, props: AlloyConfigurationProps): AlloyBlock[] {
  const label = labelOf(job.name);
  const filter = [
    ...(job.keepMetrics ? [keepMetrics(job.keepMetrics)] : []),
    ...(job.metricRelabelings ?? []).map(rule),
  ];
  return [
    {
      comment: job.description,
      name: 'discovery.relabel',
      label,
      attributes: { targets: reference('discovery.kubernetes', job.role, 'targets') },
      blocks: [...job.relabelings.map(rule), clusterRule(props.cluster)],
    },
    scrape(props, {
      label,
      attributes: {
        job_name: job.name,
        targets: reference('discovery.relabel', label, 'output'),
        forward_to: [filter.length > 0 ? reference('prometheus.relabel', label, 'receiver') : WORKSPACE],
        scheme: job.scheme,
        metrics_path: job.metricsPath,
        track_timestamps_staleness: job.trackTimestampsStaleness,
        ...(job.kubelet && { bearer_token_file: `${SERVICE_ACCOUNT_PATH}/token` }),
        ...(!job.kubelet && !job.own && limits(props)),
      },
      // EKS signs the kubelets' certificates with the cluster's CA (serverTLSBootstrap in its images): nothing is skipped.
      blocks: job.kubelet
        ? [{ name: 'tls_config', attributes: { ca_file: `${SERVICE_ACCOUNT_PATH}/ca.crt` } }]
        : undefined,
      shared: true,
    }),
    ...(filter.length > 0
      ? [{ name: 'prometheus.relabel', label, attributes: { forward_to: [WORKSPACE] }, blocks: filter }]
      : []),
  ];
}

/** The component that receives the samples. */
const WORKSPACE = reference('prometheus.remote_write', 'workspace', 'receiver');

/** Limits of the jobs of applications: with more targets all of them fail (`up` is 0), with more samples the one target. */
const limits = ({ sampleLimit, targetLimit }: AlloyConfigurationProps): Record<string, AlloyValue> => ({
  sample_limit: sampleLimit,
  target_limit: targetLimit,
  // Several times the text size of a sample. Alloy checks the sample limit only after reading the whole response.
  body_size_limit: `${sampleLimit}KiB`,
});

interface ScrapeProps {
  readonly label: string;
  readonly attributes: Readonly<Record<string, AlloyValue | undefined>>;
  /** @default - none */
  readonly blocks?: readonly AlloyBlock[];
  /** The pods of the cluster share the targets; otherwise each pod scrapes all of them. */
  readonly shared: boolean;
}

function scrape(props: AlloyConfigurationProps, { label, attributes, blocks, shared }: ScrapeProps): AlloyBlock {
  return {
    name: 'prometheus.scrape',
    label,
    attributes: {
      ...attributes,
      scrape_interval: `${props.scrapeIntervalSeconds}s`,
      scrape_timeout: `${props.scrapeTimeoutSeconds}s`,
    },
    blocks: [
      ...(blocks ?? []),
      ...(shared && props.replicas > 1 ? [{ name: 'clustering', attributes: { enabled: true } }] : []),
    ],
  };
}

/** A rule in Alloy's words. https://grafana.com/docs/alloy/latest/reference/components/discovery/discovery.relabel/#rule */
const rule = (it: RelabelRule): AlloyBlock => ({
  name: 'rule',
  attributes: {
    action: it.action,
    source_labels: it.sourceLabels,
    separator: it.separator,
    regex: it.regex,
    target_label: it.targetLabel,
    replacement: it.replacement,
  },
});

/**
 * Keeps metrics by name, one name per line, so that adding one is a diff of one line. In Alloy, unlike in Prometheus, the metrics
 * about a scrape itself pass this filter too. Without them a target that is down would look like one that never existed.
 */
const keepMetrics = (names: readonly string[]): AlloyBlock => ({
  name: 'rule',
  attributes: { action: 'keep', source_labels: ['__name__'], regex: join([...names, 'scrape_.*', 'up'], '|') },
});

/**
 * Sets `cluster` on the target, so that a label `cluster` of an application (databases, brokers) cannot
 * replace it: that one becomes `exported_cluster`.
 */
const clusterRule = (cluster: ClusterRef): AlloyBlock =>
  rule({ targetLabel: 'cluster', replacement: cluster.name.replaceAll('$', '$$$$') });

/** Each pod scrapes itself, in memory: that also works when discovery, the cluster or the network fail. */
function selfScrape(props: AlloyConfigurationProps): AlloyBlock[] {
  const literal = (targetLabel: string, replacement: AlloyValue): AlloyBlock => ({
    name: 'rule',
    attributes: { target_label: targetLabel, replacement },
  });
  return [
    { comment: 'This pod itself.', name: 'prometheus.exporter.self', label: 'alloy' },
    {
      name: 'discovery.relabel',
      label: 'alloy',
      attributes: { targets: reference('prometheus.exporter.self.alloy.targets') },
      blocks: [
        literal('job', 'alloy'),
        literal('app', 'alloy'),
        literal('namespace', props.namespace),
        literal('pod', reference('constants.hostname')),
        literal('node', env(ENVIRONMENT_VARIABLES.node)),
        clusterRule(props.cluster),
      ],
    },
    scrape(props, {
      label: 'alloy',
      attributes: {
        targets: reference('discovery.relabel.alloy.output'),
        forward_to: [reference('prometheus.relabel.alloy.receiver')],
      },
      shared: false,
    }),
    {
      name: 'prometheus.relabel',
      label: 'alloy',
      attributes: { forward_to: [WORKSPACE] },
      blocks: [keepMetrics(keptBy('alloy', props.wanted))],
    },
  ];
}

/** Sends to the workspace, signed with the pod's IAM role. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-onboard-ingest-metrics.html */
function remoteWrite({ cluster, workspaceId }: AlloyConfigurationProps): AlloyBlock {
  const [before, after] = workspaceApi(cluster, REMOTE_WRITE);
  return {
    name: 'prometheus.remote_write',
    label: 'workspace',
    attributes: { external_labels: { cluster: cluster.name } },
    blocks: [
      {
        name: 'endpoint',
        attributes: {
          url:
            workspaceId !== undefined
              ? `${before}${workspaceId}${after}`
              : concat(before, env(ENVIRONMENT_VARIABLES.workspaceId), after),
        },
        blocks: [
          { name: 'sigv4', attributes: { region: cluster.region } },
          {
            name: 'queue_config',
            attributes: {
              capacity: QUEUE.capacity,
              max_shards: QUEUE.maxShards,
              max_samples_per_send: QUEUE.samplesPerSend,
              // Up to a minute between retries, so that simultaneous retries of all collectors do not prolong an outage.
              max_backoff: '1m',
              retry_on_http_429: true,
            },
          },
        ],
      },
      {
        name: 'wal',
        attributes: { truncate_frequency: '1h', min_keepalive_time: '5m', max_keepalive_time: `${WAL_MAX_HOURS}h` },
      },
    ],
  };
}
