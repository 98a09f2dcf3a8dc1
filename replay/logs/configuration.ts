import { createHash } from 'node:crypto';
import { CORE_SCHEMA, dump } from 'js-yaml';
import { isTree } from '../../review/diff';
import { parsed } from '../../review/embedded';
import { type Plugin, pluginOf, setting } from '../../review/lines/router';
import { reads, tagOf, takes } from '../../review/lines/routes';
import { at, listAt } from '../../review/sections/values';
import { NotReplayed } from '../not-replayed';
import { type Amount, amountOf, POD_LOGS, type RecordedFile, type Recording } from '../recording';
import { type Agent, CONFIGURATION_FILE } from './agent';

type Tree = Readonly<Record<string, unknown>>;

/** A log agent as it is replayed: what it reads, thins and redacts is its own, where that goes to is this machine. */
export interface Replayable {
  readonly agent: Agent;
  /** Its files by name, with a number for each log group. */
  readonly files: Readonly<Record<string, string>>;
  /** Log groups by their numbers. */
  readonly groups: readonly string[];
  /** Log groups that take in what is not recorded, such as the journal. */
  readonly alsoOthers: ReadonlySet<string>;
  /** The inputs that read files. */
  readonly inputs: readonly Plugin[];
  /** The outputs, with the numbered groups. */
  readonly outputs: readonly Plugin[];
  /** Equal for agents that do the same with all lines. */
  readonly key: string;
}

/** Name of a log group in a replay, by its number. */
export const numbered = (number: number): string => `/replay/${number}`;

const nameOf = (plugin: unknown): string => String(at(plugin, 'name')).toLowerCase();

/** Settings of an output that lead elsewhere, or that ask AWS for more than to take events. */
const ELSEWHERE =
  /^(?:role_arn|external_id|sts_endpoint|profile|endpoint|port|tls(?:\..*)?|proxy|extra_user_agent|log_retention_days)$/i;
/** Settings that name files: what is outside the folders of the agent would be this machine's. */
const PATH = /^(?:path|db|script|storage\.path|parsers_file|plugins_file|log_file|streams_file|includes)$/i;

/**
 * An agent as it can be replayed.
 * @throws NotReplayed with what stands against it
 */
export function replayable(agent: Agent): Replayable {
  const configuration = parsed('yaml', agent.files.get(CONFIGURATION_FILE) ?? '');
  if (!isTree(configuration)) throw new NotReplayed(`its ${CONFIGURATION_FILE} is not YAML`);
  const pipeline = at(configuration, 'pipeline');
  const [inputs, outputs] = [listAt(pipeline, 'inputs'), listAt(pipeline, 'outputs')];
  const toCloudWatch = outputs.filter((output) => nameOf(output) === 'cloudwatch_logs');
  if (toCloudWatch.length === 0) throw new NotReplayed('it sends nothing to CloudWatch Logs');
  const groups = [...new Set(toCloudWatch.map((output) => String(at(output, 'log_group_name'))))];
  const local = {
    ...configuration,
    service: { ...tree(at(configuration, 'service')), ...SERVICE },
    pipeline: {
      ...tree(pipeline),
      inputs: inputs.filter((input) => isReplayed(input)).map(localInput),
      outputs: toCloudWatch.map((output) => localOutput(tree(output), groups)),
    },
  };
  refuseOutside(local, agent);
  const files = {
    ...Object.fromEntries(
      [...agent.files].map(([name, text]) => [name, name === 'settings.lua' ? withNumbers(text, groups) : text]),
    ),
    [CONFIGURATION_FILE]: dump(local, { schema: CORE_SCHEMA, lineWidth: -1, noRefs: true }),
  };
  const { path: _, namespace: __, ...mounted } = agent;
  const others = inputs.filter((input) => !isReplayed(input)).map((input) => tagOf(pluginOf(input)));
  return {
    agent,
    files,
    groups,
    alsoOthers: new Set(
      groups.filter((group) =>
        others.some((tag) =>
          toCloudWatch.some((output) => at(output, 'log_group_name') === group && takes(pluginOf(output), tag)),
        ),
      ),
    ),
    inputs: inputs.filter((input) => nameOf(input) === 'tail').map(pluginOf),
    outputs: local.pipeline.outputs.map(pluginOf),
    key: createHash('sha1')
      .update(JSON.stringify([files, mounted.configuration, mounted.mounts, mounted.podLogs]))
      .digest('base64'),
  };
}

const tree = (value: unknown): Tree => (isTree(value) ? value : {});

/** The engine ships at once, and answers on this machine alone. Its port is replaced by a free one. */
const SERVICE = { flush: 1, log_level: 'warn', http_server: 'on', http_listen: '127.0.0.1', http_port: 2020 };

/** Inputs that read recorded files, or tell scripts that time passes. */
const isReplayed = (input: unknown): boolean => ['tail', 'dummy'].includes(nameOf(input));

/** What was written while the agent ran is read from the beginning; reports come each second. */
const localInput = (input: unknown): Tree =>
  nameOf(input) === 'tail'
    ? { ...tree(input), read_from_head: 'on', refresh_interval: 1 }
    : { ...tree(input), interval_sec: 1 };

const localOutput = (output: Tree, groups: readonly string[]): Tree => ({
  ...Object.fromEntries(Object.entries(output).filter(([key]) => !ELSEWHERE.test(key))),
  region: 'us-east-1',
  log_group_name: numbered(groups.indexOf(String(output.log_group_name))),
});

/** The cluster in the settings of the scripts. */
const CLUSTER = /^( *)cluster = "[^"]*",$/m;

/** Settings of the scripts, in which names of the environment are the same for all. */
const withNumbers = (text: string, groups: readonly string[]): string =>
  groups
    .reduce((all, group, number) => all.replaceAll(`"${group}"`, `"${numbered(number)}"`), text)
    .replace(CLUSTER, '$1cluster = "replay",');

/** @throws NotReplayed where a setting names a file that is not the agent's */
function refuseOutside(value: unknown, agent: Agent): void {
  const isInside = (path: string): boolean =>
    !path.startsWith('/') ||
    (!path.includes('..') && agent.mounts.some((folder) => `${path}/`.startsWith(`${folder}/`)));
  if (Array.isArray(value)) for (const each of value) refuseOutside(each, agent);
  else if (isTree(value))
    for (const [key, each] of Object.entries(value)) {
      if (PATH.test(key) && !String(each).split(',').every(isInside))
        throw new NotReplayed(`its setting ${key} names a file outside of what it mounts`);
      refuseOutside(each, agent);
    }
}

/** Recorded files that an agent reads, by the alias of the input. */
export function readBy({ agent, inputs }: Replayable, { files }: Recording): Map<string, RecordedFile[]> {
  const seen = (file: RecordedFile): string => agent.podLogs + file.path.slice(POD_LOGS.length);
  return new Map(
    inputs.map((input) => [setting(input, 'alias') ?? '', files.filter((file) => reads(input, seen(file)))] as const),
  );
}

/** What was recorded of the lines of each log group, by its number. */
export function recordedOf(replayed: Replayable, recording: Recording): Amount[] {
  const read = readBy(replayed, recording);
  return replayed.groups.map((_, number) => {
    const outputs = replayed.outputs.filter((output) => setting(output, 'log_group_name') === numbered(number));
    const inputs = replayed.inputs.filter((input) => outputs.some((output) => takes(output, tagOf(input))));
    return amountOf(inputs.flatMap((input) => read.get(setting(input, 'alias') ?? '') ?? []));
  });
}
