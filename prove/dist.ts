import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import {
  type Document,
  isCollection,
  isMap,
  isPair,
  LineCounter,
  parseAllDocuments,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { originOf } from './model';

/** A Kubernetes object. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  // biome-ignore lint/suspicious/noExplicitAny: objects have any fields; the API server checks them.
  [field: string]: any;
}

/** Where something is in dist/, and the settings that it comes from. */
export interface Place {
  /** Relative to the current folder. */
  readonly file: string;
  /** Line number, from 1. */
  readonly line: number;
  /** Settings of the overlay that it comes from. */
  readonly setting: string;
}

/** One object of dist/, with the exact text that would be applied. */
export class DistObject {
  readonly value: KubernetesObject;

  constructor(
    readonly environment: string,
    /** File relative to the current folder. */
    readonly file: string,
    /** Its YAML, byte for byte. */
    readonly text: string,
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {
    this.value = document.toJS();
  }

  get kind(): string {
    return this.value.kind;
  }

  get name(): string {
    return this.value.metadata.name;
  }

  get namespace(): string | undefined {
    return this.value.metadata.namespace;
  }

  /** The chart that wrote it: the name of its file. */
  get component(): string {
    return basename(this.file).replace(/\.k8s\.yaml$/, '');
  }

  /** `Deployment aws-observability/alloy`: how messages name it. */
  get id(): string {
    return `${this.kind} ${this.namespace ? `${this.namespace}/` : ''}${this.name}`;
  }

  /** Wave in which Argo CD applies it. */
  get wave(): number {
    return Number(this.value.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
  }

  /** Where a field is; for a path that does not exist, its longest existing part. */
  place(path: readonly (string | number)[] = []): Place {
    let offset = this.document.contents?.range[0] ?? 0;
    let node: unknown = this.document.contents;
    for (const key of path) {
      if (!isCollection(node)) break;
      const next = itemOf(node, key);
      if (next === undefined) break;
      const start = isPair(next) ? next.key : next;
      offset = (start as { range?: [number] }).range?.[0] ?? offset;
      node = isPair(next) ? next.value : next;
    }
    return {
      file: this.file,
      line: this.lines.linePos(offset).line,
      setting: originOf(this.environment, this.component),
    };
  }
}

/** The pair of a map, or the item of a list: by its index, or by a field of it such as `name="web"`. */
function itemOf({ items }: YAMLMap | YAMLSeq, key: string | number): unknown {
  if (typeof key === 'number') return items[key];
  const [, field, value] = /^(\w+)="(.*)"$/.exec(key) ?? [];
  return items.find((item) =>
    isPair(item) ? String(item.key) === key : isMap(item) && field !== undefined && item.get(field) === value,
  );
}

/** The content of dist/ for one environment. */
export interface DistEnvironment {
  readonly name: string;
  readonly folder: string;
  /** What Argo CD applies, in its order: wave, then file. */
  readonly objects: readonly DistObject[];
  /** What is applied by hand, once, in the cluster that Argo CD runs in. */
  readonly bootstrap: readonly DistObject[];
  /** Documents that are not objects, which no engine can load. */
  readonly unreadable: readonly Unreadable[];
}

/** Names of the log groups that an environment creates. */
export const logGroupsOf = ({ objects }: DistEnvironment): string[] =>
  objects
    .filter(({ kind }) => kind === 'LogGroup')
    .map(({ value }) => value.spec.name)
    .filter((name) => typeof name === 'string');

/** A place in dist/ that should contain an object and does not. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Finds resources of CloudFormation templates by their logical ID. */
export function resourcePlaces(environment: string, paths: readonly string[]): (id: string) => Placed {
  const texts = paths.map((path) => ({ file: relative('.', path), text: readFileSync(path, 'utf8') }));
  return (id) => {
    const begin = new RegExp(`^ {2}${id}:`, 'm');
    const { file, text } = texts.find((each) => begin.test(each.text)) ?? { file: paths[0] ?? '', text: '' };
    const line = text.slice(0, Math.max(0, text.search(begin))).split('\n').length;
    return { file, place: () => ({ file, line, setting: originOf(environment, 'cloudformation') }) };
  };
}

/** Something in a file of dist/. */
export type Placed = Pick<DistObject, 'file' | 'place'>;

/** The content of files: objects, and documents that should be objects. */
interface Read {
  readonly objects: DistObject[];
  readonly unreadable: Unreadable[];
}

/** The objects of one file. */
function readFile(environment: string, path: string): Read {
  const file = relative('.', path);
  const text = readFileSync(path, 'utf8');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false });
  const read: Read = { objects: [], unreadable: [] };
  for (const document of Array.isArray(documents) ? documents : []) {
    const [start, , end] = document.range;
    const at = (offset: number) => ({ file, line: lines.linePos(offset).line });
    const [error] = document.errors;
    if (error) read.unreadable.push({ ...at(error.pos[0]), message: `is not YAML: ${error.message.split('\n')[0]}` });
    else if (isObject(document.toJS())) {
      const body = text
        .slice(start, end)
        .replace(/^---\n/, '')
        .replace(/^---$/gm, '');
      read.objects.push(new DistObject(environment, file, body, document, lines));
    } else if (document.contents !== null)
      read.unreadable.push({ ...at(start), message: 'is no object: it has no apiVersion, kind or metadata.name' });
  }
  return read;
}

// biome-ignore lint/suspicious/noExplicitAny: any YAML.
const isObject = (value: any): value is KubernetesObject =>
  [value?.apiVersion, value?.kind, value?.metadata?.name].every((text) => typeof text === 'string' && text !== '');

/** The content of the files of a folder. */
function readFolder(environment: string, folder: string): Read {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const all = names
    .filter((name) => name.endsWith('.k8s.yaml'))
    .map((name) => readFile(environment, join(folder, name)));
  return { objects: all.flatMap(({ objects }) => objects), unreadable: all.flatMap(({ unreadable }) => unreadable) };
}

/** Files that Argo CD would apply and that no chart writes. */
const foreignFiles = (folder: string): Unreadable[] =>
  readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/.test(name) && !name.endsWith('.k8s.yaml'))
    .map((name) => ({
      file: relative('.', join(folder, name)),
      line: 1,
      message: 'would be applied, and no chart writes it',
    }));

/** Kinds that Argo CD applies first within a wave, because others need them. */
const EARLY = [
  'Namespace',
  'CustomResourceDefinition',
  'StorageClass',
  'ServiceAccount',
  'ConfigMap',
  'ClusterRole',
  'Role',
];
const rank = ({ kind, value }: DistObject): number => {
  const index = EARLY.indexOf(kind);
  return index < 0 || (kind === 'Role' && !value.apiVersion.startsWith('rbac.')) ? EARLY.length : index;
};

/** Reads the environments of a dist folder: one, or all. */
export function readDist(dist: string, only?: string): DistEnvironment[] {
  const names = readdirSync(dist, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  if (only !== undefined && !names.includes(only))
    throw new Error(`${dist} has no environment "${only}"; it has ${names.join(', ')}`);
  return names
    .filter((name) => only === undefined || name === only)
    .sort()
    .map((name) => readEnvironment(name, join(dist, name)));
}

function readEnvironment(name: string, folder: string): DistEnvironment {
  const applied = readFolder(name, folder);
  const bootstrap = readFolder(name, join(folder, 'bootstrap'));
  const nothing = { file: relative('.', folder), line: 1, message: 'holds no object' };
  return {
    name,
    folder,
    objects: applied.objects.sort((a, b) => a.wave - b.wave || rank(a) - rank(b)),
    bootstrap: bootstrap.objects,
    unreadable: [
      ...(applied.objects.length === 0 ? [nothing] : []),
      ...applied.unreadable,
      ...bootstrap.unreadable,
      ...foreignFiles(folder),
    ],
  };
}
