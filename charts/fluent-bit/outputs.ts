import { type Budget, retries } from '../../model/budgets/fluent-bit';
import { isCounting } from '../../model/names/log-groups';
import { destinationOutputs, waiting } from '../common/fluent-bit/destinations';
import type { FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { COUNTERS_TAG } from './inputs';
import { type FluentBitSettings, PATHS } from './settings';

/** Every output, each with its part of the disk. */
export const outputs = (settings: FluentBitSettings, budget: Budget): FluentBitPlugin[] =>
  [...logGroupOutputs(settings), ...otherOutputs(settings)].map((plugin) =>
    withBuffer(plugin, budget, retries(settings.outageSeconds)),
  );

/** One output a log group and kind of source. The groups exist before the agent: it may not create any. */
function logGroupOutputs(settings: FluentBitSettings): FluentBitPlugin[] {
  const { applications, cloudwatch, logGroups, region, streams } = settings;
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
    ...(cloudwatch
      ? [
          containers('application', logGroups.application),
          ...applications.map(({ name, logGroupName }) => containers(name, logGroupName)),
        ]
      : []),
    ...(streams.dataplane ? [containers('dataplane', logGroups.dataplane), journal('dataplane')] : []),
    ...(streams.host ? [journal('host')] : []),
    ...(isCounting(settings)
      ? [
          output(COUNTERS_TAG, COUNTERS_TAG, logGroups.counters, [
            ['log_key', 'log'],
            ['log_stream_name', '${NODE_NAME}'],
            // CloudWatch makes metrics of the events.
            ['log_format', 'json/emf'],
          ]),
        ]
      : []),
  ];
}

const otherOutputs = ({ cluster, destinations, region }: FluentBitSettings): FluentBitPlugin[] =>
  destinationOutputs(destinations, {
    match: 'containers.*',
    region,
    cluster,
    storePath: `${PATHS.state}/s3`,
    textKey: 'log',
  });

function withBuffer({ name, properties }: FluentBitPlugin, budget: Budget, tries: number): FluentBitPlugin {
  const alias = String(properties.find(([key]) => key === 'alias')?.[1]);
  return {
    name,
    properties: [
      ...properties,
      ...waiting(name, budget.diskMebibytes[alias] as number, tries),
      // An endpoint that accepts and never answers would hold its chunks indefinitely.
      ['net.io_timeout', '10s'],
      ['net.connect_timeout', '10s'],
      ['workers', 1],
    ],
  };
}
