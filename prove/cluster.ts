import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ApiClient, Refused } from './api';
import { Failure } from './check';
import type { DistEnvironment, DistObject, KubernetesObject } from './dist';
import type { Engines } from './engines';
import { isUp } from './http';
import type { Process, Processes } from './processes';
import { until } from './wait';

/** Kinds that the stack writes and that Kubernetes does not have built in. */
const CRDS = 'imports/crds';

/** What the cluster has before the stack, as the documentation requires: Argo CD's namespace and a StorageClass. */
const PREREQUISITES: KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'ebs.csi.aws.com',
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
  },
];

/** A Kubernetes control plane on loopback, with the components that were started. */
export class Cluster {
  private readonly started: Process[] = [];
  private kubelets?: Process;

  constructor(
    readonly name: string,
    readonly api: ApiClient,
    /** Kubeconfig of its administrator. */
    readonly kubeconfig: string,
    /** CA certificate of its API server. */
    readonly caFile: string,
    readonly folder: string,
    private readonly keyFile: string,
    private readonly engines: Engines,
    private readonly processes: Processes,
  ) {}

  /** Starts a process that ends with the cluster. */
  run(name: string, binary: string, args: readonly string[], env: Record<string, string> = {}): Process {
    const process = this.processes.start(`${this.name}-${name}`, binary, { args, env });
    this.started.push(process);
    return process;
  }

  /** Starts the controllers: they create the pods of workloads, the endpoints of services, and more. */
  async startControllers(): Promise<void> {
    this.run('controller-manager', await this.engines.path('kube-controller-manager'), [
      `--kubeconfig=${this.kubeconfig}`,
      `--service-account-private-key-file=${this.keyFile}`,
      `--root-ca-file=${this.caFile}`,
      '--use-service-account-credentials',
      '--leader-elect=false',
      '--secure-port=0',
    ]);
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'argocd' } };
    await until('namespaces get their service account', 60, async () => Boolean(await this.api.get(account)));
  }

  /** Starts the scheduler, with settings in addition to its connection. */
  async startScheduler(configuration: object = {}): Promise<void> {
    const file = join(this.folder, 'scheduler.json');
    const whole = {
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      leaderElection: { leaderElect: false },
      clientConnection: { kubeconfig: this.kubeconfig },
      ...configuration,
    };
    writeFileSync(file, JSON.stringify(whole));
    this.run('scheduler', await this.engines.path('kube-scheduler'), [`--config=${file}`, '--secure-port=0']);
  }

  /** Starts KWOK: nodes and pods are ready at once, and deleted pods are gone at once. Needs its stages. */
  async startKubelets(stages: string): Promise<void> {
    const files = ['node/fast/node-initialize', 'pod/fast/pod-ready', 'pod/fast/pod-delete'];
    this.kubelets = this.run('kwok', await this.engines.path('kwok'), [
      `--kubeconfig=${this.kubeconfig}`,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40', // a node whose lease is not renewed counts as lost
      `--server-address=127.0.0.1:${await this.processes.freePort()}`,
      ...files.map((file) => `--config=${join(stages, 'kustomize', 'stage', `${file}.yaml`)}`),
    ]);
  }

  /** While `body` runs, no pod becomes ready or terminates, as with slow pods. Must take less than the 40 s of a node's lease. */
  async whileKubeletsPause<Result>(body: () => Promise<Result>): Promise<Result> {
    this.kubelets?.signal('SIGSTOP');
    try {
      return await body();
    } finally {
      this.kubelets?.signal('SIGCONT');
    }
  }

  /** Defines kinds and waits until the server has them. */
  async establish(definitions: readonly KubernetesObject[]): Promise<void> {
    for (const definition of definitions) await this.api.apply(definition);
    await until('every kind is established', 60, async () => {
      const missing = definitions.map(({ metadata }) => metadata.name);
      for (const { metadata, status } of await this.api.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition'))
        if (isTrue(status, 'Established') && missing.includes(metadata.name))
          missing.splice(missing.indexOf(metadata.name), 1);
      return missing.length === 0 || `missing: ${missing.join(', ')}`;
    });
  }

  /** Applies objects of dist/ in their order. Throws the server's message about the first one that it refuses. */
  async applyAll(objects: readonly DistObject[]): Promise<void> {
    for (const object of objects)
      await this.api.apply(object.value, object.text).catch((error) => {
        // A refused object is not the fault of the step that needs the cluster.
        throw error instanceof Refused ? new Failure(`${object.id}: ${error.message}`, object, error.path) : error;
      });
  }

  /** A token of a service account, as its pods would have. */
  async tokenOf(namespace: string, serviceAccount: string): Promise<string> {
    const account = await this.api.path({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: serviceAccount, namespace },
    });
    const { body } = await this.api.requestOrThrow('POST', `${account}/token`, {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    });
    return body.status.token;
  }

  /** Ends its processes. */
  async stop(): Promise<void> {
    this.api.close();
    for (const process of this.started.reverse()) await process.stop();
  }
}

/** Whether a condition of an object's status is true. */
export const isTrue = (
  status: { conditions?: { type: string; status: string }[] } | undefined,
  type: string,
): boolean => status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** Definitions of the custom resources that dist/ uses. */
export const customResourceDefinitions = (): KubernetesObject[] =>
  readdirSync(CRDS)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(CRDS, file), 'utf8')).map((document) => document.toJS()));

/** The control planes of a run. */
export class Clusters {
  private readonly shared = new Map<string, Promise<Cluster>>();
  private readonly all: Cluster[] = [];
  private storage?: Promise<string>;

  constructor(
    private readonly folder: string,
    private readonly engines: Engines,
    private readonly processes: Processes,
  ) {}

  /** The cluster of an environment, with all its objects of dist/. Created once and shared by the steps: leave it unchanged. */
  of(environment: DistEnvironment): Promise<Cluster> {
    return this.sharedBy(environment, async (cluster) => {
      await cluster.establish(customResourceDefinitions());
      await cluster.applyAll(environment.objects);
      await cluster.applyAll(environment.bootstrap);
    });
  }

  /** The same cluster; the first caller fills it. */
  sharedBy(environment: DistEnvironment, fill: (cluster: Cluster) => Promise<void>): Promise<Cluster> {
    const known = this.shared.get(environment.name);
    if (known) return known;
    const made = (async () => {
      const cluster = await this.start(environment.name);
      await fill(cluster);
      return cluster;
    })();
    this.shared.set(environment.name, made);
    return made;
  }

  /** A fresh API server without custom resources; it has only the prerequisites (namespace argocd, StorageClass gp3). */
  async start(name: string): Promise<Cluster> {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    const port = await this.processes.freePort();
    const token = randomBytes(16).toString('hex');
    const keyFile = writeKey(folder);
    writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
    const server = this.processes.start(`${name}-apiserver`, await this.engines.path('kube-apiserver'), {
      args: [
        `--etcd-servers=${await this.etcd()}`,
        `--etcd-prefix=/${name}`,
        ...apiServerArguments(folder, port, keyFile),
      ],
    });
    const caFile = join(folder, 'certificates', 'apiserver.crt');
    const url = `https://127.0.0.1:${port}`;
    await until(`${server.name} has a certificate`, 30, () => {
      if (!server.running) throw new Error(`${server.name} has ended:\n${server.tail()}`);
      return readFileOr(caFile, '').includes('END CERTIFICATE');
    });
    const api = new ApiClient(url, token, readFileSync(caFile, 'utf8'));
    await this.processes.untilReady(server, async () => (await api.request('GET', '/readyz')).status === 200);
    const kubeconfig = writeKubeconfig(join(folder, 'kubeconfig'), url, token, caFile);
    const cluster = new Cluster(name, api, kubeconfig, caFile, folder, keyFile, this.engines, this.processes);
    this.all.push(cluster);
    for (const object of PREREQUISITES) await api.apply(object);
    return cluster;
  }

  /** Kubeconfigs of all that run. */
  get kubeconfigs(): string[] {
    return this.all.map(({ kubeconfig }) => kubeconfig);
  }

  /** URL of the etcd that all share, each with its own prefix. */
  private etcd(): Promise<string> {
    this.storage ??= (async () => {
      const [client, peer] = [await this.processes.freePort(), await this.processes.freePort()];
      const urls = [client, peer].map((port) => `http://127.0.0.1:${port}`) as [string, string];
      const etcd = this.processes.start('etcd', await this.engines.path('etcd'), {
        args: [
          `--data-dir=${join(this.folder, 'etcd')}`,
          `--listen-client-urls=${urls[0]}`,
          `--advertise-client-urls=${urls[0]}`,
          `--listen-peer-urls=${urls[1]}`,
          `--initial-advertise-peer-urls=${urls[1]}`,
          `--initial-cluster=default=${urls[1]}`,
          '--unsafe-no-fsync',
        ],
      });
      await this.processes.untilReady(etcd, () => isUp(`${urls[0]}/health`));
      return urls[0];
    })();
    return this.storage;
  }
}

const apiServerArguments = (folder: string, port: number, keyFile: string): string[] => [
  `--secure-port=${port}`,
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  `--cert-dir=${join(folder, 'certificates')}`,
  '--service-account-issuer=https://kubernetes.default.svc',
  `--service-account-key-file=${keyFile}`,
  `--service-account-signing-key-file=${keyFile}`,
  '--service-cluster-ip-range=10.96.0.0/16',
  `--token-auth-file=${join(folder, 'tokens.csv')}`,
  '--authorization-mode=RBAC',
  '--endpoint-reconciler-type=none',
  '--allow-privileged=true', // as on EKS: Pod Security decides what may be privileged
];

/** Key that signs the tokens of service accounts. */
function writeKey(folder: string): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const file = join(folder, 'service-account.key');
  writeFileSync(file, privateKey, { mode: 0o600 });
  return file;
}

/** Writes a kubeconfig for one user and returns its path. */
export function writeKubeconfig(file: string, server: string, token: string, caFile: string): string {
  const configuration = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'prove', cluster: { server, 'certificate-authority': caFile } }],
    users: [{ name: 'prove', user: { token } }],
    contexts: [{ name: 'prove', context: { cluster: 'prove', user: 'prove' } }],
    'current-context': 'prove',
  };
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 });
  return file;
}

function readFileOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
