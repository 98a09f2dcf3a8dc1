import { fargateNotices } from '../../../charts/fargate-logging/configuration';
import { overlays } from '../../../overlays';
import { environment, everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const data = (overlay = everything): Record<string, string> =>
  find(synth(overlay)['fargate-logging'] ?? [], 'ConfigMap', 'aws-logging').data;

test('only an environment with Fargate profiles has the router', () => {
  const having = Object.entries({ ...overlays, minimal }).filter(([, overlay]) => synth(overlay)['fargate-logging']);
  expect(having.map(([name]) => name)).toEqual(['dev']);
});

test('the CRI parser comes first: without it no level and no message is ever seen', () => {
  expect(data()['filters.conf']).toMatch(
    /^\[FILTER\]\n {4}name parser\n {4}match kube\.\*\n {4}key_name log\n {4}parser cri\n/,
  );
});

test('a record is routed before its line is taken apart: until there it has no key that its container has chosen', () => {
  const names = [...(data()['filters.conf'] ?? '').matchAll(/^ +name (\S+)/gm)].map(([, name]) => name);
  const pod = ['kubernetes', 'nest', 'nest', 'modify'];
  const line = ['nest', 'modify', 'parser', 'modify', 'modify', 'modify'];
  expect(names).toEqual(['parser', 'grep', 'grep', 'grep', ...pod, 'rewrite_tag', ...line]);
});

test('an application on Fargate has its own group, with its namespace in the stream', () => {
  expect(data()['filters.conf']).toContain('rule $p_namespace_name ^(?:chess|serverless)$ app.games.$TAG false\n');
  expect(data()['output.conf']).toContain(
    'match app.games.*\n    region ap-southeast-2\n    log_group_name /eks/games\n',
  );
  expect(data()['output.conf']).not.toContain('/eks/tictactoe');
});

test('what an application has got of its own holds as much in an outage as the input', () => {
  const filters = (data()['filters.conf'] ?? '').split('[FILTER]').filter((text) => text.includes('rewrite_tag'));
  expect(filters).toHaveLength(1);
  for (const filter of filters) expect(filter).toContain('emitter_mem_buf_limit 45MB\n');
});

test('no name of an application makes a tag that is routed again', () => {
  const logs = {
    ...everything.logs,
    applications: [{ name: 'kube', logGroupName: '/eks/kube', namespaces: ['serverless'] }],
  };
  expect(data({ ...everything, logs })['filters.conf']).toContain(' app.kube.$TAG ');
});

test('every output tries again, and none creates a group', () => {
  const outputs = (data()['output.conf'] ?? '').split('[OUTPUT]').slice(1);
  expect(outputs).toHaveLength(2);
  for (const output of outputs) {
    expect(output).toContain('retry_limit no_limits');
    expect(output).toContain('auto_create_group off');
  }
});

test('a retention that the router does not know becomes the next shorter', () => {
  const overlay = { ...everything, logs: { ...everything.logs, retentionDays: 1096 as const } };
  expect(data(overlay)['output.conf']).toContain('log_retention_days 731');
});

test('a notice reports what the router cannot do, with an alternative', () => {
  const { logs } = environment({
    ...everything,
    logs: {
      ...everything.logs,
      destinations: [
        { kind: 'loki', host: 'loki.example.com' },
        { kind: 'firehose', deliveryStreamName: 's' },
      ],
    },
  });
  expect(fargateNotices(logs)).toEqual([
    expect.stringMatching(/^logs\.redact: .*; redact in the application/),
    expect.stringMatching(/^logs\.multiline: .*; log them as one JSON line/),
    expect.stringMatching(/^logs\.limits: on Fargate nothing is limited; every pod has a router of its own/),
    'logs.destinations: the Fargate router has no output for loki; logs of Fargate pods do not go there',
  ]);
  expect(
    fargateNotices({
      ...logs,
      limits: { windowSeconds: 60 },
      redact: [],
      redactPatterns: [],
      multiline: [],
      destinations: [],
    }),
  ).toEqual([]);
});

test('own patterns are looked for without Lua, and said to be', () => {
  const { logs } = environment({ ...everything, logs: { ...everything.logs, redact: [] } });
  expect(data({ ...everything, logs: { ...everything.logs, redact: [] } })['filters.conf']).toContain(
    'condition key_value_matches message (?:(?<![A-Za-z\\d])EMP-[0-9]{6}(?![A-Za-z\\d]))\n    set message REDACTED',
  );
  expect(fargateNotices(logs)[0]).toMatch(/^logs\.redact: /);
});

test('another destination may replace CloudWatch', () => {
  const overlay = {
    ...everything,
    logs: {
      ...everything.logs,
      cloudwatch: false,
      applications: [],
      destinations: [{ kind: 'firehose' as const, deliveryStreamName: 'stream-1' }],
    },
  };
  expect(data(overlay)['output.conf']).toBe(
    '[OUTPUT]\n    name kinesis_firehose\n    match *\n    region ap-southeast-2\n    delivery_stream stream-1\n    retry_limit no_limits\n',
  );
});

test('a pod opts out only where it may', () => {
  expect(data()['filters.conf']).toContain('k8s-logging.exclude on\n');
  const forced = { ...everything, logs: { ...everything.logs, allowPodExclusion: false } };
  expect(data(forced)['filters.conf']).toContain('k8s-logging.exclude off\n');
});
