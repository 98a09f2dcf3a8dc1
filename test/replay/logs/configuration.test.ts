import type { Agent } from '../../../replay/logs/agent';
import { recordedOf, replayable } from '../../../replay/logs/configuration';
import { NotReplayed } from '../../../replay/not-replayed';
import type { Recording } from '../../../replay/recording';

const configuration = (group: string, more = '') => `service:
  flush: 5
  http_port: 2020
  storage.path: /var/fluent-bit/state/chunks
pipeline:
  inputs:
    - name: tail
      alias: shop
      tag: 'containers.shop.<namespace>.<pod>'
      path: '/var/log/pods/shop_*/*/*.log*'
      exclude_path: '*.gz'
      db: /var/fluent-bit/state/shop.db
    - name: tail
      alias: others
      tag: 'containers.others.<namespace>.<pod>'
      path: '/var/log/pods/*/*/*.log*'
      exclude_path: '/var/log/pods/shop_*/*/*.log*'
      read_from_head: off
    - name: systemd
      tag: journal.others
    - name: dummy
      tag: counters
      interval_sec: 30
${more}  outputs:
    - name: cloudwatch_logs
      match: 'containers.shop.*'
      region: eu-west-1
      log_group_name: ${group}
      role_arn: arn:aws:iam::111122223333:role/logs
      sts_endpoint: https://sts.eu-west-1.amazonaws.com
      log_key: log
    - name: cloudwatch_logs
      match_regex: '^(?:containers|journal)\\.others'
      region: eu-west-1
      log_group_name: /others
    - name: kinesis_firehose
      match: '*'
      delivery_stream: security
`;

const agentOf = (text: string, cluster = 'one', group = '/shop'): Agent => ({
  path: 'fluent-bit.k8s.yaml',
  namespace: 'logging',
  files: new Map([
    ['fluent-bit.yaml', text],
    ['settings.lua', `return {\n  cluster = "${cluster}",\n  counted_log_groups = { "${group}", "/others" },\n}\n`],
    ['reader.lua', '-- "/shop" is not a setting here\n'],
  ]),
  configuration: '/etc/fluent-bit',
  mounts: ['/etc/fluent-bit', '/var/log/pods', '/var/fluent-bit/state'],
  podLogs: '/var/log/pods',
});

test('the pipeline stays; where events go to is this machine, and nothing else is read or sent', () => {
  expect(replayable(agentOf(configuration('/shop'))).files).toEqual({
    'fluent-bit.yaml': `service:
  flush: 1
  http_port: 2020
  storage.path: /var/fluent-bit/state/chunks
  log_level: warn
  http_server: on
  http_listen: 127.0.0.1
pipeline:
  inputs:
    - name: tail
      alias: shop
      tag: containers.shop.<namespace>.<pod>
      path: /var/log/pods/shop_*/*/*.log*
      exclude_path: '*.gz'
      db: /var/fluent-bit/state/shop.db
      read_from_head: on
      refresh_interval: 1
    - name: tail
      alias: others
      tag: containers.others.<namespace>.<pod>
      path: /var/log/pods/*/*/*.log*
      exclude_path: /var/log/pods/shop_*/*/*.log*
      read_from_head: on
      refresh_interval: 1
    - name: dummy
      tag: counters
      interval_sec: 1
  outputs:
    - name: cloudwatch_logs
      match: containers.shop.*
      region: us-east-1
      log_group_name: /replay/0
      log_key: log
    - name: cloudwatch_logs
      match_regex: ^(?:containers|journal)\\.others
      region: us-east-1
      log_group_name: /replay/1
`,
    'settings.lua': 'return {\n  cluster = "replay",\n  counted_log_groups = { "/replay/0", "/replay/1" },\n}\n',
    'reader.lua': '-- "/shop" is not a setting here\n',
  });
});

test('agents that differ in names alone are the same, others are not', () => {
  const key = (...of: Parameters<typeof agentOf>): string => replayable(agentOf(...of)).key;
  expect(key(configuration('/games'), 'two', '/games')).toBe(key(configuration('/shop')));
  expect(key(configuration('/shop', '  filters:\n    - name: grep\n      exclude: log DEBUG\n'))).not.toBe(
    key(configuration('/shop')),
  );
});

test('a group that the journal goes to as well is known, and so is what was recorded for each', () => {
  const replayed = replayable(agentOf(configuration('/shop')));
  expect(replayed.groups).toEqual(['/shop', '/others']);
  expect(replayed.alsoOthers).toEqual(new Set(['/others']));
  const file = (path: string, lines: number) => ({
    path: `/var/log/pods/${path}`,
    lines,
    rows: lines,
    bytes: 10 * lines,
  });
  const files = [
    file('shop_web_1/web/0.log', 7),
    file('shop_web_1/web/1.log', 2),
    file('chess_board_1/board/0.log', 5),
  ];
  expect(recordedOf(replayed, { files } as unknown as Recording)).toEqual([
    { lines: 9, bytes: 90 },
    { lines: 5, bytes: 50 },
  ]);
});

test.each([
  ['no YAML', 'a: [', 'its fluent-bit.yaml is not YAML'],
  ['nothing for CloudWatch', 'pipeline:\n  outputs:\n    - name: s3\n', 'it sends nothing to CloudWatch Logs'],
  [
    "this machine's files",
    configuration('/shop').replace('/var/log/pods/shop_*/*/*.log*', '/var/log/pods/*.log,/var/log/syslog'),
    'its setting path names a file outside of what it mounts',
  ],
  [
    'a way out of a folder',
    configuration('/shop').replace('state/shop.db', 'state/../../../etc/shop.db'),
    'its setting db names a file outside of what it mounts',
  ],
  [
    'a folder with a longer name',
    configuration('/shop').replace('state/chunks', 'state-of-others'),
    'its setting storage.path names a file outside of what it mounts',
  ],
])('not replayed: %s', (_, text, why) => {
  expect(() => replayable(agentOf(text))).toThrow(new NotReplayed(why));
});
