import { renderClassic } from '../common/fluent-bit/classic';
import { destinationOutputs, forFargate } from '../common/fluent-bit/destinations';
import type { FluentBitParser, FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { redactionWithoutLua, thinning } from '../common/fluent-bit/policy';
import type { FargateLoggingSettings } from './settings';

/** Tags of the router's own input, which nobody can change. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const CONTAINERS = 'kube.*';
const CRI = 'cri';

/** The data of the ConfigMap `aws-logging`. */
export const fargateConfiguration = (settings: FargateLoggingSettings): Record<string, string> => ({
  flb_log_cw: String(settings.processLogs),
  'filters.conf': renderClassic('FILTER', filters(settings)),
  'output.conf': renderClassic('OUTPUT', outputs(settings)),
  'parsers.conf': renderClassic('PARSER', PARSERS),
});

/** The input has no parser: what a container wrote stands behind the runtime's time, stream and mark. */
const PARSERS: readonly FluentBitParser[] = [
  {
    name: CRI,
    properties: [
      ['format', 'regex'],
      ['regex', '^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>[FP]) (?<log>.*)$'],
      ['time_key', 'time'],
      ['time_format', '%Y-%m-%dT%H:%M:%S.%L%z'],
    ],
  },
];

const filter = (name: string, ...properties: FluentBitProperty[]): FluentBitPlugin => ({
  name,
  properties: [['match', CONTAINERS], ...properties],
});

/** Read, thin out while the line is raw, add the pod, redact, and send an application's records its own way. */
const filters = (settings: FargateLoggingSettings): FluentBitPlugin[] => [
  filter('parser', ['key_name', 'log'], ['parser', CRI]),
  ...withoutAlias(thinning(settings, { match: CONTAINERS, alias: '' })),
  filter(
    'kubernetes',
    ['merge_log', true],
    ['keep_log', false],
    ['labels', false],
    ['annotations', false],
    // A team keeps a pod's log out with the annotation fluentbit.io/exclude.
    ['k8s-logging.exclude', true],
    // No bound on an answer of the API server; the default cuts it off at 32 KiB.
    ['buffer_size', 0],
    ['kube_meta_cache_ttl', '300s'],
  ),
  ...withoutAlias(redactionWithoutLua(settings, { match: CONTAINERS, alias: '' })),
  filter('record_modifier', ['remove_key', 'logtag']),
  ...(settings.cloudwatch ? settings.applications.map(applicationTag) : []),
];

/** Aliases name metrics, which the router does not show, and count towards the limit of characters. */
const withoutAlias = (plugins: readonly FluentBitPlugin[]): FluentBitPlugin[] =>
  plugins.map(({ name, properties }) => ({ name, properties: properties.filter(([key]) => key !== 'alias') }));

/** A record that takes a new tag leaves the old one, so no output sees it twice. Every namespace is a part of the log stream. */
const applicationTag = ({ name, namespaces }: FargateLoggingSettings['applications'][number]): FluentBitPlugin =>
  filter('rewrite_tag', [
    'rule',
    [
      "$kubernetes['namespace_name']",
      `^(?:${namespaces.join('|')})$`,
      `${name}.$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']`,
      'false',
    ].join(' '),
  ]);

const outputs = (settings: FargateLoggingSettings): FluentBitPlugin[] => [
  ...(settings.cloudwatch
    ? [
        logGroupOutput(settings, CONTAINERS, settings.logGroupName),
        ...settings.applications.map(({ name, logGroupName }) => logGroupOutput(settings, `${name}.*`, logGroupName)),
      ]
    : []),
  ...otherOutputs(settings),
];

/**
 * The groups exist beforehand, with their retention; the router sets it only on groups that it creates. EKS's guide lists the
 * key as required all the same, so it is given, as the nearest of those that Fluent Bit knows.
 */
const logGroupOutput = (
  { region, retentionDays }: FargateLoggingSettings,
  match: string,
  group: string,
): FluentBitPlugin => ({
  name: 'cloudwatch_logs',
  properties: [
    ['match', match],
    ['region', region],
    ['log_group_name', group],
    ['log_stream_prefix', 'fargate.'],
    ['log_retention_days', Math.max(...ROUTER_RETENTION_DAYS.filter((days) => days <= retentionDays))],
    ['auto_create_group', false],
    // The default gives a chunk up after one retry; the input's buffer of 45 MB is the bound.
    ['retry_limit', 'no_limits'],
  ],
});

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch */
const ROUTER_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653];

const otherOutputs = ({ destinations, region, cluster }: FargateLoggingSettings): FluentBitPlugin[] => {
  const scope = { match: '*', region, cluster, storePath: '' };
  return withoutAlias(destinationOutputs(forFargate(destinations), scope)).map(({ name, properties }) => ({
    // The router's engine knows OpenSearch by the name of Elasticsearch.
    name: name === 'opensearch' ? 'es' : name,
    properties: [...properties, ['retry_limit', 'no_limits']],
  }));
};

/** What the policy asks for and this router cannot do, and what to do instead. */
export function fargateNotices(
  settings: Pick<FargateLoggingSettings, 'destinations' | 'multiline' | 'redact'>,
): string[] {
  const { destinations, multiline, redact } = settings;
  return [
    ...(redact.length > 0
      ? [
          'logs.redact: on Fargate a message with personal data is replaced whole (the router has no Lua); redact in the application to keep the rest',
        ]
      : []),
    ...(multiline.length > 0
      ? [
          'logs.multiline: on Fargate stack traces arrive line by line (the router has no multiline filter); log them as one JSON line to keep them together',
        ]
      : []),
    ...destinations
      .filter((destination) => forFargate([destination]).length === 0)
      .map(
        ({ kind }) =>
          `logs.destinations: the Fargate router has no output for ${kind}; logs of Fargate pods do not go there`,
      ),
  ];
}
