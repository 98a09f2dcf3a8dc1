import { isLimited } from '../../model/budgets/limits';
import { forFargate } from '../../model/facts/destinations';
import { renderClassic } from '../common/fluent-bit/classic';
import { destinationOutputs, retryLimit } from '../common/fluent-bit/destinations';
import type { FluentBitParser, FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { redactionWithoutLua, thinning } from '../common/fluent-bit/policy';
import { isRedacting } from '../common/fluent-bit/redaction';
import type { FargateApplicationLogs, FargateLoggingSettings } from './settings';

/** Tags of the router's own input, which nobody can change: kube.var.log.containers.<pod>_<namespace>_<container>-<id>.log */
const CONTAINERS = 'kube.*';
/** The same, and the tags of applications: what stands behind the filters that give those. */
const ALL = '*';
const CRI = 'cri';
const JSON_LINE = 'json';

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
  { name: JSON_LINE, properties: [['format', 'json']] },
];

const filter = (name: string, match: string, ...properties: FluentBitProperty[]): FluentBitPlugin => ({
  name,
  properties: [['match', match], ...properties],
});

/**
 * Lines are read and thinned out while they are raw, then get their pod and, where they are an application's, its tag. Only then
 * are they taken apart: until there a record has no key that its container could have chosen.
 */
const filters = (settings: FargateLoggingSettings): FluentBitPlugin[] => [
  filter('parser', CONTAINERS, ['key_name', 'log'], ['parser', CRI]),
  // Not what a container wrote, but empty lines between.
  filter('grep', CONTAINERS, ['regex', 'log .']),
  ...withoutAlias(thinning(settings, { match: CONTAINERS, alias: '' })),
  ...pod(settings),
  ...(settings.cloudwatch ? settings.applications.map(applicationRoute) : []),
  NESTED,
  filter('modify', ALL, ['condition', 'key_value_equals stream stdout'], ['remove', 'stream']),
  filter('parser', ALL, ['key_name', 'log'], ['parser', JSON_LINE], ['reserve_data', true]),
  ...withoutAlias(redactionWithoutLua(settings, { match: ALL, alias: '' })),
];

/** Labels that name a pod's application, the first that it has: the same as on EC2. */
const APPLICATION_LABELS = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/** The pod: its namespace_name, pod_name, container_name and app, as on EC2, with a prefix. */
const pod = ({ allowPodExclusion }: FargateLoggingSettings): FluentBitPlugin[] => [
  filter(
    'kubernetes',
    CONTAINERS,
    ['labels', true],
    ['annotations', false],
    // A team keeps a pod's log out with the annotation fluentbit.io/exclude.
    ['k8s-logging.exclude', allowPodExclusion],
    // No size limit for responses of the API server; the default cuts them off at 32 KiB.
    ['buffer_size', 0],
    ['kube_meta_cache_ttl', '300s'],
  ),
  filter('nest', CONTAINERS, ['operation', 'lift'], ['nested_under', 'kubernetes'], ['add_prefix', 'p_']),
  filter('nest', CONTAINERS, ['operation', 'lift'], ['nested_under', 'p_labels'], ['add_prefix', 'label_']),
  filter(
    'modify',
    CONTAINERS,
    // It renames to what is not there yet.
    ...APPLICATION_LABELS.map((label) => ['rename', `label_${label} p_app`] as const),
    // What else the filter knows is longer than most lines, and paid for with every one of them.
    ['remove_regex', '^(?:label_|logtag|p_(?:pod_i|host|docker_|container_[hi]|annot))'],
  ),
];

/** Puts the fields of the pod where they are on EC2, after an application's records have got their tag. */
const NESTED = filter(
  'nest',
  ALL,
  ['operation', 'nest'],
  ['wildcard', 'p_*'],
  ['nest_under', 'kubernetes'],
  ['remove_prefix', 'p_'],
);

/** Aliases name metrics, which the router does not show, and count towards the limit of characters. */
const withoutAlias = (plugins: readonly FluentBitPlugin[]): FluentBitPlugin[] =>
  plugins.map(({ name, properties }) => ({ name, properties: properties.filter(([key]) => key !== 'alias') }));

/** What the router's input holds in memory, which EKS sets. https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
const INPUT_BUFFER = '45MB';

/** Tags of an application's records; none begins as those of the input do, whatever its name. */
const applicationTag = (name: string): string => `app.${name}`;

/**
 * A record that takes a new tag leaves the old one, so no output sees it twice. Every namespace is a part of the log stream.
 * Without a response of the API server a record has no such key, and stays in the group of the cluster.
 *
 * Records with a new tag have a buffer of their own. Some versions of Fluent Bit lose what does not fit in it, others leave it in the
 * group of the cluster. So it holds as much as the input's. https://docs.fluentbit.io/manual/data-pipeline/filters/rewrite-tag
 */
const applicationRoute = ({ name, namespaces }: FargateApplicationLogs): FluentBitPlugin =>
  filter(
    'rewrite_tag',
    CONTAINERS,
    ['rule', ['$p_namespace_name', `^(?:${namespaces.join('|')})$`, `${applicationTag(name)}.$TAG`, 'false'].join(' ')],
    ['emitter_mem_buf_limit', INPUT_BUFFER],
  );

const outputs = (settings: FargateLoggingSettings): FluentBitPlugin[] => [
  ...(settings.cloudwatch
    ? [
        logGroupOutput(settings, CONTAINERS, settings.logGroupName),
        ...settings.applications.map(({ name, logGroupName }) =>
          logGroupOutput(settings, `${applicationTag(name)}.*`, logGroupName),
        ),
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
    // The default gives a chunk up after one retry; the buffers are the bound.
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
    properties: [...properties, retryLimit(name)],
  }));
};

/** What the policy asks for and this router cannot do, and what to do instead. */
export function fargateNotices(
  settings: Pick<FargateLoggingSettings, 'destinations' | 'limits' | 'multiline' | 'redact' | 'redactPatterns'>,
): string[] {
  const { destinations, limits, multiline } = settings;
  return [
    ...(isRedacting(settings)
      ? [
          'logs.redact: on Fargate a message (message, msg or log) with personal data is replaced whole, and other fields stay (the router has no Lua); redact in the application',
        ]
      : []),
    ...(multiline.length > 0
      ? [
          'logs.multiline: on Fargate stack traces arrive line by line (the router has no multiline filter); log them as one JSON line to keep them together',
        ]
      : []),
    ...(isLimited(limits)
      ? [
          'logs.limits: on Fargate nothing is limited; every pod has a router of its own, so one that floods loses no lines but its own',
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
