import { type AlloyBlock, AlloyExpression, type AlloyValue } from '../../charts/alloy/syntax';
import type { Fault, Mutation } from './types';

const AGENT = 'ConfigMap aws-observability/cloudwatch-agent-config';
const ALLOY = 'ConfigMap aws-observability/alloy-config';
const RULES = 'RuleGroupsNamespace aws-observability/prometheus-rules';
const DECLARED = 'what it keeps and declares is served, with its dimensions';
const FOUND = 'finds exactly what it should';

/** Label by which services leave out the pods that are scraped by themselves. */
const POD_ANNOTATION = '__meta_kubernetes_pod_annotation_prometheus_io_scrape';

/** Changes Alloy's configuration: in one component, a text becomes another wherever it is a value. Throws where it is none. */
export const changed =
  (name: string, label: string, from: string, to: string) =>
  (blocks: readonly AlloyBlock[]): AlloyBlock[] => {
    const next = blocks.map((block) =>
      block.name === name && block.label === label ? inBlock(block, from, to) : block,
    );
    if (JSON.stringify(next) === JSON.stringify(blocks)) throw new Error(`${name} ${label} has no ${from}`);
    return next;
  };

const inBlock = (block: AlloyBlock, from: string, to: string): AlloyBlock => ({
  ...block,
  attributes: Object.fromEntries(
    Object.entries(block.attributes ?? {}).map(([name, value]) => [name, value && inValue(value, from, to)]),
  ),
  blocks: block.blocks?.map((inner) => inBlock(inner, from, to)),
});

function inValue(value: AlloyValue, from: string, to: string): AlloyValue {
  const change = (text: string) => (text === from ? to : text);
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => inValue(item, from, to));
  if (value instanceof AlloyExpression && value.form.kind === 'join')
    return AlloyExpression.join(value.form.parts.map(change), value.form.separator);
  return value;
}

/** Faults in what is discovered. */
const discovery: Fault[] = [
  {
    fault: 'a job of the agent that scrapes completed pods',
    red: `${AGENT}: job envoy ${FOUND}`,
    says: /found: http:\/\/10\.99\.0\.1:9901\/stats\/prometheus .*pod_name="completed"/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', 'regex: Failed|Succeeded', 'regex: Failed'),
  },
  {
    fault: 'a job of Alloy that scrapes failed pods',
    red: `${ALLOY}: job kubernetes-pods ${FOUND}`,
    says: /found: http:\/\/10\.99\.0\.2:\d+\/metrics .*pod="failed"/,
    alloy: changed('discovery.relabel', 'kubernetes_pods', 'Failed|Succeeded', 'Succeeded'),
  },
  {
    fault: 'a label by another name',
    red: `${ALLOY}: job kubernetes-pods ${FOUND}`,
    says: /found: .*nodename="ec2-/,
    alloy: changed('discovery.relabel', 'kubernetes_pods', 'node', 'nodename'),
  },
  {
    fault: 'pods that are scraped twice, by themselves and by their service',
    red: `${ALLOY}: job kubernetes-services ${FOUND}`,
    says: /found: http:\/\/.* .*job="kubernetes-services", namespace="(sample-apps|tictactoe-dev|decoys)"/,
    alloy: changed('discovery.relabel', 'kubernetes_services', POD_ANNOTATION, `${POD_ANNOTATION}_never`),
  },
  {
    fault: 'kubelets of Fargate nodes, which are not reachable',
    red: `${ALLOY}: job kubelet ${FOUND}`,
    says: /found: https:\/\/10\.1\.0\.\d+:10250\/metrics .*instance="fargate-/,
    alloy: changed('discovery.relabel', 'kubelet', 'fargate', 'faregate'),
  },
  {
    fault: 'a service whose annotation names another port than its pods have',
    red: `${AGENT}: job memcached ${FOUND}`,
    says: /not found: http:\/\/[\d.]+:9150\/metrics/,
    change: (dist) =>
      dist.object('Service sample-apps/memcached', ({ metadata }) => {
        Object.assign(metadata.annotations ?? {}, { 'prometheus.io/port': '9151' });
      }),
  },
  {
    fault: 'series of kube-state-metrics that end with its pod',
    red: `${ALLOY}: job kube-state-metrics ${FOUND}`,
    says: /found: .*replica="kube-state-metrics"/,
    alloy: changed('discovery.relabel', 'kube_state_metrics', 'instance', 'replica'),
  },
  {
    fault: 'without a right that discovery needs',
    red: `${AGENT}: Prometheus runs its jobs with the rights of its service account`,
    says: /endpointslices.* forbidden/,
    change: (dist) =>
      dist.object('ClusterRole cloudwatch-agent', ({ rules }) => {
        for (const rule of rules) if (rule.resources.includes('endpointslices')) rule.verbs = ['get'];
      }),
  },
];

/** Faults in what is collected. */
const metrics: Fault[] = [
  {
    fault: 'a metric that does not exist in a declaration',
    red: `${AGENT}: job memcached: ${DECLARED}`,
    says: /no series of \^memcached_items_current\$/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', '^memcached_current_items$', '^memcached_items_current$'),
  },
  {
    fault: 'a dimension that a metric does not have',
    red: `${AGENT}: job haproxy: ${DECLARED}`,
    says: /haproxy_backend_status does not have all of ClusterName, Namespace, Service, backend, health/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', '"state"', '"health"'),
  },
  {
    fault: 'a metric that does not exist in a list of what is kept',
    red: `${AGENT}: job nginx: ${DECLARED}`,
    says: /nothing is kept by nginx_connections_read/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', '|nginx_connections_reading|', '|nginx_connections_read|'),
  },
  {
    fault: 'an annotation that names another port than the exporter has',
    red: 'Deployment sample-apps/memcached: its metrics are collected',
    says: /:9151\/metrics: server returned HTTP status 502/,
    change: (dist) =>
      dist.object('Deployment sample-apps/memcached', ({ spec }) => {
        spec.template.metadata.annotations['prometheus.io/port'] = '9151';
      }),
  },
  {
    fault: 'a configuration that its program refuses',
    red: 'Deployment tictactoe-dev/tictactoe: its metrics are collected',
    says: /unknown directive "worker_process"/,
    change: (dist) => dist.text('sample-apps.k8s.yaml', 'worker_processes 1;', 'worker_process 1;'),
  },
  {
    fault: 'kube-state-metrics without a right that it needs',
    red: 'Deployment aws-observability/kube-state-metrics: its metrics are collected',
    says: /jobs\.batch is forbidden/,
    change: (dist) =>
      dist.object('ClusterRole kube-state-metrics', ({ rules }) => {
        for (const rule of rules) rule.resources = rule.resources.filter((each: string) => each !== 'jobs');
      }),
  },
  {
    fault: 'an argument that node_exporter does not know',
    red: 'DaemonSet aws-observability/node-exporter: its metrics are collected',
    says: /unknown long flag '--collector\.clock'/,
    change: (dist) => dist.text('node-exporter.k8s.yaml', '--collector.timex', '--collector.clock'),
  },
  {
    fault: 'a metric that kube-state-metrics does not serve',
    red: `${ALLOY}: job kube-state-metrics: everything that it keeps is served`,
    says: /nothing is kept by kube_job_failures/,
    alloy: changed('prometheus.relabel', 'kube_state_metrics', 'scrape_.*', 'scrape_.*|kube_job_failures'),
  },
  {
    fault: 'a filter that loses whether a target is up',
    red: `${ALLOY}: job kubelet: keeps the metrics about its scrapes`,
    says: /up is not kept/,
    alloy: changed('prometheus.relabel', 'kubelet', 'up', 'scrape_.*'),
  },
  {
    fault: "a metric that does not exist in Alloy's list of its own",
    needs: 'ALLOY',
    red: `${ALLOY}: job prometheus.scrape.alloy: everything that it keeps is served`,
    says: /nothing is kept by go_goroutine/,
    alloy: changed('prometheus.relabel', 'alloy', 'go_goroutines', 'go_goroutine'),
  },
];

/** Faults in rules. */
const rules: Fault[] = [
  {
    fault: 'a metric of another name in a rule',
    needs: 'ALLOY',
    red: `${RULES}: alert AlloyRemoteWriteBehind has the series that it names`,
    says: /no series of prometheus_remote_storage_highest_timestamp_in_seconds/,
    change: (dist) =>
      dist.text(
        'prometheus-rules.k8s.yaml',
        'prometheus_remote_storage_queue_highest_timestamp_seconds',
        'prometheus_remote_storage_highest_timestamp_in_seconds',
      ),
  },
  {
    fault: 'a rule on a condition that kube-state-metrics does not write',
    red: `${RULES}: alert JobFailed has the series that it names`,
    says: /no series of kube_job_failed\{.*condition="yes"/,
    change: (dist) => dist.text('prometheus-rules.k8s.yaml', /(kube_job_failed\{[^}]*condition=)"true"/, '$1"yes"'),
  },
  {
    fault: 'a rule for another cluster',
    red: `${RULES}: alert ScrapeTargetDown has the series that it names`,
    says: /no series of up\{cluster="observability",/,
    change: (dist) =>
      dist.text(
        'prometheus-rules.k8s.yaml',
        /expr: up\{cluster="[^"]*",job=~"kubernetes/,
        'expr: up{cluster="observability",job=~"kubernetes',
      ),
  },
  {
    fault: 'a rule that groups by a label that its series do not have',
    needs: 'FLUENT_BIT',
    red: `${RULES}: alert FluentBitDroppingLogs has the series that it names`,
    says: /has the label output/,
    change: (dist) =>
      dist.text(
        'prometheus-rules.k8s.yaml',
        'by (pod, name) (increase(fluentbit_output_dropped',
        'by (pod, output) (increase(fluentbit_output_dropped',
      ),
  },
  {
    fault: 'a rule that cannot be evaluated',
    red: `${RULES}: Prometheus evaluates its rules`,
    says: /ScrapeTargetDown is err: .*duplicate series/,
    change: (dist) =>
      dist.text(
        'prometheus-rules.k8s.yaml',
        /(expr: )(up\{cluster="[^"]*",job=~"kubernetes[^}]*\}) == 0/,
        '$1$2 * on (job) $2 == 0',
      ),
  },
];

const GAME = 'ConfigMap aws-observability/grafana-dashboard-application-tictactoe';

/** Faults in panels. */
const panels: Fault[] = [
  {
    fault: 'a panel about an application by another label',
    red: `${GAME}: panel "Active connections (tictactoe-dev)" has series`,
    says: /no series of nginx_connections_active\{.*application="tictactoe"/,
    change: (dist) =>
      dist.text('grafana.k8s.yaml', /(nginx_connections_active.*?)app=(\\"tictactoe)/, '$1application=$2'),
  },
  {
    fault: 'a panel that groups by a label that its series do not have',
    red: `${GAME}: panel "Requests per second (tictactoe-dev)" has series`,
    says: /has the label server/,
    change: (dist) =>
      dist.text(
        'grafana.k8s.yaml',
        'sum by (pod) (rate(nginx_http_requests',
        'sum by (server) (rate(nginx_http_requests',
      ),
  },
];

/** Faults that the step `prometheus` must find. */
export const prometheusMutations: readonly Mutation[] = [...discovery, ...metrics, ...rules, ...panels].map(
  (fault): Mutation => ({ step: 'prometheus', environment: 'dev', ...fault }),
);
