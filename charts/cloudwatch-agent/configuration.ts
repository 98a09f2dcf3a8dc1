import { AGENT_NAMESPACE } from '../../model/facts/cloudwatch-metrics';
import type { CloudWatchWorkload } from '../../model/schema/metrics';
import { checkProfile, type MetricDeclaration, type Profile, profileOf, type WorkloadProfile } from './profile';
import { envoy } from './profiles/envoy';
import { fluentBit } from './profiles/fluent-bit';
import { haproxy } from './profiles/haproxy';
import { jmx } from './profiles/jmx';
import { memcached } from './profiles/memcached';
import { nginx } from './profiles/nginx';

/** What is known of workloads, by their names, in the order of the catalogue, so that the order in an overlay has no effect. */
export function workloadProfiles(
  workloads: readonly CloudWatchWorkload[],
  { fluentBitPort }: { fluentBitPort: number },
): [CloudWatchWorkload, WorkloadProfile][] {
  const all: Record<CloudWatchWorkload, WorkloadProfile> = {
    envoy,
    nginx,
    memcached,
    jmx,
    haproxy,
    'fluent-bit': fluentBit(fluentBitPort),
  };
  const entries = Object.entries(all) as [CloudWatchWorkload, WorkloadProfile][];
  return entries.filter(([workload]) => workloads.includes(workload));
}

/**
 * Profiles of workloads as an environment uses them.
 * @param keepUnread with the metrics that no panel shows
 */
export const profiles = (
  workloads: readonly CloudWatchWorkload[],
  { fluentBitPort, keepUnread }: { fluentBitPort: number; keepUnread: boolean },
): Profile[] => workloadProfiles(workloads, { fluentBitPort }).map(([, profile]) => profileOf(profile, keepUnread));

/** Props of the agent's own configuration. */
export interface AgentConfigurationProps {
  /** Region of the metrics and of the log group. */
  readonly region: string;
  /** Becomes dimension `ClusterName`. */
  readonly clusterName: string;
  /** Log group of the events that hold the metrics. */
  readonly logGroupName: string;
  /** Where the Prometheus configuration is mounted. */
  readonly prometheusConfigPath: string;
  /** Profiles of the workloads whose metrics are wanted. */
  readonly profiles: readonly Profile[];
}

/**
 * The agent's own configuration, as JSON. Region, cluster and log group are set and not detected, because detection asks the
 * instance metadata service, which pods have no business with and Fargate does not have.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-Setup-configure.html
 */
export function agentConfiguration(props: AgentConfigurationProps): string {
  props.profiles.forEach(checkProfile);
  const configuration = {
    agent: { region: props.region, omit_hostname: true },
    logs: {
      metrics_collected: {
        prometheus: {
          cluster_name: props.clusterName,
          log_group_name: props.logGroupName,
          prometheus_config_path: props.prometheusConfigPath,
          emf_processor: {
            metric_namespace: AGENT_NAMESPACE,
            metric_declaration: props.profiles.flatMap(({ job, declarations }) =>
              declarations.map((declaration) => metricDeclaration(job.name, declaration)),
            ),
          },
        },
      },
    },
  };
  return `${JSON.stringify(configuration, undefined, 2)}\n`;
}

/** A declaration in the agent's words. One without source labels or selectors would be skipped without a word. */
function metricDeclaration(job: string, { metrics, dimensions, where = {} }: MetricDeclaration) {
  const labels = Object.keys(where);
  return {
    source_labels: ['job', ...labels],
    // Values joined by ";". AWS advises against anchors where there are several.
    label_matcher: labels.length === 0 ? `^${job}$` : [job, ...Object.values(where)].join(';'),
    dimensions: dimensions.map((set) => ['ClusterName', 'Namespace', ...set]),
    metric_selectors: metrics.map((metric) => `^${metric}$`),
  };
}

/**
 * Merged into the collector that the agent runs: a health check, which it does not have otherwise. Goes into
 * `CW_OTEL_CONFIG_CONTENT`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPCloudWatchAgent.html
 */
export const healthCheckConfiguration = (port: number): string =>
  JSON.stringify({
    extensions: { health_check: { endpoint: `:${port}` } },
    service: { extensions: ['health_check'] },
  });
