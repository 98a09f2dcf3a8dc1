import { everything } from '../../support/environments';
import { type Draft, lines } from '../lines';

const envoy = { kind: 'envoy', namespace: 'shop', application: 'web', listener: 'web' };
const slo = (changes: object = {}) => ({
  name: 'web',
  service: 'web',
  indicator: 'availability',
  source: envoy,
  target: 99.9,
  ...changes,
});
const with_ = (...slos: object[]) =>
  lines((draft: Draft) => {
    draft.slos = slos;
  }, everything);

test('objectives that nothing is wrong with', () => {
  expect(
    with_(
      slo(),
      slo({ name: 'b', indicator: 'latency', thresholdMilliseconds: 250, target: 95 }),
      slo({ name: 'c', source: { kind: 'targets', namespace: 'shop', application: 'web' }, silence: 'violated' }),
      slo({ name: 'd', source: { kind: 'remote-write' }, indicator: 'freshness', thresholdSeconds: 120 }),
      slo({ name: 'e', source: { kind: 'log-agents' }, windowDays: 28 }),
      slo({ name: 'f', source: { ...envoy, namespace: 'sample-apps', application: 'envoy' } }),
    ),
  ).toEqual([]);
});

test.each([100, 101, 0, -1, 83.9, '99.9'])('a target of %j', (target) => {
  expect(with_(slo({ target }))).toEqual([
    `slos[0].target: ${JSON.stringify(target)} is not a target; allowed: a number from 84 to 99.999, in percent of the events`,
  ]);
});

test.each([
  [99.9999, 30, '2.6 s of failure in 30 days, or 1 event in 1,000,000', '26 s of failure in 30 days'],
  [99.9999999, 28, '0.0024 s of failure in 28 days, or 1 event in 1,000,000,000', '24 s of failure in 28 days'],
])('a target of %p in %p days promises what nobody can see', (target, windowDays, allows, most) => {
  expect(with_(slo({ target, windowDays }))).toEqual([
    `slos[0].target: ${target} allows ${allows}: nobody can see whether it is kept; allowed: from 84 to 99.999, which allows ${most}, or 1 event in 100,000`,
  ]);
  expect(with_(slo({ target: 99.999, windowDays }))).toEqual([]);
  // The next number below 100.
  expect(with_(slo({ target: 99.99999999999999, windowDays }))).toEqual([expect.not.stringMatching(/NaN|∞/)]);
});

test('a window without a table of burn rates', () => {
  expect(with_(slo({ windowDays: 90 }))).toEqual([
    'slos[0].windowDays: 90 is not a window with a table of burn rates; allowed: 28, 30',
  ]);
});

test('two objectives of one name, and one that the stack has itself', () => {
  expect(with_(slo(), slo({ target: 99 }), slo({ name: 'log-delivery' }))).toEqual([
    'slos[1].name: "web" is taken: another objective has it; allowed: a name of its own',
    'slos[2].name: "log-delivery" is taken: the stack has this objective itself; allowed: another name',
  ]);
});

test('an indicator that the source cannot tell', () => {
  expect(with_(slo({ indicator: 'freshness', thresholdSeconds: 60 }))).toEqual([
    'slos[0].indicator: "freshness" is nothing that the source "envoy" can tell; allowed: "availability", "error-ratio", "latency"',
  ]);
});

test('a threshold that is missing, that has no meaning, or that the histogram does not know', () => {
  expect(
    with_(
      slo({ indicator: 'latency' }),
      slo({ name: 'b', thresholdMilliseconds: 250 }),
      slo({ name: 'c', indicator: 'latency', thresholdMilliseconds: 200 }),
    ),
  ).toEqual([
    'slos[0].thresholdMilliseconds: missing; allowed: what the indicator "latency" needs',
    'slos[1].thresholdMilliseconds: 250 has no meaning for the indicator "availability"; allowed: none, or the indicator "latency"',
    expect.stringMatching(
      /^slos\[2\]\.thresholdMilliseconds: 200 is no bound of the histograms of Envoy; allowed: 1, 5, .* 250, /,
    ),
  ]);
});

test('a setting that the source needs, and one that it does not', () => {
  const { listener: _, ...without } = envoy;
  expect(with_(slo({ source: without }), slo({ name: 'b', source: { kind: 'log-agents', namespace: 'x' } }))).toEqual([
    'slos[0].source.listener: missing; allowed: what the source "envoy" needs',
    'slos[1].source.namespace: "x" has no meaning for the source "log-agents"; allowed: none',
  ]);
});

test('a source that nobody emits', () => {
  const sample = (changes: object) => slo({ source: { ...envoy, namespace: 'sample-apps', ...changes } });
  expect(with_(sample({ application: 'haproxy' }))).toEqual([
    'slos[0].source.application: "haproxy" has no events of "envoy" in namespace "sample-apps", which holds samples; allowed: "envoy"',
  ]);
  expect(with_(sample({ application: 'envoy', listener: 'metrics' }))).toEqual([
    'slos[0].source.listener: "metrics" is no listener for users of the sample "envoy"; allowed: "web"',
  ]);
  const heartbeat = { kind: 'targets', namespace: 'serverless', application: 'heartbeat' };
  expect(with_(slo({ source: heartbeat }))).toEqual([
    'slos[0].source.application: "heartbeat" has no events of "targets" in namespace "serverless", which holds samples; allowed: none of "heartbeat" does',
  ]);
});

const log = { kind: 'access-log', namespace: 'shop', application: 'web' };
const loadBalancer = (name: string) => ({ kind: 'load-balancer', loadBalancer: `app/${name}/50dc6c495c0c9188` });

test('a source that an environment does not have', () => {
  const minimalWith = (source: object) =>
    lines((draft) => {
      draft.slos = [slo({ source })];
    });
  expect(minimalWith(envoy)).toEqual([
    'slos[0].source.kind: "envoy" is in a workspace, and metrics.workspace is missing; allowed: "access-log"',
  ]);
  expect(minimalWith(loadBalancer('minimal-firelens'))).toEqual([
    'slos[0].source.kind: "load-balancer" is of the ECS service, and ecs is missing; allowed: "access-log"',
  ]);
  expect(minimalWith(log)).toEqual([]);
  expect(with_(slo({ source: { ...log, namespace: 'serverless', application: 'web' } }))).toContain(
    'slos[0].source.kind: "access-log" is counted on EC2 nodes, and pods of "serverless" run on Fargate; allowed: "envoy", "haproxy", "targets", "log-agents", "remote-write", "load-balancer"',
  );
});

test('a load balancer that is not that of the service', () => {
  expect(with_(slo({ source: loadBalancer('everything-firelens') }))).toEqual([]);
  expect(with_(slo({ source: loadBalancer('other') }))).toEqual([
    'slos[0].source.loadBalancer: "app/other/50dc6c495c0c9188" is not the load balancer of the ECS service; allowed: app/everything-firelens/<ID>',
  ]);
  expect(with_(slo({ source: { kind: 'load-balancer', loadBalancer: 'net/x/1' } }))).toEqual([
    'slos[0].source.loadBalancer: "net/x/1" is not the end of the ARN of an Application Load Balancer; allowed: app/<name>/<16 hexadecimal digits>',
  ]);
});
