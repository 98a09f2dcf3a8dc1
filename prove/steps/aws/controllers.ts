import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, customResourceDefinitions } from '../../cluster';
import type { DistEnvironment, DistObject } from '../../dist';
import type { Process } from '../../processes';
import type { Context } from '../types';
import { CREDENTIALS, type Moto } from './moto';

const GROUP = /^(?:([a-z0-9]+)\.)?services\.k8s\.aws\//;

/** The ACK service of an object: `iam`; empty for kinds of every controller (FieldExport); undefined for kinds that are not ACK's. */
export const serviceOf = ({ value }: DistObject): string | undefined => {
  const match = GROUP.exec(value.apiVersion);
  return match ? (match[1] ?? '') : undefined;
};

/** Objects of an environment that ACK's controllers reconcile, in the order of their waves. */
export const ackObjects = ({ objects }: DistEnvironment): DistObject[] =>
  objects.filter((object) => serviceOf(object) !== undefined).sort((a, b) => a.wave - b.wave);

/** A cluster with ACK's controllers, which call moto. */
export interface Ack {
  readonly cluster: Cluster;
  /** Services without a controller, and why. */
  readonly missing: ReadonlyMap<string, string>;
  readonly controllers: readonly Process[];
}

/** Seconds between two reconciliations of a synced resource; in a real cluster ten hours. */
export const RESYNC_SECONDS = 15;

/** Starts a cluster and the controller of each service that the environment uses. */
export async function startControllers(context: Context, environment: DistEnvironment, moto: Moto): Promise<Ack> {
  const { clusters, engines } = context;
  const folder = await engines.path('ack-controllers');
  const cluster = await clusters.start(`aws-${environment.name}`);
  await cluster.establish(customResourceDefinitions());
  await cluster.applyAll(environment.objects.filter(({ kind }) => ['Namespace', 'ConfigMap'].includes(kind)));
  const missing = new Map<string, string>();
  const controllers: Process[] = [];
  const objects = ackObjects(environment);
  for (const service of new Set(objects.map(serviceOf).filter((name): name is string => Boolean(name)))) {
    const binary = join(folder, `${service}-controller`);
    if (!existsSync(binary)) missing.set(service, `ACK_CONTROLLERS has no ${service}-controller`);
    else controllers.push(await startController(context, cluster, moto, service, binary, objects));
  }
  return { cluster, missing, controllers };
}

async function startController(
  { processes }: Context,
  cluster: Cluster,
  moto: Moto,
  service: string,
  binary: string,
  objects: readonly DistObject[],
): Promise<Process> {
  const kinds = new Set(objects.filter((object) => serviceOf(object) === service).map(({ kind }) => kind));
  const args = [
    `--aws-endpoint-url=${moto.url}`,
    `--aws-identity-endpoint-url=${moto.url}`,
    '--allow-unsafe-aws-endpoint-urls',
    `--aws-region=${moto.region}`,
    `--metrics-addr=127.0.0.1:${await processes.freePort()}`,
    `--healthz-addr=127.0.0.1:${await processes.freePort()}`,
    `--reconcile-default-resync-seconds=${RESYNC_SECONDS}`,
    // As docs/bootstrap.md installs it; a controller exits if it does not know a feature gate.
    ...(service === 'elbv2' ? ['--feature-gates=IgnoreFieldDrift=true'] : []),
    // Only the kinds in use: for others it would wait for definitions that are not installed here.
    `--reconcile-resources=${[...kinds].join(',')}`,
  ];
  const env = {
    ...CREDENTIALS,
    KUBECONFIG: cluster.kubeconfig,
    ACK_SYSTEM_NAMESPACE: 'ack-system',
    K8S_NAMESPACE: 'ack-system',
  };
  return cluster.run(`ack-${service}`, binary, args, env);
}
