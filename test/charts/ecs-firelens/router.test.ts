import { REDACTION_MODULES } from '../../../charts/common/fluent-bit/redaction';
import { type RouterSettings, routerFiles } from '../../../charts/ecs-firelens/router';
import { settings } from './settings';

test('the configuration without a policy', () => {
  expect(routerFiles(settings)['fluent-bit.yaml']).toBe(
    [
      'service:',
      '  flush: 1',
      '  grace: 100',
      '  log_level: warn',
      '  http_server: on',
      "  http_listen: '127.0.0.1'",
      '  http_port: 2020',
      '  storage.path: /buffer/chunks',
      '  storage.sync: normal',
      '  storage.checksum: off',
      '  storage.max_chunks_up: 37',
      '  scheduler.base: 3',
      '  scheduler.cap: 30',
      'parsers:',
      '  - name: json-line',
      '    format: json',
      'pipeline:',
      '  inputs:',
      '    - name: forward',
      '      alias: firelens',
      '      unix_path: /var/run/fluent.sock',
      '      tag_prefix: ecs.dev-firelens.',
      '      storage.type: filesystem',
      '  filters:',
      '    - name: lua',
      "      match: 'ecs.*'",
      '      alias: join-partial-lines',
      '      script: /dev/shm/task.lua',
      '      call: join',
      '    - name: lua',
      "      match: 'ecs.*'",
      '      alias: describe',
      '      script: /dev/shm/task.lua',
      '      call: describe',
      '    - name: parser',
      "      match: 'ecs.*'",
      '      alias: json-lines',
      '      key_name: log',
      '      parser: json-line',
      '      reserve_data: on',
      '    - name: record_modifier',
      "      match: 'ecs.*'",
      '      alias: cluster',
      "      record: 'ecs_cluster dev-firelens'",
      '  outputs:',
      '    - name: cloudwatch_logs',
      '      alias: cloudwatch',
      "      match: 'ecs.*'",
      '      region: eu-west-1',
      '      log_group_name: /aws/ecs/dev-firelens/application',
      '      log_stream_prefix: task/',
      '      auto_create_group: off',
      '      retry_limit: no_limits',
      "      storage.total_limit_size: '1800M'",
      "      net.io_timeout: '10s'",
      "      net.connect_timeout: '10s'",
      '',
    ].join('\n'),
  );
});

/** Aliases of the plugins of one section, in their order. */
const aliases = (more: Partial<RouterSettings>, section: 'filters' | 'outputs'): string[] => {
  const configuration = routerFiles({ ...settings, ...more })['fluent-bit.yaml'] ?? '';
  const [, text = ''] = configuration.split(`  ${section}:\n`);
  return [...(text.split(/^ {2}\w/m)[0] ?? '').matchAll(/^ +alias: (.*)$/gm)].map(([, alias = '']) => alias);
};

test('the policy stands where lines are whole, and before they are parsed', () => {
  expect(aliases({ dropLevels: ['debug'], sampleInfoPercent: 10, redact: ['ssn'] }, 'filters')).toEqual([
    'join-partial-lines',
    'task-drop-levels',
    'task-sample-info',
    'describe',
    'json-lines',
    'cluster',
  ]);
});

test('the scripts learn what is redacted and the tasks of the cluster, and are the same in all environments', () => {
  const { 'fluent-bit.yaml': _, 'settings.lua': text, ...scripts } = routerFiles({ ...settings, redact: ['ssn'] });
  expect(text).toBe(
    'return {\n  redact = { "ssn" },\n  redact_names = {},\n  redact_patterns = {},\n  task_arn_prefix = "arn:aws:ecs:eu-west-1:111122223333:task/dev-firelens/",\n}\n',
  );
  expect(Object.keys(scripts)).toEqual(['task.lua', ...REDACTION_MODULES]);
  expect(routerFiles({ ...settings, taskArnPrefix: 'arn:other' })).toMatchObject(scripts);
});

const destinations: RouterSettings['destinations'] = [
  { kind: 'firehose', deliveryStreamName: 'logs' },
  { kind: 'loki', host: 'loki.example.com', port: 3100 },
];

test('destinations in addition to CloudWatch Logs, and instead of it', () => {
  expect(aliases({ destinations }, 'outputs')).toEqual(['cloudwatch', 'firehose-1', 'loki-2']);
  expect(aliases({ destinations, logGroupName: undefined }, 'outputs')).toEqual(['firehose-1', 'loki-2']);
});

test('every output retries indefinitely, within its disk and its timeouts', () => {
  const configuration = routerFiles({ ...settings, destinations })['fluent-bit.yaml'] ?? '';
  for (const line of ['retry_limit: no_limits', "storage.total_limit_size: '1800M'", "net.io_timeout: '10s'"])
    expect(configuration.split(line)).toHaveLength(4);
});

test('an output to S3 bounds the files that it collects, and tries longer than any outage', () => {
  const s3: RouterSettings['destinations'] = [{ kind: 's3', bucketName: 'example-logs' }];
  const configuration = routerFiles({ ...settings, destinations: s3 })['fluent-bit.yaml'] ?? '';
  const [, output = ''] = configuration.split('- name: s3');
  expect(output).toContain("store_dir_limit_size: '1800M'");
  expect(output).toContain('retry_limit: 100000');
  expect(output).not.toContain('storage.total_limit_size');
});
