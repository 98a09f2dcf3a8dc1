import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Refused } from '../../api';
import { ArgoCd } from '../../argocd';
import { Failure } from '../../check';
import { Repository } from '../../git';
import { startNodes } from '../../nodes';
import { about } from '../environment';
import type { Context, DistEnvironment, Step } from '../types';
import { type ArgoCdContext, filesOf, groupOf } from './context';
import { FakeAck } from './fake-ack';
import { FakeGrafana } from './fake-grafana';
import { History } from './history';
import { definitionsFor, lateGroup } from './late';
import { checkProject } from './project';
import { checkEmpty, checkPrune } from './prune';
import { checkFieldExport, checkSelfHeal, checkSteady } from './steady';
import { checkFirstSync } from './sync';
import { checkDependencies, checkWaves } from './waves';

/** Argo CD's name for the cluster that it runs in. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Argo CD brings an empty cluster to the state of dist/, and keeps it there. */
export const argocd: Step = {
  name: 'argocd',
  proves: 'Argo CD syncs the environment in waves, keeps it in sync, and prunes nothing that has data',
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
  isParallel: true,
  run: checkEnvironment,
};

async function checkEnvironment(step: Context, environment: DistEnvironment): Promise<void> {
  const late = lateGroup(environment);
  const ended = new AbortController();
  const signal = AbortSignal.any([step.signal, ended.signal]);
  const context = await prepare(step, environment, signal, late);
  try {
    if (!(await checkBootstrap(context))) return;
    if (!(await checkFirstSync(context, late, definitionsFor(environment, late).late))) return;
    await checkWaves(context);
    await checkDependencies(context);
    if (!(await checkSteady(context))) return;
    await checkFieldExport(context);
    await checkSelfHeal(context);
    await checkPrune(context);
    await checkEmpty(context);
    await checkProject(context);
  } finally {
    ended.abort();
    if (!step.keep) await context.cluster.stop();
  }
}

/** An empty cluster with nodes, Argo CD outside it, and a repository with the files of dist/. */
async function prepare(
  step: Context,
  environment: DistEnvironment,
  signal: AbortSignal,
  late: string,
): Promise<ArgoCdContext> {
  const { clusters, engines, processes } = step;
  const folder = join(step.folder, environment.name);
  mkdirSync(folder);
  const application = environment.bootstrap.find(({ kind }) => kind === 'Application');
  if (!application) throw new Error(`${environment.folder}/bootstrap has no Application`);
  const cluster = await clusters.start(`argocd-${environment.name}`);
  await cluster.establish(definitionsFor(environment, late).others);
  await startNodes(cluster, environment, engines);
  const installed = await ArgoCd.install(cluster, folder, engines);
  const knowsAck = await installHealth(environment, cluster);
  await installed.start(engines, processes);
  const { source } = application.value.spec;
  const repository = new Repository(await engines.path('git'), join(folder, 'repository'), source.targetRevision);
  repository.commit('What dist/ holds', filesOf(environment, application));
  const fakes = { ack: new FakeAck(cluster, knowsAck, signal), grafana: new FakeGrafana(cluster, signal) };
  const history = new History(cluster, environment, fakes, signal);
  return {
    ...step,
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
async function installHealth({ folder }: DistEnvironment, { api }: ArgoCdContext['cluster']): Promise<boolean> {
  const [file] = readdirSync(join(folder, 'bootstrap')).filter((name) => name === 'argocd-cm.patch.yaml');
  if (!file) return false;
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } };
  await api.patch(settings, parse(readFileSync(join(folder, 'bootstrap', file), 'utf8')));
  return true;
}

/**
 * Applies the project and the Application, with the local repository URL and, for EKS's capability, the local cluster instead of its
 * ARN. Upstream's Argo CD knows its own cluster, and has its rights: what registers and allows EKS's is held by checks/managed-argocd.ts.
 */
async function checkBootstrap(context: ArgoCdContext): Promise<boolean> {
  const { environment, cluster, repository, application, report } = context;
  const { source, destination } = application.value.spec;
  let applied = true;
  for (const object of environment.bootstrap.filter(({ value }) => groupOf(value.apiVersion) === 'argoproj.io')) {
    const text = object.text.replaceAll(source.repoURL, repository.url).replaceAll(destination.server, IN_CLUSTER);
    const fine = await report.check(about(context, 'the bootstrap applies', object), async () => {
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
