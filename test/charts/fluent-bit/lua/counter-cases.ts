import { CONTAINERS_SCRIPT } from '../../../../charts/fluent-bit/scripts';
import type { LuaCase, LuaSuite } from '../../../support/lua-cases';
import type { Line, LuaEvent } from '../../../support/luajit';
import { files } from './cases';
import { line } from './limit-cases';

const TICK: Line = { calls: ['read'], tag: 'counters', time: 5.5, record: { log: '' } };
const NAMES = [
  'Lines',
  'Errors',
  'Dropped',
  'SampledOut',
  'Limited',
  'Requests',
  'ExcessErrors',
  'FailedRequests',
  'RequestsOver200ms',
] as const;
const ZEROS = { Lines: 0, Errors: 0, Dropped: 0, SampledOut: 0, Limited: 0, Requests: 0 };
type Counts = Readonly<Partial<Record<(typeof NAMES)[number], number>>>;

/** A report as it is written, to the byte. */
function report(dimensions: Readonly<Record<string, string>>, counts: Counts, latency?: string): LuaEvent {
  const named = NAMES.filter((name) => counts[name] !== undefined);
  const metrics = [
    ...named.map((Name) => ({ Name, Unit: 'Count' })),
    ...(latency ? [{ Name: 'Latency', Unit: 'Milliseconds' }] : []),
  ];
  const directive = { Namespace: 'ContainerLogs', Dimensions: [Object.keys(dimensions)], Metrics: metrics };
  const values = Object.fromEntries(named.map((name) => [name, counts[name]]));
  const text = JSON.stringify({ _aws: { Timestamp: 5500, CloudWatchMetrics: [directive] }, ...dimensions, ...values });
  return { time: 5.5, record: { log: latency ? text.replace(/}$/, `,"Latency":${latency}}`) : text } };
}

/** Errors that are more than 5 % of the lines. */
const excess = ({ Errors = 0, Lines = 0 }: Counts): number => Errors - (Lines * 5) / 100;

/** The report of a workload. */
const ofWorkload = (Namespace: string, Application: string, counts: Counts, latency?: string): LuaEvent =>
  report({ ClusterName: 'c', Namespace, Application }, { ...counts, ExcessErrors: excess(counts) }, latency);

/** Lines of one workload, and what is reported of it and of its log group. */
const counted = (namespace: string, texts: readonly string[], counts: Counts, latency?: string): LuaCase => {
  return {
    lines: [...texts.map((text) => ({ ...line(text, { namespace }), calls: ['read'] })), TICK],
    events: [
      ofWorkload(namespace, 'web', counts, latency),
      report({ ClusterName: 'c', LogGroupName: '/c/application' }, { ...ZEROS, ...counts }, latency),
    ],
  };
};

/** A line that is left out, and so gives no event: what is counted of it is all that is left. */
const dropped = 'level=debug';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4fff';

/** Core cases of the counters. Every line is left out, so that reports are all that comes out. */
export const COUNTED: LuaSuite = {
  files: files({
    drop_levels: ['debug', 'info', 'warn', 'error'],
    limit_pod_bytes: 0,
    limit_seconds: 10,
    limit_reserve_percent: 0,
  }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'lines that are dropped': counted('a', [dropped, dropped], { Lines: 2, Dropped: 2 }),
    'errors by their level': counted('b', ['ERROR a', 'WARN b'], { Lines: 2, Errors: 1, Dropped: 2 }),
    'what a limit leaves out; the worst level is an error too': counted('c', ['FATAL a', 'plain'], {
      Lines: 2,
      Errors: 1,
      Limited: 2,
    }),
    'requests and how long they took; status 500 is an error': counted(
      'd',
      [
        '{"level":"info","status":499,"duration_ms":3}',
        '{"level":"info","status":500,"duration_ms":1.5}',
        '{"level":"info","status":200,"duration_ms":-1}',
        '{"level":"info","status":200,"duration_ms":2}',
      ],
      { Lines: 4, Errors: 1, Dropped: 4, Requests: 4 },
      '{"Min":1.5,"Max":3,"Sum":6.5,"Count":3}',
    ),
    'a log group is the sum of its workloads, and a report begins anew': {
      lines: [line(dropped, { namespace: 'e' }), line('ERROR', { namespace: 'f' }), TICK, TICK],
      events: [
        ofWorkload('e', 'web', { Lines: 1, Dropped: 1 }),
        ofWorkload('f', 'web', { Lines: 1, Errors: 1, Dropped: 1 }),
        report({ ClusterName: 'c', LogGroupName: '/c/application' }, { ...ZEROS, Lines: 2, Errors: 1, Dropped: 2 }),
        report({ ClusterName: 'c', LogGroupName: '/c/application' }, ZEROS),
      ],
    },
    'pods of a Deployment, of a StatefulSet and of nothing': {
      lines: [
        line(dropped, { namespace: 'g', pod: 'api-7d9f8b6c5-x2x4f' }),
        line(dropped, { namespace: 'g', pod: 'kafka-12' }),
        line(dropped, { namespace: 'g', pod: 'migrate' }),
        TICK,
      ],
      events: [
        ...['api', 'kafka', 'migrate'].map((Application) => ofWorkload('g', Application, { Lines: 1, Dropped: 1 })),
        report({ ClusterName: 'c', LogGroupName: '/c/application' }, { ...ZEROS, Lines: 3, Dropped: 3 }),
      ],
    },
  },
};

const access = (status: number, milliseconds: number) =>
  line(`{"level":"debug","status":${status},"duration_ms":${milliseconds}}`, { namespace: 'h' });

/** Core case of the counters of objectives: bad requests of one workload, and of no other. */
export const OBJECTIVES: LuaSuite = {
  files: files({ drop_levels: ['debug', 'error'], objectives: ['h/web failed', 'h/web 200', 'i/api failed'] }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'requests that failed, and those that were too slow; a report begins anew, and zeros are in it': {
      lines: [
        access(499, 200),
        access(500, 1),
        access(503, 300),
        line('ERROR without a request', { namespace: 'h' }),
        line('level=debug', { namespace: 'i' }),
        TICK,
        access(200, 1),
        TICK,
      ],
      events: [
        ofWorkload(
          'h',
          'web',
          { Lines: 4, Errors: 3, Dropped: 4, Requests: 3, FailedRequests: 2, RequestsOver200ms: 1 },
          '{"Min":1,"Max":300,"Sum":501,"Count":3}',
        ),
        ofWorkload('i', 'web', { Lines: 1, Dropped: 1 }),
        report(
          { ClusterName: 'c', LogGroupName: '/c/application' },
          { ...ZEROS, Lines: 5, Errors: 3, Dropped: 5, Requests: 3 },
          '{"Min":1,"Max":300,"Sum":501,"Count":3}',
        ),
        ofWorkload(
          'h',
          'web',
          { Lines: 1, Dropped: 1, Requests: 1, FailedRequests: 0, RequestsOver200ms: 0 },
          '{"Min":1,"Max":1,"Sum":1,"Count":1}',
        ),
        report(
          { ClusterName: 'c', LogGroupName: '/c/application' },
          { ...ZEROS, Lines: 1, Dropped: 1, Requests: 1 },
          '{"Min":1,"Max":1,"Sum":1,"Count":1}',
        ),
      ],
    },
  },
};

/** Core case of the counters where info lines are sampled. */
export const SAMPLED: LuaSuite = {
  files: files({ drop_levels: ['debug'], sample_info_percent: 10 }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'what sampling leaves out is counted apart': counted('a', [`level=info trace_id=${TRACE}`, dropped], {
      Lines: 2,
      Dropped: 1,
      SampledOut: 1,
    }),
  },
};

const entry = (message: string, priority: string): Line => ({
  calls: ['read'],
  tag: 'journal.host',
  record: { message, priority },
});

/** Core case of the counters of the journal. */
export const JOURNAL_COUNTED: LuaSuite = {
  files: files({ counted_groups: ['host'], counted_log_groups: ['/c/host'], drop_levels: ['error', 'info'] }),
  script: CONTAINERS_SCRIPT,
  cases: {
    'the journal counts for its group, and is no workload': {
      lines: [entry('a', '3'), entry('level=info', '6'), TICK],
      events: [report({ ClusterName: 'c', LogGroupName: '/c/host' }, { ...ZEROS, Lines: 2, Errors: 1, Dropped: 2 })],
    },
  },
};
