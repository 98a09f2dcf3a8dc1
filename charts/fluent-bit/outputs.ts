import type { FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import type { Budget } from './budget';
import type { FluentBitSettings } from './settings';

/** One output a log group and kind of source. The groups exist before the agent: it may not create any. */
export function outputs(settings: FluentBitSettings, budget: Budget): FluentBitPlugin[] {
  const { applications, logGroups, region, streams } = settings;
  const output = (
    alias: string,
    match: string,
    group: string,
    stream: readonly FluentBitProperty[],
  ): FluentBitPlugin => ({
    name: 'cloudwatch_logs',
    properties: [
      ['alias', alias],
      ['match', match],
      ['region', region],
      ['log_group_name', group],
      ...stream,
      ['auto_create_group', false],
      // For ever, within the disk below; the default gives a chunk up after one retry.
      ['retry_limit', 'no_limits'],
      ['storage.total_limit_size', `${budget.diskMebibytes[alias]}M`],
      // An endpoint that accepts and never answers would hold its chunks for ever.
      ['net.io_timeout', '10s'],
      ['net.connect_timeout', '10s'],
      ['workers', 1],
    ],
  });
  const containers = (name: string, group: string) =>
    output(`${name}-containers`, `containers.${name}.*`, group, [
      ['log_key', 'log'],
      ['log_stream_template', '$log_stream'],
      ['log_stream_prefix', '${NODE_NAME}/'],
    ]);
  const journal = (name: 'host' | 'dataplane') =>
    output(`${name}-journal`, `journal.${name}`, logGroups[name], [['log_stream_name', '${NODE_NAME}']]);
  return [
    containers('application', logGroups.application),
    ...applications.map(({ name, logGroupName }) => containers(name, logGroupName)),
    ...(streams.dataplane ? [containers('dataplane', logGroups.dataplane), journal('dataplane')] : []),
    ...(streams.host ? [journal('host')] : []),
  ];
}
