import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../check';
import { writeKubeconfig } from '../../cluster';
import type { DistEnvironment, DistObject } from '../../dist';
import { sleep } from '../../wait';
import { serviceAccountOf, workloadsOf } from '../../workloads';
import type { Cluster, Context } from '../types';
import { type ClusterState, differences, type Expected, expectedOf } from './expected';
import type { PodNetwork } from './network';
import type { PrometheusServer, Target } from './server';

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

interface ScrapeConfiguration {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: readonly object[];
  readonly [field: string]: unknown;
}

/** Scrape configurations of an agent, in the format of Prometheus. */
export interface Jobs {
  readonly scrape_configs: readonly ScrapeConfiguration[];
  readonly external_labels?: unknown;
  /** Alloy component that relabels the targets of a job. */
  readonly sources?: Readonly<Record<string, string>>;
}

/** Replaces what an agent's pod has: the token of its service account, and a kubeconfig instead of the in-cluster configuration. */
export interface Identity {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly workload: DistObject;
}

/** Creates a token for the workload that mounts a configuration. */
export async function identityOf(
  { folder: step }: Context,
  environment: DistEnvironment,
  cluster: Cluster,
  object: DistObject,
): Promise<Identity> {
  const workload = workloadsOf(environment).find(({ component }) => component === object.component);
  if (!workload) throw new Failure('no workload mounts it', object);
  const folder = join(step, environment.name, workload.name);
  mkdirSync(folder, { recursive: true });
  const token = await cluster.tokenOf(workload.namespace ?? '', serviceAccountOf(workload));
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  copyFileSync(cluster.caFile, join(folder, 'ca.crt'));
  const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), cluster.api.url, token, cluster.caFile);
  return { folder, kubeconfig, workload };
}

/**
 * The configuration, with the differences on this machine: the addresses of the API server and the pods, and the scrape
 * interval.
 */
export function localJobs(
  { scrape_configs, external_labels }: Jobs,
  { identity, network, rules }: { identity: Identity; network: PodNetwork; rules: readonly DistObject[] },
): object {
  const files = rules.map(({ name, value }) => {
    const file = join(identity.folder, `${name}.rules.yaml`);
    // Time is short here: every group is evaluated as often as the others.
    writeFileSync(file, value.spec.configuration.replaceAll(/^ +interval: .*\n/gm, ''));
    return file;
  });
  const local = scrape_configs.map(({ kubernetes_sd_configs, scrape_interval, scrape_timeout, ...job }) => ({
    ...job,
    ...(kubernetes_sd_configs && {
      kubernetes_sd_configs: kubernetes_sd_configs.map((discovery) => ({
        ...discovery,
        kubeconfig_file: identity.kubeconfig,
      })),
    }),
    proxy_url: network.url,
  }));
  const text = JSON.stringify(local).replaceAll(SERVICE_ACCOUNT, identity.folder);
  return {
    global: {
      scrape_interval: '2s',
      scrape_timeout: '2s',
      evaluation_interval: '1s',
      ...(external_labels !== undefined && { external_labels }),
    },
    rule_files: files,
    scrape_configs: JSON.parse(text),
  };
}

/** What Prometheus has found for a job. */
export async function foundBy(server: PrometheusServer, job: string): Promise<Expected[]> {
  const { active } = await server.targets();
  return active.filter(({ scrapePool }) => scrapePool === job).map(asExpected);
}

const asExpected = ({ scrapeUrl, labels }: Target): Expected => ({ url: scrapeUrl, labels });

/** Seconds without change after which discovery counts as complete: Prometheus updates its targets every five seconds. */
const SETTLED_SECONDS = 6;
const RETRY_SECONDS = 30;

/**
 * Waits until every job has seen a target, even a dropped one, and then nothing new for a while. The checks look at the result. Ends
 * early if the API server refuses a request.
 */
export async function discovered(
  server: PrometheusServer,
  jobs: readonly string[],
  state: () => Promise<ClusterState>,
  signal: AbortSignal,
): Promise<void> {
  let [last, since] = ['', Date.now()];
  const deadline = Date.now() + RETRY_SECONDS * 1000;
  while (Date.now() < deadline && !signal.aborted && server.refusals().length === 0) {
    const { active, dropped } = await server.targets();
    const ofJob = (job: string) => active.filter(({ scrapePool }) => scrapePool === job);
    const counts = jobs.map((job) => ofJob(job).length + (dropped[job] ?? 0));
    if (counts.join() !== last) [last, since] = [counts.join(), Date.now()];
    const quiet = Date.now() - since > SETTLED_SECONDS * 1000;
    if (quiet && counts.every((count) => count > 0)) {
      const now = await state();
      if (jobs.every((job) => differences(expectedOf(job, now), ofJob(job).map(asExpected)).length === 0)) return;
    }
    await sleep(500);
  }
}
