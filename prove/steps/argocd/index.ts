import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Refused } from '../../api';
import { ArgoCd } from '../../argocd';
import { Repository } from '../../git';
import { bringUp } from '../../nodes';
import { Failure } from '../../report';
import { about } from '../scene';
import type { Context, DistEnvironment, Step } from '../types';
import { StandIn } from './ack';
import { History } from './history';
import { definitionsFor, lateGroup } from './late';
import { checkProject } from './project';
import { checkEmpty, checkPrune } from './prune';
import { filesOf, type Scene } from './scene';
import { checkFieldExport, checkSelfHeal, checkSteady } from './steady';
import { checkFirstSync } from './sync';
import { checkDependencies, checkWaves } from './waves';

/** Argo CD's name for the cluster that it runs in. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Argo CD itself brings an empty cluster to what dist/ says, and keeps it there. */
export const argocd: Step = {
  name: 'argocd',
  proves: 'Argo CD syncs the environment in its waves, keeps it, and prunes nothing that holds data',
  needs: [
    'etcd',
    'kube-apiserver',
    'kube-controller-manager',
    'kube-scheduler',
    'kwok',
    'argocd',
    'redis-server',
    'git',
  ],
  limitSeconds: 420,
  // Most of the time is waiting: for the environments together.
  run: async (context) => {
    await Promise.all(context.environments.map((environment) => checkEnvironment(context, environment)));
  },
};

async function checkEnvironment(context: Context, environment: DistEnvironment): Promise<void> {
  const late = lateGroup(environment);
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const scene = await prepare(context, environment, signal, late);
  try {
    if (!(await checkBootstrap(scene))) return;
    if (!(await checkFirstSync(scene, late, definitionsFor(environment, late).late))) return;
    await checkWaves(scene);
    await checkDependencies(scene);
    if (!(await checkSteady(scene))) return;
    await checkFieldExport(scene);
    await checkSelfHeal(scene);
    await checkPrune(scene);
    await checkEmpty(scene);
    await checkProject(scene);
  } finally {
    ended.abort();
    if (!context.keep) await scene.cluster.stop();
  }
}

/** An empty cluster with nodes, Argo CD beside it, and a repository with the files of dist/. */
async function prepare(
  context: Context,
  environment: DistEnvironment,
  signal: AbortSignal,
  late: string,
): Promise<Scene> {
  const { clusters, engines, processes } = context;
  const folder = join(context.folder, environment.name);
  mkdirSync(folder);
  const application = environment.bootstrap.find(({ kind }) => kind === 'Application');
  if (!application) throw new Error(`${environment.folder}/bootstrap has no Application`);
  const cluster = await clusters.start(`argocd-${environment.name}`);
  await cluster.establish(definitionsFor(environment, late).others);
  await bringUp(cluster, environment, engines);
  const installed = await ArgoCd.install(cluster, folder, engines);
  const knowsAck = await installHealth(environment, cluster);
  await installed.start(engines, processes);
  const { source } = application.value.spec;
  const repository = new Repository(await engines.path('git'), join(folder, 'repository'), source.targetRevision);
  repository.commit('What dist/ holds', filesOf(environment, application));
  const history = new History(cluster, environment, new StandIn(cluster, knowsAck, signal), signal);
  return {
    ...context,
    signal,
    environment,
    cluster,
    argocd: installed,
    repository,
    application,
    history,
    knowsAck,
  };
}

/** The patch of Argo CD's ConfigMap, where the environment has one. */
async function installHealth({ folder }: DistEnvironment, { api }: Scene['cluster']): Promise<boolean> {
  const [file] = readdirSync(join(folder, 'bootstrap')).filter((name) => name === 'argocd-cm.patch.yaml');
  if (!file) return false;
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } };
  await api.patch(settings, parse(readFileSync(join(folder, 'bootstrap', file), 'utf8')));
  return true;
}

/** Applies the bootstrap manifest; replaced are the repository's address and, of EKS's capability, the cluster's ARN. */
async function checkBootstrap(scene: Scene): Promise<boolean> {
  const { environment, cluster, repository, application, report } = scene;
  const { source, destination } = application.value.spec;
  let applied = true;
  for (const object of environment.bootstrap) {
    const text = object.text.replaceAll(source.repoURL, repository.url).replaceAll(destination.server, IN_CLUSTER);
    const fine = await report.check(about(scene, 'the bootstrap applies', object), async () => {
      const { warnings } = await cluster.api.apply(object.value, text, { fieldManager: 'kubectl' }).catch((error) => {
        throw error instanceof Refused ? new Failure(error.message, object, error.path) : error;
      });
      if (warnings.length > 0) throw new Failure(`warning: ${warnings.join('; ')}`, object);
      return undefined;
    });
    applied = applied && fine;
  }
  return applied;
}
