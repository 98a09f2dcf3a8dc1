import { EVENTS_DISK_MEBIBYTES } from '../../model/budgets/kubernetes-events';
import { luaFiles } from '../common/fluent-bit/lua';
import { LUA_SETTINGS_FILE, renderLuaSettings } from '../common/fluent-bit/lua-settings';
import type { FluentBitConfiguration, FluentBitPlugin } from '../common/fluent-bit/model';
import { REDACTION_MODULES, redactionLuaSettings } from '../common/fluent-bit/redaction';
import { renderYaml } from '../common/fluent-bit/yaml';
import { ENVIRONMENT, HEARTBEAT_SECONDS, type KubernetesEventsSettings, PATHS } from './settings';

/** Name of the configuration file. */
export const CONFIGURATION_FILE = 'fluent-bit.yaml';
const SCRIPT = 'events.lua';

const EVENTS = 'events';
const HEARTBEAT = 'heartbeat';

/** The files of the environment that Fluent Bit reads, by name. */
export const configurationFiles = (settings: KubernetesEventsSettings): Record<string, string> => ({
  [CONFIGURATION_FILE]: renderYaml(configuration(settings), { environment: ENVIRONMENT }),
  [LUA_SETTINGS_FILE]: renderLuaSettings({
    ...redactionLuaSettings(settings),
    mark_path: `${PATHS.state}/sent`,
  }),
});

/** The Lua script and the modules that it requires, by file name; the same in all environments. */
export const scripts = (): Record<string, string> => ({
  ...luaFiles('kubernetes-events', SCRIPT),
  ...luaFiles('common/fluent-bit', 'json.lua', ...REDACTION_MODULES),
});

/**
 * Events from the API server to a log group of their own. The input can keep a database of what it has sent, by the name of an event alone:
 * with it, the second and every later restart of a container would be left out, which Kubernetes counts up in the first one's event.
 * https://github.com/fluent/fluent-bit/blob/v5.1.1/plugins/in_kubernetes_events/kubernetes_events.c
 */
export const configuration = ({
  region,
  logGroupName,
  httpPort,
}: KubernetesEventsSettings): FluentBitConfiguration => ({
  service: [
    ['flush', 5],
    ['grace', 10],
    ['log_level', 'warn'],
    ['http_server', true],
    ['http_listen', '${POD_IP}'],
    ['http_port', httpPort],
    ['storage.path', `${PATHS.state}/chunks`],
    ['storage.sync', 'normal'],
    ['storage.checksum', false],
    ['storage.max_chunks_up', 16],
    ['storage.backlog.mem_limit', '16M'],
    ['storage.delete_irrecoverable_chunks', true],
    ['scheduler.base', 3],
    ['scheduler.cap', 30],
  ],
  inputs: [
    {
      name: 'kubernetes_events',
      properties: [
        ['alias', EVENTS],
        ['tag', EVENTS],
        ['kube_url', 'https://kubernetes.default.svc:443'],
        ['interval_sec', 1],
        ['interval_nsec', 0],
        // A list comes in parts.
        ['kube_request_limit', 500],
        // An event that repeats for days is counted up: it is new, however old its beginning.
        ['kube_retention_time', '90d'],
        ['storage.type', 'filesystem'],
      ],
    },
    {
      name: 'dummy',
      properties: [
        ['alias', HEARTBEAT],
        ['tag', HEARTBEAT],
        ['dummy', '{"log":""}'],
        ['interval_sec', HEARTBEAT_SECONDS],
        ['storage.type', 'filesystem'],
      ],
    },
  ],
  // One filter for both: what one of them knows the other must, and each filter has a state of its own.
  filters: [filter()],
  outputs: [output(region, logGroupName)],
});

const filter = (): FluentBitPlugin => ({
  name: 'lua',
  properties: [
    ['match', '*'],
    ['alias', 'write-event'],
    ['script', `${PATHS.configuration}/${SCRIPT}`],
    ['call', 'write'],
  ],
});

/** The group exists before the agent: it may not create any. */
const output = (region: string, logGroupName: string): FluentBitPlugin => ({
  name: 'cloudwatch_logs',
  properties: [
    ['alias', 'events-group'],
    ['match', '*'],
    ['region', region],
    ['log_group_name', logGroupName],
    ['log_stream_name', 'events'],
    ['log_key', 'log'],
    ['auto_create_group', false],
    ['retry_limit', 'no_limits'],
    ['storage.total_limit_size', `${EVENTS_DISK_MEBIBYTES}M`],
    ['net.io_timeout', '10s'],
    ['net.connect_timeout', '10s'],
    ['workers', 1],
  ],
});
