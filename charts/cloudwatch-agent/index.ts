import {
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  type PodSpec,
  type PolicyRule,
  Quantity,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import type { ScrapeJob } from '../../model/facts/scraping';
import { IMAGES } from '../../model/names/images';
import { logGroupName } from '../../model/names/log-groups';
import type { CloudWatchWorkload } from '../../model/schema/metrics';
import { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { addClusterRole } from '../common/cluster-role';
import { asUser, HARDENED, NOBODY } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { addNetworkPolicy, agentEgress, type NetworkSettings } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { renderPrometheus } from '../common/prometheus';
import { type ContainerSize, resources } from '../common/size';
import { agentConfiguration, healthCheckConfiguration, profiles } from './configuration';
import { scrapeJob } from './profile';

/** Name of everything that belongs to the agent: objects, pods, IAM role. */
export const CLOUDWATCH_AGENT = 'cloudwatch-agent';

const CONFIG_MAP = `${CLOUDWATCH_AGENT}-config`;

/** The agent reads every .json here, and takes every .yaml for a collector's configuration: the scrape jobs lie elsewhere. */
const AGENT_CONFIG_DIRECTORY = '/etc/cwagentconfig';
const AGENT_CONFIG_FILE = 'cwagentconfig.json';
const PROMETHEUS_CONFIG_DIRECTORY = '/etc/prometheusconfig';
const PROMETHEUS_CONFIG_FILE = 'prometheus.yaml';

const HEALTH_PORT = 13133;

/** Where the agent writes: what it translates its configuration to, its process ID, logs. */
const WRITABLE = {
  etc: '/opt/aws/amazon-cloudwatch-agent/etc',
  var: '/opt/aws/amazon-cloudwatch-agent/var',
  logs: '/opt/aws/amazon-cloudwatch-agent/logs',
  tmp: '/tmp',
};

/** The group that the agent's binaries are executable for. */
const ROOT_GROUP = 0;

/** Props of the agent. */
export interface CloudWatchAgentProps extends ContainerSize {
  /** Namespace of the agent. */
  readonly namespace: string;
  /** How the pod gets AWS credentials, and the cluster that its metrics are of. */
  readonly identity: IdentitySettings;
  /** Workloads whose metrics go to CloudWatch. */
  readonly workloads: readonly CloudWatchWorkload[];
  /** Metrics too that nothing here reads. */
  readonly keepUnread: boolean;
  /** Time between two scrapes of a target, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Samples that one target may give, after the list of kept metrics. */
  readonly sampleLimit: number;
  /** Targets that a scrape job may have. */
  readonly targetLimit: number;
  /** Where the pod runs. */
  readonly launchType: 'ec2' | 'fargate';
  /** Port of Fluent Bit's HTTP server. */
  readonly fluentBitPort: number;
  /** Network policy of the pod. @default - none */
  readonly network?: NetworkSettings;
}

/**
 * The CloudWatch agent that scrapes known workloads and writes their metrics to CloudWatch, as log events in the embedded
 * metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus.html
 */
export class CloudWatchAgent extends ComponentChart {
  constructor(scope: Construct, props: CloudWatchAgentProps) {
    super(scope, CLOUDWATCH_AGENT, { namespace: props.namespace, wave: 'agents' });
    const enabled = profiles(props.workloads, props);
    const jobs = enabled.map(scrapeJob);
    const { cluster } = props.identity;
    const data = {
      [AGENT_CONFIG_FILE]: agentConfiguration({
        region: cluster.region,
        clusterName: cluster.name,
        logGroupName: logGroupName(cluster.name, 'prometheus'),
        prometheusConfigPath: `${PROMETHEUS_CONFIG_DIRECTORY}/${PROMETHEUS_CONFIG_FILE}`,
        profiles: enabled,
      }),
      [PROMETHEUS_CONFIG_FILE]: renderPrometheus({
        scrapeIntervalSeconds: props.scrapeIntervalSeconds,
        scrapeTimeoutSeconds: 10,
        sampleLimit: props.sampleLimit,
        targetLimit: props.targetLimit,
        jobs,
      }),
    };
    addServiceAccount(this, CLOUDWATCH_AGENT, { identity: props.identity });
    addClusterRole(this, CLOUDWATCH_AGENT, props.namespace, discoveryRules(jobs));
    if (props.network)
      addNetworkPolicy(this, {
        name: CLOUDWATCH_AGENT,
        selectorLabels: this.selectorLabels,
        egress: agentEgress(jobs, props.network),
      });
    new KubeConfigMap(this, 'config', { metadata: { name: CONFIG_MAP }, data });
    new KubeDeployment(this, 'deployment', {
      metadata: { name: CLOUDWATCH_AGENT },
      spec: {
        // Never two at once, not even during an update: two agents would count everything twice.
        replicas: 1,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: this.selectorLabels },
        template: {
          metadata: {
            labels: this.componentLabels,
            annotations: { ...checksumAnnotations(data), ...identityOfPods(props.identity, CLOUDWATCH_AGENT) },
          },
          spec: podSpec(props),
        },
      },
    });
  }
}

/**
 * Discovery lists and watches what its jobs name, and reads nothing else of the cluster.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
function discoveryRules(jobs: readonly ScrapeJob[]): PolicyRule[] {
  const verbs = ['list', 'watch'];
  const services = jobs.some((job) => job.role === 'endpointslice');
  return [
    { apiGroups: [''], resources: services ? ['pods', 'services'] : ['pods'], verbs },
    ...(services ? [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs }] : []),
  ];
}

function podSpec(props: CloudWatchAgentProps): PodSpec {
  const onFargate = props.launchType === 'fargate';
  const probe = { httpGet: { path: '/', port: IntOrString.fromString('health') } };
  return {
    serviceAccountName: CLOUDWATCH_AGENT,
    automountServiceAccountToken: true,
    terminationGracePeriodSeconds: 60,
    // Fargate gives every pod the highest class itself.
    priorityClassName: onFargate ? undefined : 'system-cluster-critical',
    ...ON_LINUX,
    // The volumes with the tokens have the group of nobody.
    securityContext: { ...asUser(NOBODY), runAsGroup: ROOT_GROUP },
    containers: [
      {
        name: CLOUDWATCH_AGENT,
        image: IMAGES.cloudwatchAgent,
        env: [
          { name: 'CW_OTEL_CONFIG_CONTENT', value: healthCheckConfiguration(HEALTH_PORT) },
          // Otherwise the agent queries the instance metadata service, and without a response assumes that it runs on premises.
          { name: 'RUN_IN_AWS', value: 'True' },
        ],
        ports: [{ name: 'health', containerPort: HEALTH_PORT }],
        // It responds once the configuration is translated and the collector runs.
        startupProbe: { ...probe, periodSeconds: 5, failureThreshold: 24 },
        livenessProbe: { ...probe, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
        readinessProbe: { ...probe, periodSeconds: 10, timeoutSeconds: 5 },
        resources: resources(props),
        securityContext: HARDENED,
        volumeMounts: [
          { name: 'agent-config', mountPath: AGENT_CONFIG_DIRECTORY, readOnly: true },
          { name: 'prometheus-config', mountPath: PROMETHEUS_CONFIG_DIRECTORY, readOnly: true },
          ...Object.entries(WRITABLE).map(([name, mountPath]) => ({ name, mountPath })),
        ],
      },
    ],
    volumes: [
      configVolume('agent-config', AGENT_CONFIG_FILE),
      configVolume('prometheus-config', PROMETHEUS_CONFIG_FILE),
      ...Object.keys(WRITABLE).map((name) => ({ name, emptyDir: { sizeLimit: Quantity.fromString('64Mi') } })),
    ],
  };
}

/** One file of the ConfigMap, as a volume of its own. */
const configVolume = (name: string, file: string) => ({
  name,
  configMap: { name: CONFIG_MAP, items: [{ key: file, path: file }] },
});
