import type { Side } from '../../review/finding';
import { documentsOf, type Item, itemsOf } from '../../review/items';
import { at, listAt, textAt } from '../../review/sections/values';
import { NotReplayed } from '../not-replayed';
import { POD_LOGS } from '../recording';

/** The log agent of a node, as dist/ has it. */
export interface Agent {
  /** File of dist/ that it is in, by its path in the environment. */
  readonly path: string;
  readonly namespace: string;
  /** Its files, by name. */
  readonly files: ReadonlyMap<string, string>;
  /** Folder that they are mounted into. */
  readonly configuration: string;
  /** All folders that are mounted. */
  readonly mounts: readonly string[];
  /** Where it sees the logs of pods. */
  readonly podLogs: string;
}

/** The file that Fluent Bit starts with. */
export const CONFIGURATION_FILE = 'fluent-bit.yaml';

/**
 * The log agent of an environment; undefined: it has none.
 * @param paths files of the environment
 * @throws NotReplayed where it is not as this version knows it
 */
export function agentIn(side: Side, paths: readonly string[]): Agent | undefined {
  for (const path of paths) {
    const text = side.read(path) ?? '';
    if (!/^kind: DaemonSet$/m.test(text) || !text.includes(CONFIGURATION_FILE)) continue;
    const items = documentsOf(path, text).flatMap((document) => itemsOf(`dist/${path}`, document, side.state));
    const [agent] = items
      .filter(({ kind }) => kind.startsWith('DaemonSet'))
      .flatMap((item) => agentOf(path, item, items));
    if (agent) return agent;
  }
  return undefined;
}

function agentOf(path: string, item: Item, items: readonly Item[]): Agent[] {
  const pod = at(item.value, 'spec', 'template', 'spec');
  for (const container of listAt(pod, 'containers')) {
    const words = [...listAt(container, 'command'), ...listAt(container, 'args')].map(String);
    const configuration = words.map((word) => /(\/[^\s=]+)\/fluent-bit\.yaml$/.exec(word)?.[1]).find(Boolean);
    if (!configuration) continue;
    const mounts = listAt(container, 'volumeMounts').map((mount) => ({
      folder: textAt(mount, 'mountPath') ?? '',
      volume: listAt(pod, 'volumes').find((volume) => at(volume, 'name') === at(mount, 'name')),
    }));
    const names = configMapsOf(mounts.find(({ folder }) => folder === configuration)?.volume);
    const files = new Map(
      items
        .filter(
          ({ kind, name, namespace }) => kind === 'ConfigMap' && namespace === item.namespace && names.includes(name),
        )
        .flatMap(({ value }) =>
          Object.entries(at(value, 'data') ?? {}).map(([name, text]) => [name, String(text)] as const),
        ),
    );
    if (!files.has(CONFIGURATION_FILE))
      throw new NotReplayed(`its ${CONFIGURATION_FILE} is in no ConfigMap that it mounts`);
    const podLogs = mounts.flatMap(({ folder, volume }) => {
      const host = textAt(volume, 'hostPath', 'path');
      return host !== undefined && `${POD_LOGS}/`.startsWith(`${host}/`) ? [folder + POD_LOGS.slice(host.length)] : [];
    });
    if (!podLogs[0]) throw new NotReplayed(`it does not mount ${POD_LOGS}`);
    const folders = mounts.map(({ folder }) => folder);
    return [{ path, namespace: item.namespace, files, configuration, mounts: folders, podLogs: podLogs[0] }];
  }
  return [];
}

/** ConfigMaps of a volume: its own, or those that are projected into it. */
const configMapsOf = (volume: unknown): string[] =>
  [volume, ...listAt(volume, 'projected', 'sources')].flatMap((source) => textAt(source, 'configMap', 'name') ?? []);
