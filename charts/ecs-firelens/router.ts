import type { Destination } from '../../model/facts/destinations';
import { destinationOutputs, waiting } from '../common/fluent-bit/destinations';
import { luaFiles } from '../common/fluent-bit/lua';
import { LUA_SETTINGS_FILE, renderLuaSettings } from '../common/fluent-bit/lua-settings';
import type { FluentBitConfiguration, FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { type LogPolicy, thinning } from '../common/fluent-bit/policy';
import { REDACTION_MODULES, redactionLuaSettings } from '../common/fluent-bit/redaction';
import { renderYaml } from '../common/fluent-bit/yaml';

/** Props of the router's configuration. */
export interface RouterSettings extends LogPolicy {
  /** Region of the log group and of the destinations that name none. */
  readonly region: string;
  /** Name of the ECS cluster. */
  readonly clusterName: string;
  /** ARN of a task without its ID. */
  readonly taskArnPrefix: string;
  /** Log group of the containers. @default - their log does not go to CloudWatch Logs */
  readonly logGroupName?: string;
  /** Where the log goes in addition to CloudWatch Logs, or instead of it. */
  readonly destinations: readonly Destination[];
  /** Chunks that may be in memory at a time. */
  readonly maxChunksUp: number;
  /** Disk that what waits for one output may take, in MiB. */
  readonly bufferMebibytes: number;
}

/** Where things are in the router's container. */
export const PATHS = {
  /** Memory that every container may write to, also with a read-only root file system. */
  configuration: '/dev/shm',
  /** Socket that ECS sends the containers' log to. https://aws.amazon.com/blogs/containers/under-the-hood-firelens-for-amazon-ecs-tasks/ */
  socket: '/var/run/fluent.sock',
  /** Volume of the task: chunks that do not fit in memory. */
  buffer: '/buffer',
} as const;

/** Names of the files that Fluent Bit reads in its folder: the configuration, and the script of its Lua filters. */
export const FILES = { configuration: 'fluent-bit.yaml', script: 'task.lua' } as const;

/** Port of the router's health check; reachable in its task alone. */
export const HEALTH_PORT = 2020;

/** Time that a stopping router goes on delivering, in seconds; what is left then is lost with the task's disk. */
export const GRACE_SECONDS = 100;

/** What the router reads, by file name: its configuration, the settings of its scripts, and these, the same in all environments. */
export const routerFiles = (settings: RouterSettings): Record<string, string> => ({
  [FILES.configuration]: renderYaml(configuration(settings)),
  [LUA_SETTINGS_FILE]: renderLuaSettings({
    ...redactionLuaSettings(settings),
    task_arn_prefix: settings.taskArnPrefix,
  }),
  ...luaFiles('ecs-firelens', FILES.script),
  ...luaFiles('common/fluent-bit', ...REDACTION_MODULES),
});

/**
 * The router's whole configuration. ECS generates one too, which nothing reads: it could hold neither filters nor a bound on
 * memory. https://aws.amazon.com/blogs/containers/how-to-set-fluentd-and-fluent-bit-input-parameters-in-firelens/
 */
export const configuration = (settings: RouterSettings): FluentBitConfiguration => ({
  service: service(settings),
  parsers: [{ name: 'json-line', properties: [['format', 'json']] }],
  inputs: [
    {
      name: 'forward',
      properties: [
        ['alias', 'firelens'],
        ['unix_path', PATHS.socket],
        // Tags of FireLens are <container>-firelens-<task ID>; in front of it what S3 keys and queries go by.
        ['tag_prefix', `ecs.${settings.clusterName}.`],
        // What does not fit in memory (storage.max_chunks_up) is on disk; mem_buf_limit would stop the containers instead.
        ['storage.type', 'filesystem'],
      ],
    },
  ],
  filters: filters(settings),
  outputs: outputs(settings),
});

const service = ({ maxChunksUp }: RouterSettings): FluentBitProperty[] => [
  // A task can end at any time: little is to wait in it.
  ['flush', 1],
  ['grace', GRACE_SECONDS],
  ['log_level', 'warn'],
  ['http_server', true],
  ['http_listen', '127.0.0.1'],
  ['http_port', HEALTH_PORT],
  ['storage.path', `${PATHS.buffer}/chunks`],
  ['storage.sync', 'normal'],
  ['storage.checksum', false],
  ['storage.max_chunks_up', maxChunksUp],
  // Longest pause between two tries, in seconds: by default more than half an hour after the end of an outage.
  ['scheduler.base', 3],
  ['scheduler.cap', 30],
];

const MATCH = 'ecs.*';

/** The same policy as on EC2 nodes: lines are whole, then thinned out and redacted as text, and parsed last. */
const filters = (settings: RouterSettings): FluentBitPlugin[] => [
  lua('join-partial-lines', 'join'),
  ...thinning(settings, { match: MATCH, alias: 'task' }),
  lua('describe', 'describe'),
  {
    name: 'parser',
    properties: [
      ['match', MATCH],
      ['alias', 'json-lines'],
      ['key_name', 'log'],
      ['parser', 'json-line'],
      // A line that is no JSON stays as it is.
      ['reserve_data', true],
    ],
  },
  {
    name: 'record_modifier',
    properties: [
      ['match', MATCH],
      ['alias', 'cluster'],
      ['record', `ecs_cluster ${settings.clusterName}`],
    ],
  },
];

const lua = (alias: string, call: string): FluentBitPlugin => ({
  name: 'lua',
  properties: [
    ['match', MATCH],
    ['alias', alias],
    ['script', `${PATHS.configuration}/${FILES.script}`],
    ['call', call],
  ],
});

function outputs(settings: RouterSettings): FluentBitPlugin[] {
  const { logGroupName, destinations, region, clusterName: cluster } = settings;
  return [
    ...(logGroupName ? [cloudwatch(logGroupName, region)] : []),
    ...destinationOutputs(destinations, { match: MATCH, region, cluster, storePath: `${PATHS.buffer}/s3` }),
  ].map(({ name, properties }) => ({ name, properties: [...properties, ...delivery(name, settings)] }));
}

/** One stream a task and container. The group exists before the router: it may not create any. */
const cloudwatch = (logGroupName: string, region: string): FluentBitPlugin => ({
  name: 'cloudwatch_logs',
  properties: [
    ['alias', 'cloudwatch'],
    ['match', MATCH],
    ['region', region],
    ['log_group_name', logGroupName],
    // <prefix><tag>; the tag names cluster, container and task.
    ['log_stream_prefix', 'task/'],
    ['auto_create_group', false],
  ],
});

const delivery = (output: string, { bufferMebibytes }: RouterSettings): FluentBitProperty[] => [
  ...waiting(output, bufferMebibytes),
  // An endpoint that accepts connections and never responds would hold its chunks indefinitely.
  ['net.io_timeout', '10s'],
  ['net.connect_timeout', '10s'],
];
