import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Cluster } from './cluster';
import type { KubernetesObject } from './dist';
import type { Engines } from './engines';
import type { Process, Processes } from './processes';
import { until } from './wait';

const NAMESPACE = 'argocd';
const MODULE = 'github.com/argoproj/argo-cd/v3';

/** What Argo CD reports about one object. */
export interface ResourceStatus {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status?: string;
  readonly message?: string;
  readonly health?: { readonly status?: string; readonly message?: string };
  readonly requiresPruning?: boolean;
}

/** The status of an Application. https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml */
export interface ApplicationStatus {
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
  readonly resources?: readonly ResourceStatus[];
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly operationState?: {
    readonly phase: string;
    readonly message?: string;
    readonly startedAt: string;
    readonly retryCount?: number;
    readonly syncResult?: { readonly revision?: string; readonly resources?: readonly ResourceStatus[] };
  };
}

/** Argo CD itself, outside the one cluster that it manages: application controller, repository server, Redis. */
export class ArgoCd {
  readonly processes: Process[] = [];

  private constructor(
    private readonly cluster: Cluster,
    private readonly folder: string,
    private readonly module: string,
  ) {}

  /** Creates its custom resource definitions and its configuration as after an installation. */
  static async install(cluster: Cluster, folder: string, engines: Engines): Promise<ArgoCd> {
    const argocd = new ArgoCd(cluster, folder, await engines.moduleFolder('argocd', MODULE));
    const named = (suffix: string) => (name: string) => name.endsWith(suffix);
    await cluster.establish(argocd.manifests('crds', named('-crd.yaml')));
    const config = argocd.manifests('base/config', (name) => name !== 'kustomization.yaml');
    for (const object of config)
      await cluster.api.apply({ ...object, metadata: { ...object.metadata, namespace: NAMESPACE } });
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-secret', namespace: NAMESPACE } };
    await cluster.api.patch(secret, { stringData: { 'server.secretkey': 'of this run' } });
    return argocd;
  }

  private manifests(folder: string, wanted: (name: string) => boolean): KubernetesObject[] {
    const path = join(this.module, 'manifests', folder);
    return readdirSync(path)
      .filter(wanted)
      .flatMap((name) => parseAllDocuments(readFileSync(join(path, name), 'utf8')).map((document) => document.toJS()));
  }

  /** Starts its processes; they end with the cluster. */
  async start(engines: Engines, processes: Processes): Promise<void> {
    const [redis, repositories, ...metrics] = await Promise.all(
      Array.from({ length: 4 }, () => processes.freePort().then(String)),
    );
    const env = this.environment();
    const binary = await engines.path('argocd');
    const run = (name: string, args: string[]) =>
      this.cluster.run(name, binary, [...args, '--loglevel=warn'], { ...env, ARGOCD_BINARY_NAME: `argocd-${name}` });
    const store = [
      '--bind',
      '127.0.0.1',
      '--port',
      `${redis}`,
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.folder,
    ];
    this.processes.push(
      this.cluster.run('redis', await engines.path('redis-server'), store),
      run('repo-server', [
        `--redis=127.0.0.1:${redis}`,
        '--disable-tls',
        '--client-ca-path=',
        '--address=127.0.0.1',
        `--port=${repositories}`,
        '--metrics-address=127.0.0.1',
        `--metrics-port=${metrics[0]}`,
      ]),
      run('application-controller', [
        `--kubeconfig=${this.cluster.kubeconfig}`,
        `--namespace=${NAMESPACE}`,
        `--redis=127.0.0.1:${redis}`,
        `--repo-server=127.0.0.1:${repositories}`,
        '--repo-server-plaintext',
        `--metrics-port=${metrics[1]}`,
        '--self-heal-backoff-timeout-seconds=1', // between one attempt and the next, as long for each
        '--self-heal-backoff-factor=1',
        '--persist-resource-health', // so that an Application's status contains the health of each object
      ]),
    );
  }

  private environment(): Record<string, string> {
    const path = (name: string): string => {
      const folder = join(this.folder, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    // Argo CD calls this script of its own image for every commit, even if nothing is verified.
    const wrapper = join(path('bin'), 'git-verify-wrapper.sh');
    copyFileSync(join(this.module, 'hack', 'git-verify-wrapper.sh'), wrapper);
    chmodSync(wrapper, 0o755);
    return {
      PATH: [path('bin'), process.env.PATH].join(delimiter),
      HOME: path('home'),
      TMPDIR: path('tmp'),
      KUBECONFIG: this.cluster.kubeconfig,
      ARGOCD_FAKE_IN_CLUSTER: 'true', // its own cluster is the one of the kubeconfig
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_TLS_DATA_PATH: path('tls'),
      ARGOCD_SSH_DATA_PATH: path('ssh'),
      ARGOCD_PLUGINSOCKFILEPATH: path('plugins'),
      ARGOCD_SYNC_WAVE_DELAY: '0', // waves must wait for health; a delay would hide it if they did not
    };
  }

  /** The status of an Application. */
  async status(application: KubernetesObject): Promise<ApplicationStatus> {
    return (await this.cluster.api.get(application))?.status ?? {};
  }

  /** Refreshes an Application; `hard` also ignores the cache of its repository. @returns its status afterwards */
  async refresh(
    application: KubernetesObject,
    how: 'normal' | 'hard',
    signal?: AbortSignal,
  ): Promise<ApplicationStatus> {
    const annotation = 'argocd.argoproj.io/refresh';
    await this.cluster.api.patch(application, { metadata: { annotations: { [annotation]: how } } });
    await until(
      `Argo CD compares ${application.metadata.name}`,
      60,
      async () => !(await this.cluster.api.get(application))?.metadata.annotations?.[annotation],
      signal,
    ).catch((error) => {
      const ended = this.processes.filter(({ running }) => !running);
      throw new Error([error.message, ...ended.map((each) => `${each.name} has ended:\n${each.tail()}`)].join('\n'));
    });
    return this.status(application);
  }
}
