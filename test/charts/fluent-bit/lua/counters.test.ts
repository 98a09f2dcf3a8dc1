import { COUNTERS_NAMESPACE, WORKLOAD_COUNTERS } from '../../../../model/facts/cloudwatch-metrics';
import { testCases } from '../../../support/lua-cases';
import { describeLua, type Line, type Lua } from '../../../support/luajit';
import { CONTAINERS, files } from './cases';
import { COUNTED, JOURNAL_COUNTED, OBJECTIVES, SAMPLED } from './counter-cases';

const FILES = files({
  drop_levels: ['trace', 'debug'],
  sample_info_percent: 10,
  counted_groups: ['application', 'games'],
  counted_log_groups: ['/c/application', '/eks/games'],
});
const DEPLOYMENT = 'web-7d9f8b6c5-x2x4f';

const tag = (pod: string, namespace = 'shop', group = 'application') =>
  `containers.${group}.${namespace}.main.0.${pod}`;
const line = (log: string, of = tag(DEPLOYMENT)): Line => ({
  calls: ['read'],
  tag: of,
  record: { log, stream: 'stdout' },
});
const TICK: Line = { calls: ['read'], tag: 'counters', time: 1769862896.5, record: { log: '' } };

/** An event of the embedded metric format, as far as the tests read it. */
interface Report extends Record<string, unknown> {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly string[][];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

/** What the last tick reports of these records. */
const reported = (lua: Lua, ...lines: Line[]): Report[] =>
  (lua.filter(FILES, CONTAINERS.script, [...lines, TICK]).at(-1) ?? []).map(({ record }) =>
    JSON.parse(String(record.log)),
  );

/** Values and dimensions alone. */
const values = ({ _aws, ...rest }: Report) => rest;
const ofLogGroup = (reports: Report[], name: string) => reports.map(values).find((each) => each.LogGroupName === name);
const ofApplications = (reports: Report[]) => reports.map(values).filter((each) => each.Application !== undefined);

const trace = (end: string) => `4bf92f3577b34da6a3ce929d0e0e4${end}`;
const LINES = [
  line('{"level":"info","message":"a"}'),
  line('{"level":"ERROR"}'),
  line('FATAL it ends'),
  line('level=debug of=nobody'),
  line(`{"level":"info","trace_id":"${trace('fff')}"}`),
  line(`{"level":"info","trace_id":"${trace('000')}"}`),
  line('{"status":200,"duration_milliseconds":1.5}'),
  line('{"status":"404","request_time":"0.25"}'),
  line('{"status":503,"duration_ms":20}'),
  line('10.0.0.1 - - [31/Jan/2026:12:34:56 +0000] "GET / HTTP/1.1" 502 12'),
  line(''),
];
const COUNTS = { Lines: 10, Errors: 4, Dropped: 1, SampledOut: 1, Requests: 4 };
const ZEROS = { Lines: 0, Errors: 0, Dropped: 0, SampledOut: 0, Limited: 0, Requests: 0 };
const LATENCY = { Min: 1.5, Max: 250, Sum: 271.5, Count: 3 };

/** Names of pods, and the workload that each belongs to. */
const PODS: [pod: string, application: string][] = [
  [DEPLOYMENT, 'web'],
  ['api-2-55b8c9dddf-zk9wq', 'api-2'],
  ['fluent-bit-x2x4f', 'fluent-bit'],
  ['kafka-broker-12', 'kafka-broker'],
  ['backup-29487600-r8p2h', 'backup'],
  ['index-3-bcdfg', 'index'],
  ['migrate', 'migrate'],
  ['my-redis-proxy', 'my-redis-proxy'],
  ['web.0', 'web.0'],
];

describeLua('counters', (lua) => {
  testCases(lua, COUNTED);
  testCases(lua, SAMPLED);
  testCases(lua, OBJECTIVES);
  testCases(lua, JOURNAL_COUNTED);

  test('lines are counted before they are dropped: errors, what is left out, requests and how long they took', () => {
    const reports = reported(lua, ...LINES);
    const dimensions = { ClusterName: 'c', Namespace: 'shop', Application: 'web' };
    expect(reports.map(values)).toEqual([
      { ...dimensions, ...COUNTS, ExcessErrors: 3.5, Latency: LATENCY },
      { ClusterName: 'c', LogGroupName: '/c/application', ...ZEROS, ...COUNTS, Latency: LATENCY },
      { ClusterName: 'c', LogGroupName: '/eks/games', ...ZEROS },
    ]);
  });

  test('a report declares what it holds, with units that CloudWatch knows, and nothing that the model does not', () => {
    const found = new Set<string>();
    for (const { _aws, ...rest } of reported(lua, ...LINES)) {
      const [directive, ...others] = _aws.CloudWatchMetrics;
      if (!directive) throw new Error('no directive');
      expect(others).toEqual([]);
      expect(_aws.Timestamp).toBe(1769862896500);
      expect(directive.Namespace).toBe(COUNTERS_NAMESPACE);
      expect(directive.Dimensions).toEqual([
        'LogGroupName' in rest ? ['ClusterName', 'LogGroupName'] : ['ClusterName', 'Namespace', 'Application'],
      ]);
      const declared = directive.Metrics.map(({ Name }) => Name);
      expect([...declared, ...(directive.Dimensions[0] ?? [])].sort()).toEqual(Object.keys(rest).sort());
      for (const { Name, Unit } of directive.Metrics) {
        expect(Unit).toBe(Name === 'Latency' ? 'Milliseconds' : 'Count');
        found.add(Name);
      }
    }
    expect([...found].sort()).toEqual([...WORKLOAD_COUNTERS].sort());
  });

  test('a report counts from the last one on; an application that was quiet has none, a log group has zeros', () => {
    const reports = reported(lua, line('a'), TICK, line('b', tag('other-0')), line('c', tag('other-0')));
    expect(ofApplications(reports)).toEqual([
      { ClusterName: 'c', Namespace: 'shop', Application: 'other', Lines: 2, ExcessErrors: -0.1 },
    ]);
    expect(ofLogGroup(reports, '/c/application')).toMatchObject({ Lines: 2, Errors: 0 });
    expect(ofLogGroup(reported(lua), '/c/application')).toMatchObject({ Lines: 0, Errors: 0 });
  });

  test('each group has its own lines, and those of the data plane have no group', () => {
    const reports = reported(
      lua,
      line('a'),
      line('ERROR b', tag('snake-0', 'games', 'games')),
      line('E0131 12:34:56.789012       1 proxier.go:1] "c"', tag('kube-proxy-x2x4f', 'kube-system', 'dataplane')),
    );
    expect(ofLogGroup(reports, '/c/application')).toMatchObject({ Lines: 1, Errors: 0 });
    expect(ofLogGroup(reports, '/eks/games')).toMatchObject({ Lines: 1, Errors: 1 });
    expect(ofApplications(reports)).toContainEqual({
      ClusterName: 'c',
      Namespace: 'kube-system',
      Application: 'kube-proxy',
      Lines: 1,
      Errors: 1,
      ExcessErrors: 0.95,
    });
    expect(reports).toHaveLength(5);
  });

  test.each(PODS)('the pod %s belongs to %s', (pod, application) => {
    expect(ofApplications(reported(lua, line('a', tag(pod))))).toMatchObject([{ Application: application }]);
  });

  test('a line in parts is one, and its own parts are none', () => {
    const part = (flag: string, text: string): Line => ({
      ...line(''),
      record: { log: `2026-01-31T12:34:56.5Z stdout ${flag} ${text}` },
    });
    expect(ofLogGroup(reported(lua, part('P', 'ERROR a'), part('F', 'b')), '/c/application')).toMatchObject({
      Lines: 1,
      Errors: 1,
    });
  });

  test('more applications than a node has are counted together, and none of their lines is lost', () => {
    const many = Array.from({ length: 600 }, (_, index) => line('ERROR a', tag(`app${index}x-0`)));
    const reports = reported(lua, ...many, ...many, line('a', tag('app0x-1')));
    const applications = ofApplications(reports);
    expect(applications).toHaveLength(501);
    expect(applications).toContainEqual(expect.objectContaining({ Namespace: 'shop', Application: 'app0x', Lines: 3 }));
    expect(applications.at(-1)).toMatchObject({ Namespace: 'other', Application: 'other', Lines: 200 });
    expect(ofLogGroup(reports, '/c/application')).toMatchObject({ Lines: 1201, Errors: 1200 });
  });
});
