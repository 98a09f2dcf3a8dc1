import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { NotRun } from './check';
import { execute } from './processes';
import { during } from './wait';

/** Pinned versions: one folder per Go module, and the Python packages. */
const PINS = 'prove/engines';
const REQUIREMENTS = 'requirements.txt';

/** Where an engine comes from. */
type Source =
  /** A Go module set of prove/engines, built on first use. */
  | { readonly kind: 'go'; readonly pins: string; readonly package: string; readonly tags?: string }
  /** A Python package of requirements.txt: in `.venv`, or installed into the cache on first use. */
  | { readonly kind: 'python' }
  /** A package of the operating system. */
  | { readonly kind: 'path'; readonly debian: string }
  /** A binary without a package; an environment variable names it. */
  | { readonly kind: 'named'; readonly variable: string; readonly from: string };

const kubernetes = (command: string): Source => ({
  kind: 'go',
  pins: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${command}`,
});

const SOURCES = {
  etcd: { kind: 'go', pins: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kwok: { kind: 'go', pins: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  argocd: { kind: 'go', pins: 'argocd', package: 'github.com/argoproj/argo-cd/v3/cmd' },
  'redis-server': { kind: 'path', debian: 'redis-server' },
  git: { kind: 'path', debian: 'git' },
  // Only the Kubernetes discovery, out of many: this halves the build time.
  prometheus: {
    kind: 'go',
    pins: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    tags: 'remove_all_sd,enable_kubernetes_sd',
  },
  'kube-state-metrics': { kind: 'go', pins: 'kube-state-metrics', package: 'k8s.io/kube-state-metrics/v2' },
  'node-exporter': { kind: 'go', pins: 'node-exporter', package: 'github.com/prometheus/node_exporter' },
  memcached_exporter: {
    kind: 'go',
    pins: 'exporters',
    package: 'github.com/prometheus/memcached_exporter/cmd/memcached_exporter',
  },
  nginx: { kind: 'path', debian: 'nginx' },
  'prometheus-nginx-exporter': { kind: 'path', debian: 'prometheus-nginx-exporter' },
  haproxy: { kind: 'path', debian: 'haproxy' },
  memcached: { kind: 'path', debian: 'memcached' },
  moto_server: { kind: 'python' },
  'cfn-lint': { kind: 'python' },
  'fluent-bit': { kind: 'named', variable: 'FLUENT_BIT', from: 'public.ecr.aws/aws-observability/aws-for-fluent-bit' },
  alloy: { kind: 'named', variable: 'ALLOY', from: 'docker.io/grafana/alloy' },
  'config-translator': { kind: 'named', variable: 'CWAGENT', from: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent' },
  'ack-controllers': { kind: 'named', variable: 'ACK_CONTROLLERS', from: 'public.ecr.aws/aws-controllers-k8s' },
} satisfies Record<string, Source>;

/** Name of an engine, as steps ask for it. */
export type EngineName = keyof typeof SOURCES;

/** A build of something that was not in the cache, and how long it took. */
export interface Build {
  readonly what: string;
  readonly seconds: number;
}

/** Finds engines: named by the environment, on the path, in the cache, or built into it. */
export class Engines {
  readonly builds: Build[] = [];
  private readonly found = new Map<EngineName, Promise<string>>();

  /**
   * @param announce called before each build, because it takes minutes
   * @param signal ends a build
   * @param isRequired whether the absence of an engine that can be installed or built is an error instead of `NotRun`
   */
  constructor(
    private readonly announce: (text: string) => void = () => {},
    private readonly signal?: AbortSignal,
    private readonly isRequired = false,
  ) {}

  private missing(text: string): Error {
    return this.isRequired ? new Error(text) : new NotRun(text);
  }

  /** Path of an engine's binary (for ack-controllers, of their folder). Throws `NotRun` if it is not available. */
  path(name: EngineName): Promise<string> {
    const known = this.found.get(name);
    if (known) return known;
    const search = this.find(name);
    this.found.set(name, search);
    return search;
  }

  private readonly modules = new Map<string, Promise<string>>();

  /** Folder of a Go module that an engine is built from, for the data in it. */
  moduleFolder(pins: string, module: string): Promise<string> {
    const folder = this.modules.get(module) ?? this.downloaded(pins, module);
    this.modules.set(module, folder);
    return folder;
  }

  private async downloaded(pins: string, module: string): Promise<string> {
    if (!onPath('go')) throw this.missing(`the data of ${module} needs Go`);
    const cwd = join(PINS, pins);
    const { signal } = this;
    return during(`downloading ${module}`, async () => {
      await execute('go', ['mod', 'download', module], { cwd, signal });
      return (await execute('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd, signal })).trim();
    });
  }

  private async find(name: EngineName): Promise<string> {
    const source: Source = SOURCES[name];
    const asset = process.env.KUBEBUILDER_ASSETS && join(process.env.KUBEBUILDER_ASSETS, name);
    if (asset && existsSync(asset)) return asset;
    switch (source.kind) {
      case 'named':
        return named(source.variable, source.from);
      case 'path': {
        const path = onPath(name);
        if (!path) throw this.missing(`${name} is not on the path (Debian: ${source.debian})`);
        return path;
      }
      case 'python':
        return inVenv(name) ?? onPath(name) ?? join(await this.python(), name);
      case 'go':
        return join(await this.go(source.pins), name);
    }
  }

  private readonly folders = new Map<string, Promise<string>>();

  /** The cache folder of one set of pins; filled if it does not exist. */
  private cached(pins: string, key: string, fill: (folder: string) => Promise<void>): Promise<string> {
    const known = this.folders.get(pins);
    if (known) return known;
    const folder = join(cacheFolder(), `${pins}-${key}`);
    const filled = (async () => {
      if (existsSync(folder)) return folder;
      const began = performance.now();
      this.announce(`building ${pins} (once; cached in ${folder})`);
      mkdirSync(cacheFolder(), { recursive: true });
      const staged = mkdtempSync(join(cacheFolder(), `.${pins}-`));
      try {
        await during(`building ${pins}`, () => fill(staged));
        if (!existsSync(folder)) renameSync(staged, folder);
      } finally {
        rmSync(staged, { recursive: true, force: true });
      }
      this.builds.push({ what: pins, seconds: Math.round((performance.now() - began) / 1000) });
      return folder;
    })();
    this.folders.set(pins, filled);
    return filled;
  }

  private async go(pins: string): Promise<string> {
    if (!onPath('go')) throw this.missing(`${pins} needs Go to build it, or its binaries in KUBEBUILDER_ASSETS`);
    const folder = join(PINS, pins);
    const sums = ['go.mod', 'go.sum'].map((file) => readFileSync(join(folder, file), 'utf8'));
    const binaries = Object.entries(SOURCES).flatMap(([name, source]) =>
      source.kind === 'go' && source.pins === pins
        ? [{ name, package: source.package, ...('tags' in source && { tags: source.tags }) }]
        : [],
    );
    return this.cached(
      pins,
      digest([...sums, JSON.stringify(binaries), process.platform, process.arch]),
      async (out) => {
        for (const { name, package: main, tags = '' } of binaries)
          await execute(
            'go',
            ['build', '-tags', tags, '-ldflags', linkerFlags(sums[0] ?? ''), '-o', join(out, name), main],
            { cwd: folder, signal: this.signal },
          );
      },
    );
  }

  private async python(): Promise<string> {
    const python = onPath('python3');
    if (!python) throw this.missing('moto and cfn-lint need Python 3');
    const folder = join(cacheFolder(), `python-${digest([readFileSync(REQUIREMENTS, 'utf8')])}`);
    const done = join(folder, 'installed');
    if (existsSync(done)) return join(folder, 'bin');
    // In its final place: a virtual environment cannot be moved.
    const began = performance.now();
    this.announce(`installing ${REQUIREMENTS} (once; cached in ${folder})`);
    const { signal } = this;
    const install = ['install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
    await during(`installing ${REQUIREMENTS}`, async () => {
      await execute(python, ['-m', 'venv', '--clear', folder], { signal });
      await execute(join(folder, 'bin', 'pip'), install, { signal });
    });
    writeFileSync(done, '');
    this.builds.push({ what: 'python', seconds: Math.round((performance.now() - began) / 1000) });
    return join(folder, 'bin');
  }
}

const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aws-observability-cdk8s');

const digest = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);

/** Without these, Kubernetes reports version v0.0.0. */
function linkerFlags(goMod: string): string {
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\S+)/.exec(goMod) ?? [];
  const set = (name: string, value?: string) => `-X k8s.io/component-base/version.${name}=${value}`;
  const names = version ? [set('gitVersion', version), set('gitMajor', major), set('gitMinor', minor)] : [];
  return ['-s', '-w', ...names].join(' ');
}

function named(variable: string, from: string): string {
  const path = process.env[variable];
  if (!path) throw new NotRun(`${variable} does not name its binary (image: ${from})`);
  if (!existsSync(path)) throw new Error(`${variable} names ${path}, which does not exist`);
  return path;
}

/** A program of the virtual environment of the checkout. */
function inVenv(program: string): string | undefined {
  const path = resolve('.venv', 'bin', program);
  return existsSync(path) ? path : undefined;
}

/** Path of a program, or undefined. Debian keeps servers in folders that are not on every user's path. */
export function onPath(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return folders.map((folder) => join(folder, program)).find(existsSync);
}
