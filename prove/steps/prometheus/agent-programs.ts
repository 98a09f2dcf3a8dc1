import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DistObject } from '../../dist';
import { ask, isUp } from '../../http';
import { LOCAL_ENVIRONMENT, localArguments, localConfiguration } from '../../local/alloy';
import { writeContainerLog } from '../../local/node';
import { startDaemonSet } from '../agents/fluent-bit';
import type { Surroundings } from './alloy';
import { identityOf } from './discovery';
import type { Expected } from './expected';
import { argumentsOf, type Pod, type PodProgram } from './pod-programs';

/** Address at which Alloy reaches itself, in memory. */
const ITSELF = 'alloy.internal:12345';

/** Where Alloy runs here. */
export const SURROUNDINGS: Surroundings = {
  environment: LOCAL_ENVIRONMENT,
  hostname: hostname(),
  address: ITSELF,
};

const configMapWith = ({ environment, workload }: Pod, key: string): DistObject => {
  const found = environment.objects.find(
    ({ kind, component, value }) =>
      kind === 'ConfigMap' && component === workload.component && value.data?.[key] !== undefined,
  );
  if (!found) throw new Error(`no ConfigMap of ${workload.id} has ${key}`);
  return found;
};

const fluentBit: PodProgram = {
  container: 'fluent-bit',
  port: 2020,
  engines: ['fluent-bit'],
  async start(pod) {
    const { context, environment } = pod;
    const object = configMapWith(pod, 'fluent-bit.yaml');
    const binary = await context.engines.path('fluent-bit');
    const { node, close } = await startDaemonSet(context, environment, object, binary);
    // A line to read and to ship. It belongs to a known container; others would be dropped.
    const line = JSON.stringify({ level: 'error', message: 'a line of the data plane' });
    const container = { namespace: 'kube-system', pod: 'kube-proxy-abcde', container: 'kube-proxy' };
    const use = async () => writeContainerLog(node, container, [line]);
    await use();
    return { url: `http://127.0.0.1:${node.httpPort}`, close, use };
  },
};

/** Alloy itself: it discovers and scrapes as configured, through the same pod network. */
const alloy: PodProgram = {
  container: 'alloy',
  port: 12345,
  engines: ['alloy'],
  async start(pod) {
    const { context, environment, cluster, network, workload } = pod;
    const object = configMapWith(pod, 'config.alloy');
    const { folder, kubeconfig } = await identityOf(context, environment, cluster, object);
    const port = await context.processes.freePort();
    const place = { folder, kubeconfig, port, configuration: join(folder, 'config.alloy') };
    const text = localConfiguration(object.value.data['config.alloy'], place)
      .replaceAll(/^(prometheus\.scrape "(?!alloy").*)$/gm, `$1\n\tproxy_url = "${network.url}"`)
      .replaceAll(/(scrape_interval *= )"[^"]*"/g, '$1"2s"')
      .replaceAll(/(scrape_timeout *= )"[^"]*"/g, '$1"1s"');
    writeFileSync(place.configuration, text);
    const process = context.processes.start(`alloy-scraping-${environment.name}`, await context.engines.path('alloy'), {
      args: localArguments(argumentsOf(workload, 'alloy'), place),
      env: LOCAL_ENVIRONMENT,
    });
    const url = `http://127.0.0.1:${port}`;
    await context.processes.untilReady(process, () => isUp(`${url}/-/ready`), 45);
    network.route(ITSELF, url);
    return { url, close: () => process.stop('SIGKILL') };
  },
};

/** Agents that run here and serve their own metrics. */
export const AGENTS: readonly PodProgram[] = [fluentBit, alloy];

interface AlloyValue {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: depends on the type.
  readonly value: any;
}

/**
 * Targets that a component of a running Alloy exports, as Prometheus would show them.
 * https://grafana.com/docs/alloy/latest/troubleshoot/debug/#component-detail-page
 */
export async function exportedTargets(
  url: string,
  component: string,
  { job_name, scheme = 'http', metrics_path = '/metrics' }: Record<string, unknown>,
): Promise<Expected[]> {
  const { ok, status, text } = await ask(`${url}/api/v0/web/components/${component}`);
  if (!ok) throw new Error(`Alloy says of ${component}: ${status} ${text}`);
  const { exports } = JSON.parse(text) as { exports: { name: string; value: AlloyValue }[] };
  const output = exports.find(({ name }) => name === 'output')?.value;
  return (output?.value ?? []).map((item: AlloyValue) => {
    const labels: Record<string, string> = Object.fromEntries(
      item.value.map(({ key, value }: { key: string; value: AlloyValue }) => [key, String(value.value)]),
    );
    const { __address__: address = '', __scheme__ = scheme, __metrics_path__ = metrics_path } = labels;
    const shown = Object.entries(labels).filter(([name, value]) => !name.startsWith('__') && value !== '');
    return {
      url: `${__scheme__}://${address}${__metrics_path__}`,
      labels: { job: String(job_name), instance: address, ...Object.fromEntries(shown) },
    };
  });
}
