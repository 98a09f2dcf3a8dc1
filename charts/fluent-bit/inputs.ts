import { REFRESH_SECONDS, ROTATE_WAIT_SECONDS } from '../../model/budgets/reading';
import { isCounting } from '../../model/names/log-groups';
import type { FluentBitPlugin, FluentBitProperty } from '../common/fluent-bit/model';
import { type FluentBitSettings, PATHS } from './settings';

/** Units whose journal goes to the dataplane group, and to it alone. */
export const DATAPLANE_UNITS = ['kubelet.service', 'containerd.service'] as const;

/** DaemonSets of EKS in kube-system whose containers belong to the dataplane. */
const DATAPLANE_PODS = ['kube-proxy', 'aws-node'] as const;

/** Tags: `containers.<group>.<namespace>.<container>.<restart>.<pod>`; the pod last, because only its name may hold dots. */
const TAG = '<namespace>.<container>.<restart>.<pod>';
const TAG_REGEX = `^${PATHS.podLogs}/(?<namespace>[^_/]+)_(?<pod>[^_/]+)_[^/]+/(?<container>[^/]+)/(?<restart>[0-9]+)\\.log`;

/**
 * Log files of pods. Not the links in /var/log/containers: after a rotation the former file stays next to the current one for a
 * while, and is read to its end also by an agent that was down meanwhile.
 */
const files = (namespace: string, pod = '') => `${PATHS.podLogs}/${namespace}_${pod}*/*/*.log*`;

/** Tag of the records that ask the reader for what it has counted (counters.lua). */
export const COUNTERS_TAG = 'counters';

/** Tag of the records that ask the reader for what has waited long enough (joining.lua): the outputs of the group take it. */
const waitingTag = (group: string) => `containers.${group}.waiting`;

/** Time between two of these records, in seconds: `joining.lua` counts them. */
const WAITING_SECONDS = 1;

/**
 * Time between two reports of the counters, in seconds: what was counted since the last one is lost with the agent, and each report
 * is an event that is paid for. Well below the shortest period of an alarm.
 */
const REPORT_SECONDS = 30;

/** The groups of container logs, as tags name them. */
export const containerGroups = ({
  applications,
  streams,
}: Pick<FluentBitSettings, 'applications' | 'streams'>): string[] => [
  'application',
  ...applications.map(({ name }) => name),
  ...(streams.dataplane ? ['dataplane'] : []),
];

/** One input a group, over files that no other input reads. */
export function inputs(settings: FluentBitSettings): FluentBitPlugin[] {
  const { applications, streams, namespace } = settings;
  // Its own log would feed itself: in an outage every retry writes a line.
  const never = [files(namespace, 'fluent-bit-'), '*.gz', '*.tmp'];
  const dataplane = DATAPLANE_PODS.map((pod) => files('kube-system', `${pod}-`));
  const elsewhere = applications.flatMap(({ namespaces }) => namespaces.map((name) => files(name)));
  return [
    containers('application', [`${PATHS.podLogs}/*/*/*.log*`], [...elsewhere, ...dataplane, ...never]),
    ...applications.map(({ name, namespaces }) =>
      containers(
        name,
        namespaces.map((each) => files(each)),
        [...dataplane, ...never],
      ),
    ),
    ...(streams.dataplane ? [containers('dataplane', dataplane, never), journal('dataplane', DATAPLANE_UNITS)] : []),
    ...(streams.host ? [journal('host', [])] : []),
    ...containerGroups(settings).map((group) => asking(`${group}-waiting`, waitingTag(group), WAITING_SECONDS)),
    ...(isCounting(settings) ? [asking(COUNTERS_TAG, COUNTERS_TAG, REPORT_SECONDS)] : []),
  ];
}

const containers = (group: string, paths: string[], excluded: string[]): FluentBitPlugin => ({
  name: 'tail',
  properties: [
    ['alias', `${group}-containers`],
    ['tag', `containers.${group}.${TAG}`],
    ['tag_regex', TAG_REGEX],
    ['path', paths.join(',')],
    ['exclude_path', excluded.join(',')],
    // By the offset a line is known to follow another one, and to come again.
    ['offset_key', 'offset'],
    ['db', `${PATHS.state}/${group}-containers.db`],
    // Only Fluent Bit opens it.
    ['db.locking', true],
    ['read_from_head', true],
    ['refresh_interval', REFRESH_SECONDS],
    ['rotate_wait', ROTATE_WAIT_SECONDS],
    // The runtime cuts lines at 16 KiB. A longer one is no CRI line; without this key its whole file would be given up.
    ['skip_long_lines', true],
    ...STORAGE,
  ],
});

const journal = (group: string, units: readonly string[]): FluentBitPlugin => ({
  name: 'systemd',
  properties: [
    ['alias', `${group}-journal`],
    ['tag', `journal.${group}`],
    ['path', PATHS.journal],
    ...units.map((unit): FluentBitProperty => ['systemd_filter', `_SYSTEMD_UNIT=${unit}`]),
    ['lowercase', true],
    ['strip_underscores', true],
    ['db', `${PATHS.state}/${group}-journal.db`],
    ...STORAGE,
  ],
});

/** Asks the reader at intervals. https://docs.fluentbit.io/manual/data-pipeline/inputs/dummy */
const asking = (alias: string, tag: string, seconds: number): FluentBitPlugin => ({
  name: 'dummy',
  properties: [['alias', alias], ['tag', tag], ['dummy', '{"log":""}'], ['interval_sec', seconds], ...STORAGE],
});

/** Chunks are files: what is read survives an outage, a kill and an eviction. */
const STORAGE: readonly FluentBitProperty[] = [['storage.type', 'filesystem']];
