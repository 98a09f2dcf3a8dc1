import { type AlloyConfigurationProps, alloyConfiguration } from '../../../charts/alloy/configuration';
import { renderAlloy } from '../../../charts/alloy/syntax';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, everything, govCloud } from '../../support/environments';

function props(input: EnvironmentInput): AlloyConfigurationProps {
  const { cluster, compute, logs, metrics, namespaces } = environment(input);
  const { alloy, scrapeIntervalSeconds, scrapeTimeoutSeconds, sampleLimit, targetLimit } = metrics;
  return {
    cluster,
    namespace: namespaces.alloy,
    wanted: ['alloy_build_info', 'fluentbit_uptime', 'container_oom_events_total', 'kubelet_evictions', 'shop_carts'],
    onNodes: compute.ec2 ? { namespace: namespaces.fluentBit, port: logs.fluentBit.httpPort } : undefined,
    scrapeIntervalSeconds,
    scrapeTimeoutSeconds,
    sampleLimit,
    targetLimit,
    replicas: alloy.replicas,
  };
}

const render = (it: AlloyConfigurationProps) => renderAlloy(alloyConfiguration(it));
const withSettings = (settings: Partial<AlloyConfigurationProps>) => render({ ...props(everything), ...settings });
/** The text of one component. */
const component = (text: string, head: string) => text.slice(text.indexOf(`${head} {`)).split('\n}\n')[0];

test('a workspace that ACK creates is known by its ID alone, from the environment', () => {
  expect(component(render(props(govCloud)), 'prometheus.remote_write "workspace"')).toBe(
    [
      'prometheus.remote_write "workspace" {',
      '\texternal_labels = {',
      '\t\tcluster = "gov",',
      '\t}',
      '',
      '\tendpoint {',
      '\t\turl = "https://aps-workspaces.us-gov-west-1.amazonaws.com/workspaces/" + sys.env("AMP_WORKSPACE_ID") + "/api/v1/remote_write"',
      '',
      '\t\tsigv4 {',
      '\t\t\tregion = "us-gov-west-1"',
      '\t\t}',
      '',
      '\t\tqueue_config {',
      '\t\t\tcapacity             = 5000',
      '\t\t\tmax_shards           = 10',
      '\t\t\tmax_samples_per_send = 1000',
      '\t\t\tmax_backoff          = "1m"',
      '\t\t\tretry_on_http_429    = true',
      '\t\t}',
      '\t}',
      '',
      '\twal {',
      '\t\ttruncate_frequency = "1h"',
      '\t\tmin_keepalive_time = "5m"',
      '\t\tmax_keepalive_time = "8h"',
      '\t}',
    ].join('\n'),
  );
});

test('a workspace that exists is in the URL', () => {
  const workspaceId = 'ws-12345678-1234-1234-1234-123456789012';
  const text = withSettings({ workspaceId });
  expect(text).toContain(
    `url = "https://aps-workspaces.ap-southeast-2.amazonaws.com/workspaces/${workspaceId}/api/v1/remote_write"`,
  );
  expect(text).not.toContain('AMP_WORKSPACE_ID');
});

test('there is no endpoint in China', () => {
  const base = props(everything);
  expect(() => render({ ...base, cluster: { ...base.cluster, partition: 'aws-cn' } })).toThrow('aws-cn');
});

test('several pods share the targets of discovery, and each scrapes itself', () => {
  expect(withSettings({ replicas: 2 }).match(/clustering \{/g)).toHaveLength(5);
  expect(withSettings({ replicas: 1 })).not.toContain('clustering');
  expect(component(withSettings({}), 'prometheus.scrape "alloy"')).not.toContain('clustering');
});

test('an application is limited, a kubelet is not', () => {
  const text = withSettings({ sampleLimit: 500, targetLimit: 20 });
  for (const job of ['kubernetes_pods', 'kubernetes_services']) {
    const scrape = component(text, `prometheus.scrape "${job}"`);
    expect(scrape).toContain('sample_limit    = 500\n');
    expect(scrape).toContain('target_limit    = 20\n');
    expect(scrape).toContain('body_size_limit = "500KiB"\n');
  }
  // What the stack sees of itself and of nodes does not end where an application has too many targets.
  for (const job of ['cadvisor', 'kubelet', 'log_agents', 'alloy'])
    expect(component(text, `prometheus.scrape "${job}"`)).not.toContain('limit');
});

test('the token of the service account goes to kubelets only, over verified TLS', () => {
  const text = render(props(everything));
  const scrapes = [...text.matchAll(/^prometheus\.scrape "(\w+)" \{$([\s\S]*?)^\}$/gm)];
  const withToken = scrapes.filter(([body]) => body.includes('bearer_token_file'));
  expect(withToken.map(([, name]) => name)).toEqual(['kubelet', 'cadvisor']);
  for (const [body] of withToken) {
    expect(body).toMatch(/^\tscheme += {1,2}"https"$/m);
    expect(body).toContain('ca_file = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"');
  }
  expect(text).not.toContain('insecure_skip_verify');
});

test('a cluster of Fargate alone has no kubelets to scrape', () => {
  const text = render({ ...props(everything), onNodes: undefined });
  expect(text).not.toMatch(/kubelet|cadvisor|discovery\.kubernetes\.node/);
});

test('every job takes interval and timeout from the settings', () => {
  const text = withSettings({ scrapeIntervalSeconds: 30, scrapeTimeoutSeconds: 7 });
  expect(text.match(/scrape_interval\s+= "30s"/g)).toHaveLength(6);
  expect(text.match(/scrape_timeout\s+= "7s"/g)).toHaveLength(6);
});

test('every target carries the cluster, which no application can take away', () => {
  const relabels = [...render(props(everything)).matchAll(/^discovery\.relabel "\w+" \{$([\s\S]*?)^\}$/gm)];
  expect(relabels).toHaveLength(6);
  for (const [body] of relabels) expect(body).toContain('target_label = "cluster"\n\t\treplacement  = "full"');
});

test('no filter takes away what a scrape says of itself', () => {
  const filters = [...render(props(everything)).matchAll(/^prometheus\.relabel "\w+" \{$([\s\S]*?)^\}$/gm)];
  expect(filters).toHaveLength(4);
  for (const [body] of filters) expect(body).toContain('\t\t\t"scrape_.*",\n\t\t\t"up",\n\t\t], "|")');
});
