import { isCounting } from '../../model/names/log-groups';
import type { FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { COUNTERS_TAG, DATAPLANE_UNITS } from './inputs';
import { CONTAINER_TAG, EVENT } from './parsers';
import { CONTAINERS_SCRIPT } from './scripts';
import { type FluentBitSettings, PATHS } from './settings';

const CONTAINERS = 'containers.*';
const JOURNAL = 'journal.*';

/** Tags of what the reader takes: lines, and the records that ask it for its counts, which only its own Lua state has. */
const read = (settings: FluentBitSettings): string => {
  const { host, dataplane } = settings.streams;
  return [
    '^containers\\.',
    ...(host || dataplane ? ['^journal\\.'] : []),
    ...(isCounting(settings) ? [`^${COUNTERS_TAG}$`] : []),
  ].join('|');
};

/**
 * The pipeline: a line is read once, which counts it, decides whether it is kept, and what of it becomes the event; only what is
 * kept is looked up.
 */
export const filters = (settings: FluentBitSettings): FluentBitPlugin[] => [
  ...journalFilters(settings),
  lua('read-line', 'read', ['match_regex', read(settings)]),
  metadata(settings, 'pod-metadata', '^containers\\.(?:[^.]+\\.){4}', []),
  // What has waited comes from many pods at once. Each record names its own, where those of Docker's journal do.
  metadata(settings, 'waiting-metadata', '^containers\\.[^.]+\\.waiting$', [['use_journal', true]]),
  lua('write-event', 'write', ['match', CONTAINERS]),
  ...(settings.destinations.some(({ kind }) => kind === 'opensearch') ? [fields] : []),
];

const lua = (alias: string, call: string, match: FluentBitProperty): FluentBitPlugin => ({
  name: 'lua',
  properties: [match, ['alias', alias], ['script', `${PATHS.configuration}/${CONTAINERS_SCRIPT}`], ['call', call]],
});

/** OpenSearch searches fields. The other outputs ship the text that is stored with them. */
const fields: FluentBitPlugin = {
  name: 'parser',
  properties: [
    ['match', CONTAINERS],
    ['alias', 'event-fields'],
    ['key_name', 'log'],
    ['parser', EVENT],
    ['preserve_key', true],
    ['reserve_data', true],
  ],
};

/**
 * Labels and the annotation with which a team keeps a pod's log out (`fluentbit.io/exclude: "true"`). Names come from the tag: they
 * are there when neither kubelet nor API server answers.
 * https://docs.fluentbit.io/manual/data-pipeline/filters/kubernetes
 */
const metadata = (
  { allowPodExclusion, fluentBit }: FluentBitSettings,
  alias: string,
  match: string,
  from: readonly FluentBitProperty[],
): FluentBitPlugin => ({
  name: 'kubernetes',
  properties: [
    ['match_regex', match],
    ['alias', alias],
    ...from,
    ['kube_tag_prefix', 'containers.'],
    ['regex_parser', CONTAINER_TAG],
    ['merge_log', false],
    ['labels', true],
    ['annotations', false],
    ['k8s-logging.exclude', allowPodExclusion],
    // No bound on an answer: with the default of 32 KiB a node with many pods gets no metadata at all.
    ['buffer_size', 0],
    // Annotations and labels that are edited count after this time.
    ['kube_meta_cache_ttl', '15m'],
    ...(fluentBit.kubeletAuthorization === 'none' ? API_SERVER : KUBELET),
  ],
});

/** The default waits for DNS up to three minutes before the first line is read, and cannot be stopped meanwhile. */
const DNS: readonly FluentBitProperty[] = [
  ['dns_retries', 2],
  ['dns_wait_time', 1],
];

const KUBELET: readonly FluentBitProperty[] = [
  ['use_kubelet', true],
  ['kubelet_host', '127.0.0.1'],
  ['kubelet_port', 10250],
  // Only resolved at start, never called: an address keeps cluster DNS out of it.
  ['kube_url', 'https://127.0.0.1:10250'],
  ...DNS,
];

const API_SERVER: readonly FluentBitProperty[] = [['kube_url', 'https://kubernetes.default.svc:443'], ...DNS];

function journalFilters(settings: FluentBitSettings): FluentBitPlugin[] {
  const { host, dataplane } = settings.streams;
  if (!host && !dataplane) return [];
  const units = DATAPLANE_UNITS.map((unit) => unit.replaceAll('.', '\\.')).join('|');
  return [
    ...(host
      ? [
          {
            name: 'grep',
            properties: [
              ['match', 'journal.host'],
              ['alias', 'host-without-dataplane'],
              ['exclude', `systemd_unit ^(?:${units})$`],
            ] as const,
          },
        ]
      : []),
    {
      // A journal record has some thirty fields; the node is the log stream.
      name: 'record_modifier',
      properties: [
        ['match', JOURNAL],
        ['alias', 'journal-fields'],
        ...['message', 'priority', 'syslog_identifier', 'systemd_unit', 'transport'].map(
          (field): FluentBitProperty => ['allowlist_key', field],
        ),
      ],
    },
  ];
}
