import { KUBE_STATE_METRICS, KUBE_STATE_METRICS_PORTS } from '../../../model/facts/kube-state-metrics';
import { NODE_EXPORTER, NODE_EXPORTER_PORT } from '../../../model/facts/node-exporter';
import { writeKubeconfig } from '../../cluster';
import { ask, isUp } from '../../http';
import { serviceAccountOf } from '../../workloads';
import { argumentsOf, type Pod, type PodProgram } from './pod-programs';

/** Arguments with others in place of some, by the name of their option. */
const withArguments = (args: readonly string[], own: Readonly<Record<string, string>>): string[] => [
  ...args.filter((each) => own[each.split('=')[0] ?? ''] === undefined),
  ...Object.entries(own).map(([option, value]) => `${option}=${value}`),
];

/** kube-state-metrics itself, on the API server of the proof, with the rights of its service account. */
const kubeStateMetrics: PodProgram = {
  container: KUBE_STATE_METRICS,
  port: KUBE_STATE_METRICS_PORTS.metrics,
  engines: ['kube-state-metrics'],
  async start(pod) {
    const { context, cluster, environment, workload } = pod;
    const [port, telemetry] = [await context.processes.freePort(), await context.processes.freePort()];
    const process = context.processes.start(
      `kube-state-metrics-${environment.name}`,
      await context.engines.path('kube-state-metrics'),
      {
        args: withArguments(argumentsOf(workload, KUBE_STATE_METRICS), {
          '--kubeconfig': await kubeconfigOf(pod, cluster),
          '--host': '127.0.0.1',
          '--port': String(port),
          '--telemetry-host': '127.0.0.1',
          '--telemetry-port': String(telemetry),
        }),
      },
    );
    const url = `http://127.0.0.1:${port}`;
    const itself = `http://127.0.0.1:${telemetry}`;
    const kinds = argumentsOf(workload, KUBE_STATE_METRICS).filter((each) => each.startsWith('--resources=')).length;
    const ready = async () =>
      (await isUp(`${url}/healthz`)) && (await isUp(`${itself}/readyz`)) && (await listed(itself)) === kinds;
    await context.processes.untilReady(process, ready, 30);
    const refused = process
      .log()
      .split('\n')
      .find((line) => /forbidden/i.test(line));
    if (refused) throw new Error(refused);
    return { url, close: () => process.stop('SIGKILL') };
  },
};

/** How many kinds it has tried to list, with or without success. */
async function listed(itself: string): Promise<number> {
  const { text } = await ask(`${itself}/metrics`);
  const kinds = [...text.matchAll(/^kube_state_metrics_list_total\{resource="([^"]+)"/gm)].map(([, kind]) => kind);
  return new Set(kinds).size;
}

async function kubeconfigOf({ folder, workload }: Pod, cluster: Pod['cluster']): Promise<string> {
  const token = await cluster.tokenOf(workload.namespace ?? '', serviceAccountOf(workload));
  return writeKubeconfig(`${folder}-kubeconfig`, cluster.api.url, token, cluster.caFile);
}

/** node_exporter itself: of this machine it sees the root file system, where a pod has two of its node. */
const nodeExporter: PodProgram = {
  container: NODE_EXPORTER,
  port: NODE_EXPORTER_PORT,
  engines: ['node-exporter'],
  async start({ context, environment, workload }) {
    const port = await context.processes.freePort();
    const url = `http://127.0.0.1:${port}`;
    const process = context.processes.start(
      `node-exporter-${environment.name}`,
      await context.engines.path('node-exporter'),
      {
        args: withArguments(argumentsOf(workload, NODE_EXPORTER), {
          '--web.listen-address': `127.0.0.1:${port}`,
          '--path.rootfs': '/',
          '--collector.filesystem.mount-points-include': '^/$',
        }),
      },
    );
    await context.processes.untilReady(process, () => isUp(`${url}/`), 20);
    return { url, close: () => process.stop('SIGKILL') };
  },
};

/** Programs that tell what the cluster itself is like. */
export const CLUSTER_PROGRAMS: readonly PodProgram[] = [kubeStateMetrics, nodeExporter];
