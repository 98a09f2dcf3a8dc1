import { CORE_SCHEMA, load } from 'js-yaml';
import { ABOUT_FOLDER } from '../model/names/about';
import { errorText, type FileProblem } from '../model/problem';
import { isTree, type Tree } from './diff';

/** One object of an environment, or one file that holds none. */
export interface Item {
  /** Name of the environment. */
  readonly environment: string;
  /** Kind with its API group, such as `Role.iam.services.k8s.aws`; `File` for a file without objects. */
  readonly kind: string;
  /** Its namespace; empty where it has none. */
  readonly namespace: string;
  /** Its name; of a file, its path in the environment. */
  readonly name: string;
  /** Path in dist/, such as `prod/iam.k8s.yaml`. */
  readonly file: string;
  /** What the object says. */
  readonly value: Tree;
}

/** A document that cannot be read. */
export class Unreadable extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.wrong);
  }
}

/** The file of an object by its path in the environment. */
export const fileOf = ({ file, environment }: Item): string => file.slice(environment.length + 1);

/** Whether a file is applied by hand and not by Argo CD. */
export const isByHand = (file: string): boolean => /^[^/]+\/bootstrap\//.test(file);

/** Whether a file says something of an environment, and nobody applies it. */
export const isAbout = (file: string): boolean => file.split('/')[1] === ABOUT_FOLDER;

/** The documents of a file: what its lines of `---` part. */
export const documentsOf = (path: string, text: string): string[] =>
  path.endsWith('.yaml') ? text.split(/^---[ \t]*\r?$\n?/m).filter((part) => part.trim() !== '') : [text];

/**
 * The objects of a document: one, or the resources of a template.
 * @throws Unreadable on what is no YAML
 */
export function itemsOf(file: string, document: string, state: string): Item[] {
  const slash = file.indexOf('/');
  const place = { environment: file.slice(0, slash), file, namespace: '' };
  const asFile = { ...place, kind: 'File', name: file.slice(slash + 1) };
  const value = file.endsWith('.yaml') ? read(file, document, state) : document;
  if (!isTree(value)) return [{ ...asFile, value: { text: document } }];
  const { Resources: resources, ...rest } = value;
  if (isTree(resources))
    return [
      { ...asFile, value: rest },
      ...Object.entries(resources).map(([name, resource]) => resourceOf(place, name, resource)),
    ];
  const { kind, apiVersion, metadata } = value;
  if (typeof kind !== 'string' || !isTree(metadata) || typeof metadata.name !== 'string') return [{ ...asFile, value }];
  const group = typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const { namespace = '', name } = metadata;
  return [{ ...place, kind: [kind, group].filter(Boolean).join('.'), namespace: String(namespace), name, value }];
}

/** A resource of a template of CloudFormation, by its logical ID. */
const resourceOf = (place: Omit<Item, 'kind' | 'name' | 'value'>, name: string, resource: unknown): Item => {
  const value = isTree(resource) ? resource : { Type: 'Resource', resource };
  return { ...place, kind: String(value.Type), name, value };
};

/** Whether an object is a part of its document only. */
export const isPart = ({ kind, file }: Item): boolean => isByHand(file) && (kind.includes('::') || kind === 'File');

function read(file: string, document: string, state: string): unknown {
  try {
    return load(document, { schema: CORE_SCHEMA });
  } catch (error) {
    const isConflict = /^(<<<<<<<|=======|>>>>>>>)/m.test(document);
    throw new Unreadable({
      file: `dist/${file}`,
      field: state,
      wrong: isConflict ? 'has the marks of a merge conflict' : `is not YAML: ${errorText(error).slice(0, 200)}`,
      allowed: 'what `npm run synth` writes: run it there, and commit dist/',
    });
  }
}

/** What makes an object the same in both states. */
export const identityOf = ({ file, kind, namespace, name }: Item): string =>
  `${isByHand(file) ? 'by hand ' : ''}${kind} ${namespace}/${name}`;

/** An object for people: `LogGroup aws-observability/application`, or the path of a file. */
export const titleOf = ({ kind, namespace, name }: Item): string =>
  kind === 'File' ? name : `${kind.split('.')[0]} ${namespace ? `${namespace}/` : ''}${name}`;
