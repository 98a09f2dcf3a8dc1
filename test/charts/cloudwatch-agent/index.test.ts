import { parse } from 'yaml';
import { profiles } from '../../../charts/cloudwatch-agent/configuration';
import { scrapeJob } from '../../../charts/cloudwatch-agent/profile';
import type { Manifest } from '../../../charts/common/chart';
import { podTargets } from '../../../checks/discovery';
import { relabel } from '../../../checks/relabel';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { CLOUDWATCH_WORKLOADS } from '../../../model/schema/metrics';
import { china, everything, minimal } from '../../support/environments';
import { checkScrapeConfiguration, testWithPromtool } from '../../support/promtool';
import { find, synth } from '../../support/synth';

const charts = (input: EnvironmentInput): Manifest[] => synth(input)['cloudwatch-agent'] ?? [];
const template = (input: EnvironmentInput) => find(charts(input), 'Deployment').spec.template;
const data = (input: EnvironmentInput): Record<string, string> => find(charts(input), 'ConfigMap').data;
const withAgent = (changes: EnvironmentInput['cloudwatchAgent']): EnvironmentInput => ({
  ...minimal,
  cloudwatchAgent: { workloads: ['jmx'], ...changes },
});

test('an environment without workloads has no agent', () => {
  expect(Object.keys(synth(minimal))).not.toContain('cloudwatch-agent');
});

test('region, cluster and log group are those of the environment', () => {
  const { agent, logs } = JSON.parse(data(china)['cwagentconfig.json'] ?? '');
  expect(agent.region).toBe('cn-north-1');
  expect(logs.metrics_collected.prometheus).toMatchObject({
    cluster_name: 'cn',
    log_group_name: '/aws/containerinsights/cn/prometheus',
  });
});

test('the configuration is where the agent and the pod say', () => {
  const [container] = template(everything).spec.containers;
  const { volumes } = template(everything).spec;
  const path = JSON.parse(data(everything)['cwagentconfig.json'] ?? '').logs.metrics_collected.prometheus
    .prometheus_config_path;
  const mounted = container.volumeMounts.flatMap(({ name, mountPath }: { name: string; mountPath: string }) =>
    (volumes.find((volume: { name: string }) => volume.name === name).configMap?.items ?? []).map(
      (item: { path: string }) => `${mountPath}/${item.path}`,
    ),
  );
  // A .yaml next to the agent's own file would be taken for the configuration of a collector.
  expect(mounted).toEqual(['/etc/cwagentconfig/cwagentconfig.json', path]);
});

test('permissions: watching what is discovered, and nothing of nodes', () => {
  expect(find(charts(everything), 'ClusterRole').rules).toEqual([
    { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ]);
  expect(find(charts(withAgent({})), 'ClusterRole').rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
  ]);
});

test('only chosen workloads are scraped, and the order in the overlay makes no difference', () => {
  const jobs = (input: EnvironmentInput) =>
    parse(data(input)['prometheus.yaml'] ?? '').scrape_configs.map(({ job_name }: { job_name: string }) => job_name);
  expect(jobs(withAgent({ workloads: ['haproxy', 'envoy'] }))).toEqual(['envoy', 'haproxy']);
  expect(jobs(everything)).toEqual([...CLOUDWATCH_WORKLOADS]);
});

test("Fluent Bit's port is the one that the environment gives it", () => {
  const input = { ...withAgent({ workloads: ['fluent-bit'] }), logs: { fluentBit: { httpPort: 2021 } } };
  expect(data(input)['prometheus.yaml']).toContain('fluent-bit;2021');
});

test('Fluent Bit is found in its DaemonSet, once', () => {
  const { namespace } = find(synth(everything)['fluent-bit'] ?? [], 'DaemonSet').metadata;
  const { containers } = find(synth(everything)['fluent-bit'] ?? [], 'DaemonSet').spec.template.spec;
  const pod = {
    namespace,
    containers: Object.fromEntries(
      containers.map(({ name, ports }: { name: string; ports: { containerPort: number }[] }) => [
        name,
        ports.map(({ containerPort }) => ({ port: containerPort })),
      ]),
    ),
  };
  const [profile] = profiles(['fluent-bit'], { fluentBitPort: 2020, keepUnread: false });
  expect(podTargets(pod).filter((target) => relabel(profile?.job.relabelings ?? [], target))).toHaveLength(1);
});

test('a new configuration starts a new pod, and never two at once', () => {
  const checksum = (input: EnvironmentInput) => template(input).metadata.annotations['checksum/config'];
  expect(checksum(withAgent({}))).not.toBe(checksum(withAgent({ scrapeIntervalSeconds: 30 })));
  expect(find(charts(everything), 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('the pod satisfies Pod Security "restricted"', () => {
  const { securityContext, containers, volumes } = template(everything).spec;
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  for (const container of containers)
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  for (const { name: _, ...source } of volumes)
    expect(Object.keys(source)).toEqual([expect.stringMatching(/^(configMap|emptyDir)$/)]);
});

test('on Fargate the class of the pod is left to Fargate', () => {
  expect(template(withAgent({})).spec.priorityClassName).toBe('system-cluster-critical');
  expect(template(withAgent({ launchType: 'fargate' })).spec.priorityClassName).toBeUndefined();
});

test('probes call the port that the health check listens on', () => {
  const [container] = template(everything).spec.containers;
  const { value } = container.env.find(({ name }: { name: string }) => name === 'CW_OTEL_CONFIG_CONTENT');
  const [port] = container.ports;
  expect(JSON.parse(value).extensions.health_check.endpoint).toBe(`:${port.containerPort}`);
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe])
    expect(probe.httpGet).toEqual({ path: '/', port: port.name });
});

test('what is kept of a scrape is what is declared, in the deployed files', () => {
  const { metric_declaration: declarations } = JSON.parse(data(everything)['cwagentconfig.json'] ?? '').logs
    .metrics_collected.prometheus.emf_processor;
  for (const profile of profiles(CLOUDWATCH_WORKLOADS, { fluentBitPort: 2020, keepUnread: false })) {
    const selectors = declarations
      .filter(({ label_matcher }: { label_matcher: string }) =>
        label_matcher.replace(/^\^/, '').startsWith(profile.job.name),
      )
      .flatMap(({ metric_selectors }: { metric_selectors: string[] }) => metric_selectors);
    expect([...new Set(selectors)].sort()).toEqual(scrapeJob(profile).keepMetrics?.map((name) => `^${name}$`));
  }
});

testWithPromtool('Prometheus takes the scrape configuration', () => {
  const text = data(everything)['prometheus.yaml'] ?? '';
  expect(checkScrapeConfiguration(text)).toContain('SUCCESS');
});
