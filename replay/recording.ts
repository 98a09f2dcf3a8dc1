import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, type FileProblem } from '../model/problem';
import type { FakePod } from '../prove/servers/kubelet';

/** Where the kubelet keeps the logs of pods on a node. https://kubernetes.io/docs/concepts/cluster-administration/logging/ */
export const POD_LOGS = '/var/log/pods';

/** Folder of a recording with its lines. */
const LOGS_FOLDER = 'logs';

/** Largest recording, in bytes: events of both states are held in memory. */
export const RECORDING_MAX_BYTES = 256 * 2 ** 20;

/** How much was recorded. */
export interface Amount {
  /** Lines as programs print them. */
  readonly lines: number;
  /** Bytes on the disk of the node. */
  readonly bytes: number;
}

/** One recorded log file of a container. */
export interface RecordedFile extends Amount {
  /** Where it was on the node. */
  readonly path: string;
  /** What the container runtime has written: it cuts long lines. */
  readonly rows: number;
}

/** Lines that containers of a node have logged. */
export interface Recording {
  /** As it was given. */
  readonly name: string;
  /** Folder that stands for `/var/log/pods`. */
  readonly logs: string;
  readonly files: readonly RecordedFile[];
  readonly pods: readonly FakePod[];
}

const FORMAT = 'lines as the container runtime writes them: `<time> <stdout or stderr> <F or P> <text>`';
const LAYOUT =
  'logs/<namespace>_<pod>_<uid>/<container>/<number>.log, with the files as they are in /var/log/pods of a node';

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
/** Names as Kubernetes allows them. A file that was rotated has its time behind its name. */
const FILE = new RegExp(
  `^(?<namespace>${LABEL})_(?<pod>${LABEL}(?:\\.${LABEL})*)_[-\\w]+/(?<container>${LABEL})/\\d+\\.log(?:\\.[-\\d]+)?$`,
);
/** Files that the agent does not read either: those that the kubelet has compressed, or is about to. */
const LEFT_OUT = /\.(?:gz|tmp)$/;
const ROW = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}) std(?:out|err) (?<flag>[FP])(?: |$)/;

/** Reads a recording, or says all that is wrong with it. What was logged is in no message. */
export function readRecording(folder: string): Recording | readonly FileProblem[] {
  const logs = join(folder, LOGS_FOLDER);
  if (!isFolder(logs)) {
    const wrong = isFolder(folder) ? 'has no folder logs/ or metrics/' : 'is no folder';
    return [{ file: 'npm run review', field: '--replay', value: folder, wrong, allowed: `a folder with ${LAYOUT}` }];
  }
  const names = filesBelow(logs).filter((name) => !LEFT_OUT.test(name));
  if (names.length === 0) return [{ file: logs, field: '(files)', wrong: 'are none', allowed: LAYOUT }];
  const bytes = names.reduce(
    (sum, name) => sum + (statSync(join(logs, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  if (bytes > RECORDING_MAX_BYTES)
    return [
      { file: logs, field: 'bytes', value: bytes, wrong: 'are too many', allowed: `at most ${RECORDING_MAX_BYTES}` },
    ];
  const read = names.map((name) => fileOf(logs, name));
  const problems = read.flatMap((each) => ('wrong' in each ? [each] : []));
  const files = read.flatMap((each) => ('wrong' in each ? [] : [each]));
  if (problems.length > 0) return problems;
  if (files.every(({ lines }) => lines === 0))
    return [{ file: logs, field: '(lines)', wrong: 'are none', allowed: FORMAT }];
  return { name: folder, logs, files, pods: podsOf(names) };
}

/** All that was recorded. */
export const amountOf = (files: readonly Amount[]): Amount => ({
  lines: files.reduce((sum, { lines }) => sum + lines, 0),
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

/** Whether a folder has recorded lines. */
export const hasLines = (folder: string): boolean => isFolder(join(folder, LOGS_FOLDER));

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** A file, or what is wrong with its name or its first line that is. A line whose end is missing was not recorded. */
function fileOf(logs: string, name: string): RecordedFile | FileProblem {
  const file = join(logs, name);
  if (!FILE.test(name)) return { file, field: '(name)', wrong: 'is not that of a log of a container', allowed: LAYOUT };
  const text = textOf(file);
  if (typeof text !== 'string') return text;
  const rows = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  let lines = 0;
  for (const [at, row] of rows.entries()) {
    const flag = ROW.exec(row)?.groups?.flag;
    if (!flag) return { file, field: `line ${at + 1}`, wrong: 'is not of the container runtime', allowed: FORMAT };
    if (flag === 'F') lines++;
  }
  const bytes = rows.reduce((sum, { length }) => sum + length + 1, 0);
  return { path: `${POD_LOGS}/${name}`, rows: rows.length, lines, bytes };
}

function textOf(file: string): string | FileProblem {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return { file, field: '(text)', wrong: `cannot be read: ${errorText(error)}`, allowed: 'a file that you may read' };
  }
}

/** Pods by the names of files. No file has their labels: each has the one that says its application, as most pods do. */
function podsOf(names: readonly string[]): FakePod[] {
  const found = new Map<string, Omit<FakePod, 'containers'> & { readonly containers: string[] }>();
  for (const name of names) {
    const { namespace = '', pod = '', container = '' } = FILE.exec(name)?.groups ?? {};
    const labels = { 'app.kubernetes.io/name': container };
    const known = found.get(`${namespace}/${pod}`) ?? { namespace, name: pod, containers: [] as string[], labels };
    if (!known.containers.includes(container)) known.containers.push(container);
    found.set(`${namespace}/${pod}`, known);
  }
  return [...found.values()];
}
