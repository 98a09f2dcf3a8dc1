import {
  type Budget,
  budget,
  FLUSH_SECONDS,
  JOURNAL_STEP_MEBIBYTES,
  REJECTED_MEBIBYTES,
  RETRY_PAUSE_SECONDS,
  WAITING_MEBIBYTES,
} from '../../model/budgets/fluent-bit';
import { isLimited, RESERVE_PERCENT, windowBytes } from '../../model/budgets/limits';
import { GRACE_SECONDS } from '../../model/budgets/reading';
import { COUNTED_LOG_GROUPS, TOLERATED_ERROR_PERCENT } from '../../model/facts/cloudwatch-metrics';
import { LUA_SETTINGS_FILE, type LuaSettings, renderLuaSettings } from '../common/fluent-bit/lua-settings';
import type { FluentBitConfiguration, FluentBitProperty } from '../common/fluent-bit/model';
import { redactionLuaSettings } from '../common/fluent-bit/redaction';
import { renderYaml } from '../common/fluent-bit/yaml';
import { filters } from './filters';
import { containerGroups, inputs } from './inputs';
import { outputs } from './outputs';
import { parsers } from './parsers';
import { ENVIRONMENT, type FluentBitSettings, PATHS } from './settings';
import { traceRules } from './traces';

/** Folder of chunks that a destination has refused for good, next to those of the inputs. */
const REJECTED_FOLDER = 'rejected';

/** Name of the configuration file. */
export const CONFIGURATION_FILE = 'fluent-bit.yaml';

/** The files of the environment that Fluent Bit reads, by name; the scripts are next to them (scripts.ts). */
export const configurationFiles = (settings: FluentBitSettings): Record<string, string> => ({
  [CONFIGURATION_FILE]: renderYaml(configuration(settings), { environment: ENVIRONMENT }),
  [LUA_SETTINGS_FILE]: renderLuaSettings(luaSettings(settings)),
});

/** What the scripts have to know of an environment. */
function luaSettings(settings: FluentBitSettings): LuaSettings {
  const counted = countedGroups(settings);
  return {
    level_keys: settings.levelKeys,
    drop_levels: settings.dropLevels,
    sample_info_percent: settings.sampleInfoPercent,
    ...redactionLuaSettings(settings),
    ...limits(settings),
    groups: containerGroups(settings),
    trace_rules: traceRules(settings.multiline),
    positions_path: `${PATHS.state}/positions`,
    waiting_path: `${PATHS.state}/waiting`,
    waiting_bytes: WAITING_MEBIBYTES * 2 ** 20,
    journal_step_bytes: JOURNAL_STEP_MEBIBYTES * 2 ** 20,
    cluster: settings.cluster,
    // Workloads have series of their own where their logs go to CloudWatch too.
    ...(settings.cloudwatch && { tolerated_error_percent: TOLERATED_ERROR_PERCENT }),
    counted_groups: counted.map(({ name }) => name),
    [COUNTED_LOG_GROUPS]: counted.map(({ logGroupName }) => logGroupName),
    objectives: settings.objectives ?? [],
  };
}

/** Limits by window; a key that is missing is no limit. */
function limits({ limits }: FluentBitSettings): LuaSettings {
  const { namespaceKibibytesPerSecond, podKibibytesPerSecond, windowSeconds } = limits;
  const pod = windowBytes(podKibibytesPerSecond, windowSeconds);
  const namespace = windowBytes(namespaceKibibytesPerSecond, windowSeconds);
  return {
    ...(pod !== undefined && { limit_pod_bytes: pod }),
    ...(namespace !== undefined && { limit_namespace_bytes: namespace }),
    ...(isLimited(limits) && { limit_seconds: windowSeconds, limit_reserve_percent: RESERVE_PERCENT }),
  };
}

/** Groups all of whose lines pass this agent, with the names that their tags have. */
const countedGroups = ({ applications, cloudwatch, logGroups, streams }: FluentBitSettings) => [
  ...(cloudwatch
    ? [
        { name: 'application', logGroupName: logGroups.application },
        ...applications.filter(({ alsoOnFargate }) => !alsoOnFargate),
      ]
    : []),
  ...(['dataplane', 'host'] as const)
    .filter((stream) => streams[stream])
    .map((stream) => ({ name: stream, logGroupName: logGroups[stream] })),
];

/** The DaemonSet's configuration. */
export function configuration(settings: FluentBitSettings): FluentBitConfiguration {
  const buffers = budget(settings);
  return {
    service: service(settings, buffers),
    parsers,
    inputs: inputs(settings),
    filters: filters(settings),
    outputs: outputs(settings, buffers),
  };
}

const service = ({ fluentBit }: FluentBitSettings, buffers: Budget): FluentBitProperty[] => [
  ['flush', FLUSH_SECONDS],
  ['grace', GRACE_SECONDS],
  ['log_level', 'warn'],
  // The node's own address: probes and scrapers come there, other interfaces of the node stay closed.
  ['http_server', true],
  ['http_listen', '${NODE_IP}'],
  ['http_port', fluentBit.httpPort],
  // For readiness alone; a minute, so that a single failed delivery is no outage.
  ['health_check', true],
  ['hc_errors_count', 5],
  ['hc_retry_failure_count', 5],
  ['hc_period', 60],
  ['storage.path', `${PATHS.state}/chunks`],
  ['storage.sync', 'normal'],
  ['storage.checksum', false],
  ['storage.metrics', true],
  ['storage.max_chunks_up', buffers.maxChunksUp],
  ['storage.backlog.mem_limit', `${buffers.backlogMebibytes}M`],
  // A chunk that a crash has cut off would be tried again at every start.
  ['storage.delete_irrecoverable_chunks', true],
  // What a destination refuses for good stays on the node until somebody looks at it (docs/logs.md).
  ['storage.keep.rejected', true],
  ['storage.rejected.path', REJECTED_FOLDER],
  ['storage.rejected.limit', `${REJECTED_MEBIBYTES}M`],
  ['scheduler.base', 3],
  ['scheduler.cap', RETRY_PAUSE_SECONDS],
];
