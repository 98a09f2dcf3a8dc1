import { nameOf, type Problem } from '../model/problem';
import { type Given, join, type Objects, oneOf } from './objects';
import { programsOf } from './programs';
import { configurationOf, type FluentBit, isOn, type Plugin } from './programs/fluent-bit';
import type { Group, Running } from './running';

/** Fluent Bit in a pod or a task, with its configuration. */
interface Agent {
  readonly group: Group;
  readonly container: Running;
  readonly configuration: FluentBit;
}

const agentsOf = (objects: Objects, given: Given): Agent[] =>
  programsOf(objects, given).flatMap(({ group, container, program }) => {
    const configuration = program?.name === 'Fluent Bit' ? configurationOf(container) : undefined;
    return configuration ? [{ group, container, configuration }] : [];
  });

/** A problem of one plugin: in the object and field that its configuration comes from. */
const inPlugin = (
  { configuration: { file } }: Agent,
  { name, alias }: Plugin,
  rest: Omit<Problem, 'object' | 'field'>,
) => ({
  object: file.object,
  field: `${file.field} ${name} ${alias ?? '(no alias)'}`,
  ...rest,
});

const SECTIONS = ['inputs', 'filters', 'outputs'] as const;

/** Every input, filter and output has an alias of its own: its metrics, and the queue of its chunks, have that name. */
export function* pluginsHaveNamesOfTheirOwn(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given))
    for (const section of SECTIONS) {
      const seen = new Set<unknown>();
      for (const plugin of agent.configuration[section]) {
        const { alias } = plugin;
        if (alias === undefined) yield inPlugin(agent, plugin, { wrong: 'has no alias', allowed: 'one of its own' });
        else if (seen.has(alias))
          yield inPlugin(agent, plugin, {
            wrong: `two ${section} have the alias ${alias}: their metrics and queues would be one`,
            allowed: 'an alias of its own',
          });
        seen.add(alias);
      }
    }
}

/** Inputs that read files or a journal from where they left off. */
const READERS = new Set(['tail', 'systemd']);

/** Every input that reads keeps its position in a database of its own: with none, or one for two, lines are lost or read again. */
export function* readersKeepTheirPosition(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const owners = new Map<unknown, unknown>();
    for (const plugin of agent.configuration.inputs.filter(({ name }) => READERS.has(name))) {
      const { db, alias } = plugin;
      if (db === undefined)
        yield inPlugin(agent, plugin, {
          wrong: 'has no db: after a restart it does not know what it has read',
          allowed: 'a db of its own',
        });
      else if (owners.has(db))
        yield inPlugin(agent, plugin, {
          value: db,
          wrong: `is the offset database of ${owners.get(db)} too: each would overwrite how far the other has read`,
          allowed: 'a db of its own',
        });
      owners.set(db, alias);
    }
  }
}

/** Chunks wait on disk: every input writes them there, there is a place for them, and every output bounds what it keeps. */
export function* linesWaitOnDisk(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const { service, inputs, outputs, file } = agent.configuration;
    if (service['storage.path'] === undefined)
      yield {
        object: file.object,
        field: `${file.field} service`,
        wrong: 'has no storage.path: lines wait in memory alone',
        allowed: 'a folder',
      };
    for (const plugin of inputs)
      if (plugin['storage.type'] !== 'filesystem')
        yield inPlugin(agent, plugin, {
          value: plugin['storage.type'],
          wrong:
            plugin['storage.type'] === undefined
              ? 'has no storage.type: its lines wait in memory alone'
              : 'keeps lines in memory alone',
          allowed: 'storage.type: filesystem',
        });
    for (const plugin of outputs) {
      const limit = plugin.name === 's3' ? 'store_dir_limit_size' : 'storage.total_limit_size';
      if (plugin[limit] === undefined)
        yield inPlugin(agent, plugin, { wrong: `has no ${limit}: it could fill the disk`, allowed: 'a size' });
      if (plugin.retry_limit === undefined)
        yield inPlugin(agent, plugin, {
          wrong: 'has no retry_limit: it gives a chunk up after one retry',
          allowed: 'a number of tries, or no_limits',
        });
      if (plugin.name === 'cloudwatch_logs' && isOn(plugin.auto_create_group))
        yield inPlugin(agent, plugin, {
          wrong: 'creates log groups, which keep their events for ever',
          allowed: 'auto_create_group: off',
        });
    }
  }
}

/** A tag as an expression of Fluent Bit takes it. https://docs.fluentbit.io/manual/data-pipeline/router */
const takes = ({ match, match_regex: expression }: Plugin, tag: string): boolean =>
  expression !== undefined
    ? new RegExp(String(expression)).test(tag)
    : new RegExp(
        `^${String(match)
          .replace(/[.+?^$()[\]{}|\\]/g, '\\$&')
          .replaceAll('*', '.*')}$`,
      ).test(tag);

/** A tag that an input may give. */
const tagOf = ({ tag, tag_prefix: prefix, alias, name }: Plugin): string =>
  String(tag ?? (prefix === undefined ? (alias ?? name) : `${prefix}main-firelens-0`)).replace(/<\w+>/g, 'x');

/** What is read goes somewhere, and every filter and output gets something: a tag and a match that miss each other lose lines. */
export function* tagsAreRouted(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const { inputs, filters, outputs } = agent.configuration;
    const tags = inputs.map(tagOf);
    for (const [index, plugin] of inputs.entries())
      if (!outputs.some((output) => takes(output, tags[index] ?? '')))
        yield inPlugin(agent, plugin, {
          value: tags[index],
          wrong: 'is a tag that no output takes',
          allowed: join(outputs.map(({ match }) => String(match))),
        });
    for (const plugin of [...filters, ...outputs])
      if (!tags.some((tag) => takes(plugin, tag)))
        yield inPlugin(agent, plugin, {
          value: plugin.match ?? plugin.match_regex,
          wrong: 'matches no tag of an input',
          allowed: join(tags),
        });
  }
}

/** Parsers that Fluent Bit has by itself. https://docs.fluentbit.io/manual/data-pipeline/parsers/multiline-parsing#built-in-multiline-parsers */
const BUILT_IN = new Set(['docker', 'cri', 'go', 'java', 'python', 'ruby']);

/** Options that name a parser. */
const PARSERS = ['parser', 'regex_parser', 'multiline.parser'] as const;

/** Every parser and every function of a script that a plugin names exists. */
export function* parsersAndFunctionsExist(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const { inputs, filters, parsers, multilineParsers } = agent.configuration;
    const known = [...parsers, ...multilineParsers].map(({ name }) => name);
    for (const plugin of [...inputs, ...filters, ...multilineParsers]) {
      for (const option of PARSERS)
        for (const parser of [plugin[option] ?? []].flat().flatMap((each) => String(each).split(/\s*,\s*/)))
          if (!known.includes(parser) && !BUILT_IN.has(parser))
            yield inPlugin(agent, plugin, {
              value: parser,
              wrong: 'is a parser that is not there',
              allowed: oneOf(known),
            });
      const text = agent.container.files.get(String(plugin.script))?.text;
      const call = String(plugin.call);
      if (text !== undefined && !new RegExp(`\\bfunction ${call}\\s*\\(|^${call}\\s*=`, 'm').test(text))
        yield inPlugin(agent, plugin, {
          value: call,
          wrong: `is no function of ${plugin.script}`,
          allowed: 'a global function of the script',
        });
    }
  }
}

/** Whether a path is among globs, as the kernel reads them: `*` does not leave its folder. */
const isAmong = (globs: unknown, path: string): boolean =>
  String(globs ?? '')
    .split(',')
    .filter(Boolean)
    .some((glob) =>
      new RegExp(
        `^${glob
          .trim()
          .replace(/[.+?^$()[\]{}|\\]/g, '\\$&')
          .replaceAll('*', glob.includes('/') ? '[^/]*' : '.*')}$`,
      ).test(path),
    );

/** Log files that a node has: of every workload here that runs on nodes, and of pods of EKS and of others. */
function logFiles(objects: Objects): { path: string; of: string }[] {
  const onFargate = new Set(
    objects
      .ofKind('FargateProfile.eks.services.k8s.aws')
      .flatMap(({ spec }): { namespace: string }[] => spec.selectors)
      .map(({ namespace }) => namespace),
  );
  const own = objects.workloads
    .filter(({ namespace }) => !onFargate.has(namespace))
    .flatMap(({ object, namespace, containers }) =>
      containers.map(({ spec }) => ({
        path: `/var/log/pods/${namespace}_${object.metadata.name}-x1_2f0a/${spec.name}/0.log`,
        of: nameOf(object),
      })),
    );
  const others = [
    ['another', 'web'],
    ['kube-system', 'coredns'],
  ].flatMap(([namespace, name]) =>
    ['0.log', '1.log', '0.log.20261121-073404'].map((file) => ({
      path: `/var/log/pods/${namespace}_${name}-x1_2f0a/${name}/${file}`,
      of: `pods of ${namespace}`,
    })),
  );
  return [...own, ...others];
}

/** The log of every pod is read once: by one input, not by none and not by two. An agent does not read its own. */
export function* everyLogIsReadOnce(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const { group, configuration } = agent;
    const tails = configuration.inputs.filter(({ name, path }) => name === 'tail' && String(path).includes('/pods/'));
    if (tails.length === 0) continue;
    for (const { path, of } of logFiles(objects)) {
      const readers = tails.filter((each) => isAmong(each.path, path) && !isAmong(each.exclude_path, path));
      const wanted = of === nameOf(group.object) ? 0 : 1;
      if (readers.length !== wanted)
        yield {
          object: configuration.file.object,
          field: `${configuration.file.field} path, exclude_path`,
          wrong: `${path} (${of}) is read by ${readers.length === 0 ? 'no input' : join(readers.map(({ alias }) => String(alias)))}`,
          allowed: wanted === 1 ? 'one input' : 'none: each line that it writes would make another',
        };
    }
  }
}

/** Two outputs do not write one stream of one log group: each has its own order, and its own numbers. */
export function* streamsHaveOneWriter(objects: Objects, given: Given): Iterable<Problem> {
  for (const agent of agentsOf(objects, given)) {
    const writers = new Map<string, unknown>();
    for (const plugin of agent.configuration.outputs.filter(({ name }) => name === 'cloudwatch_logs')) {
      const {
        log_group_name: group,
        log_stream_name: fixed,
        log_stream_template: template,
        log_stream_prefix: prefix,
      } = plugin;
      const key = `${group} ${fixed ?? `${prefix}${template ?? ''}`}`;
      if (writers.has(key))
        yield inPlugin(agent, plugin, {
          value: group,
          wrong: `has a stream that ${writers.get(key)} writes too`,
          allowed: 'a stream of its own: log_stream_name or log_stream_prefix',
        });
      writers.set(key, plugin.alias);
    }
  }
}

/** No two pods take the same port of a node: on each node the second one would wait for ever. */
export function* portsOfNodesAreDistinct(objects: Objects): Iterable<Problem> {
  const takenBy = new Map<string, string>();
  for (const { object, containers, pod } of objects.workloads)
    for (const { spec, field } of containers)
      for (const [index, port] of (spec.ports ?? []).entries()) {
        const {
          containerPort,
          hostPort = pod.hostNetwork ? containerPort : undefined,
          protocol = 'TCP',
        } = port as {
          containerPort: number;
          hostPort?: number;
          protocol?: string;
        };
        if (hostPort === undefined) continue;
        const key = `${hostPort}/${protocol}`;
        const other = takenBy.get(key);
        if (other !== undefined && other !== nameOf(object))
          yield {
            object,
            field: `${field}.ports[${index}].hostPort`,
            value: hostPort,
            wrong: `is the port of the node that ${other} takes`,
            allowed: 'one of its own',
          };
        takenBy.set(key, nameOf(object));
      }
}
