import { join } from 'node:path';
import { parse } from 'yaml';
import { Failure } from '../../check';
import type { DistEnvironment, DistObject } from '../../dist';
import { model } from '../../model';
import { clusterWithNodes, settle } from '../../nodes';
import { workloadsOf } from '../../workloads';
import type { Cluster, Context } from '../types';
import { AGENTS, SURROUNDINGS } from './agent-programs';
import { translateAlloy } from './alloy';
import { alloyBlocksOf, expectRendered } from './alloy-model';
import { CLUSTER_PROGRAMS } from './cluster-programs';
import { checkCollection } from './collection';
import { DECOYS, deployDecoys, removeDecoys } from './decoys';
import { discovered, foundBy, type Identity, identityOf, type Jobs, localJobs } from './discovery';
import { type ClusterState, clusterStateOf, differences, expectedOf } from './expected';
import { checkDeclarations } from './metrics';
import { PodNetwork } from './network';
import { EXPORTERS, type ProgramRun, startPrograms } from './pod-programs';
import { ruleObjectsOf } from './rules';
import { PrometheusServer } from './server';

/** An agent's configuration, and how to read its jobs. */
interface Agent {
  readonly object: DistObject;
  readonly key: string;
  readonly jobs: JobReader;
}

type JobReader = (object: DistObject, context: Context) => Jobs;

/** What the checks of an agent need. */
export interface Scraped {
  readonly environment: DistEnvironment;
  readonly object: DistObject;
  readonly key: string;
  readonly jobs: Jobs;
  readonly server: PrometheusServer;
  readonly state: () => Promise<ClusterState>;
  readonly programRuns: readonly ProgramRun[];
  readonly identity: Identity;
}

const READERS: Record<string, JobReader> = {
  'prometheus.yaml': ({ value }) => parse(value.data['prometheus.yaml']),
  'config.alloy': (object, { alloy }) => {
    const blocks = alloy ?? alloyBlocksOf(object.environment);
    expectRendered(blocks, object);
    return translateAlloy(blocks, SURROUNDINGS);
  },
};

const agentsOf = ({ objects }: DistEnvironment): Agent[] =>
  objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((object) =>
      Object.entries(READERS)
        .filter(([key]) => object.value.data?.[key] !== undefined)
        .map(([key, jobs]) => ({ object, key, jobs })),
    );

/** Everything of one environment. */
export async function proveEnvironment(context: Context, environment: DistEnvironment): Promise<void> {
  const cluster = await clusterWithNodes(environment, context);
  await settle(cluster, workloadsOf(environment), 60, context.signal);
  const network = new PodNetwork();
  await network.start();
  const servers: PrometheusServer[] = [];
  let programRuns: ProgramRun[] = [];
  try {
    await deployDecoys(cluster);
    programRuns = await startPrograms({ context, cluster, network, environment }, [
      ...EXPORTERS,
      ...AGENTS,
      ...CLUSTER_PROGRAMS,
    ]);
    const name = model().get(environment.name)?.cluster.name ?? environment.name;
    const state = () => clusterStateOf(cluster, name);
    routePods(network, await state(), programRuns);
    await Promise.all(
      agentsOf(environment).map((agent) =>
        proveAgent(context, environment, agent, { cluster, network, servers, state, programRuns }),
      ),
    );
  } finally {
    for (const server of servers) await server.stop();
    for (const { endpoint } of programRuns) await endpoint?.close?.();
    await network.stop();
    const subject = 'the pods and services of the check are removed again';
    await context.report.check({ environment: environment.name, subject, quiet: true }, async () => {
      await removeDecoys(cluster);
      return undefined;
    });
  }
}

/** Routes the address of each pod of a workload to the program that replaces it. */
function routePods(network: PodNetwork, { pods }: ClusterState, programRuns: readonly ProgramRun[]): void {
  for (const { program, endpoint } of programRuns)
    for (const { metadata, spec, status } of pods)
      if (
        endpoint &&
        metadata.namespace !== DECOYS &&
        spec.containers.some(({ name }: { name: string }) => name === program.container)
      )
        network.route(`${status.podIP}:${program.port}`, endpoint.url);
}

/** The jobs that discover what they scrape. */
const discovering = ({ scrape_configs }: Jobs) =>
  scrape_configs.filter(({ kubernetes_sd_configs }) => kubernetes_sd_configs !== undefined);

interface Stage {
  readonly cluster: Cluster;
  readonly network: PodNetwork;
  /** Prometheus servers that were started. */
  readonly servers: PrometheusServer[];
  readonly state: () => Promise<ClusterState>;
  readonly programRuns: readonly ProgramRun[];
}

async function proveAgent(context: Context, environment: DistEnvironment, agent: Agent, stage: Stage): Promise<void> {
  const { object, key } = agent;
  const { report } = context;
  let scraped: Scraped | undefined;
  const about = (what: string) => ({ environment: environment.name, subject: `${object.id}: ${what}`, object });
  const began = performance.now();
  const runs = await report.check(
    about('Prometheus runs its jobs with the rights of its service account'),
    async () => {
      scraped = await scrape(context, environment, agent, stage);
      const refused = scraped.server.refusals();
      if (refused.length > 0) throw new Failure(refused[0] ?? '', object, ['data', key]);
      return undefined;
    },
  );
  if (!runs || !scraped) return;
  const { jobs, server, state } = scraped;
  const astray = new Set<string>();
  for (const { job_name } of discovering(jobs)) {
    const right = await report.check(
      { ...about(`job ${job_name} finds exactly what it should`), since: began },
      async () => {
        const expected = expectedOf(job_name, await state());
        const wrong = differences(expected, await foundBy(server, job_name));
        if (wrong.length > 0) throw new Failure(wrong.join('\n'), object, ['data', key]);
        return `${expected.length} targets`;
      },
    );
    if (!right) astray.add(job_name);
  }
  if (key === 'prometheus.yaml') await checkDeclarations(context, scraped, astray);
  else await checkCollection(context, scraped);
}

/** Starts a Prometheus with the jobs of the agent, and waits until it has discovered everything. */
async function scrape(
  context: Context,
  environment: DistEnvironment,
  { object, key, jobs: read }: Agent,
  { cluster, network, servers, state, programRuns }: Stage,
): Promise<Scraped> {
  const identity = await identityOf(context, environment, cluster, object);
  const jobs = read(object, context);
  const server = await PrometheusServer.start(context.processes, await context.engines.path('prometheus'), {
    name: `prometheus-${object.component}-${environment.name}`,
    folder: join(identity.folder, 'prometheus'),
    configuration: localJobs(jobs, {
      identity,
      network,
      rules: key === 'config.alloy' ? ruleObjectsOf(environment) : [],
    }),
  });
  servers.push(server);
  const names = discovering(jobs).map(({ job_name }) => job_name);
  await discovered(server, names, state, context.signal);
  return { environment, object, key, jobs, server, state, programRuns, identity };
}
