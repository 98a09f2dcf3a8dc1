import type { FluentBitConfiguration, FluentBitPlugin } from '../../../charts/common/fluent-bit/model';
import { configuration, configurationFiles } from '../../../charts/fluent-bit/configuration';
import type { FluentBitSettings } from '../../../charts/fluent-bit/settings';
import { retries } from '../../../model/budgets/fluent-bit';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { pluginProblems } from '../../../prove/schemas/fluent-bit';
import { settings } from '../../engines/support/run';
import { everything, minimal } from '../../support/environments';

const logs = (changes: EnvironmentInput['logs']): EnvironmentInput => ({ ...minimal, logs: changes });
const elsewhere = logs({
  cloudwatch: false,
  redact: ['email'],
  multiline: [],
  fluentBit: { diskLimit: '32Gi', kubeletAuthorization: 'none' },
  destinations: [
    {
      kind: 'opensearch',
      domainArn: 'arn:aws:es:eu-west-1:111122223333:domain/logs',
      endpoint: 'logs.eu-west-1.es.amazonaws.com',
    },
    { kind: 'firehose', deliveryStreamName: 'logs' },
    { kind: 's3', bucketName: 'logs-of-the-shop' },
    { kind: 'loki', host: 'loki-gateway.loki.svc.cluster.local' },
  ],
});
const all: [string, FluentBitSettings][] = [...Object.values(overlays), minimal, everything, elsewhere].map(
  (input, index) => [`${index} ${input.name}`, settings(input)],
);

const property = (properties: readonly (readonly [string, unknown])[], key: string) =>
  properties.find(([name]) => name === key)?.[1];

describe.each(all)('%s', (_, set) => {
  const { inputs = [], filters = [], outputs = [] } = configuration(set);
  const tags = inputs.map(({ properties }) => String(property(properties, 'tag')));

  test('the engine knows every plugin, option and kind of value', () => {
    expect(pluginProblems('inputs', inputs)).toEqual([]);
    expect(pluginProblems('filters', filters)).toEqual([]);
    expect(pluginProblems('outputs', outputs)).toEqual([]);
  });

  test('what is read is on disk: chunks, positions, and retries for longer than any outage that is promised', () => {
    for (const { name, properties } of inputs) {
      expect(property(properties, 'storage.type')).toBe('filesystem');
      if (name !== 'dummy') expect(property(properties, 'db')).toMatch(/^\/var\/fluent-bit\/state\/.+\.db$/);
    }
    for (const { name, properties } of outputs) {
      const limit = name === 's3' ? 'store_dir_limit_size' : 'storage.total_limit_size';
      // S3 has files of its own; what OpenSearch refuses must make room after an hour.
      const tries = { s3: 100000, opensearch: 240 }[name] ?? retries(set.outageSeconds);
      expect(property(properties, 'retry_limit')).toBe(tries);
      expect(property(properties, limit)).toMatch(/^[1-9][0-9]*M$/);
      expect(property(properties, 'net.io_timeout')).toBe('10s');
    }
  });

  test('each tag goes to one log group, each output gets something, no group is created', () => {
    const groups = outputs.filter(({ name }) => name === 'cloudwatch_logs');
    const matches = (tag: string, match: unknown) =>
      new RegExp(`^${String(match).replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(tag);
    for (const tag of tags) {
      const takers = groups.filter(({ properties }) => matches(tag, property(properties, 'match')));
      expect(takers).toHaveLength(set.cloudwatch || !tag.startsWith('containers.application.') ? 1 : 0);
    }
    for (const { properties } of outputs)
      expect(tags.some((tag) => matches(tag, property(properties, 'match')))).toBe(true);
    for (const { properties } of groups) expect(property(properties, 'auto_create_group')).toBe(false);
  });

  test('no input reads a file of another, nor what Fluent Bit itself has written', () => {
    const tails = inputs.filter(({ name }) => name === 'tail');
    const list = (properties: readonly (readonly [string, unknown])[], key: string) =>
      String(property(properties, key))
        .split(',')
        .map((glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));
    const readers = (file: string) =>
      tails.filter(
        ({ properties }) =>
          list(properties, 'path').some((glob) => glob.test(file)) &&
          !list(properties, 'exclude_path').some((glob) => glob.test(file)),
      ).length;
    const namespaces = ['shop', 'kube-system', ...set.applications.flatMap((application) => application.namespaces)];
    for (const namespace of namespaces)
      for (const file of ['0.log', '0.log.20261121-073404', '1.log'])
        expect(readers(`/var/log/pods/${namespace}_web-1_2f0a/web/${file}`)).toBe(1);
    const dataplane = set.streams.dataplane ? 1 : 0;
    expect(readers('/var/log/pods/kube-system_kube-proxy-abcde_2f0a/kube-proxy/0.log')).toBe(dataplane);
    expect(readers('/var/log/pods/kube-system_aws-node-abcde_2f0a/aws-node/0.log')).toBe(dataplane);
    expect(readers('/var/log/pods/kube-system_coredns-abcde_2f0a/coredns/0.log')).toBe(1);
    expect(readers(`/var/log/pods/${set.namespace}_fluent-bit-abcde_2f0a/fluent-bit/0.log`)).toBe(0);
    expect(readers(`/var/log/pods/${set.namespace}_alloy-0_2f0a/alloy/0.log`)).toBe(1);
    expect(readers('/var/log/pods/shop_web-1_2f0a/web/0.log.20261121-073404.gz')).toBe(0);
  });
});

test('the pipeline reads a line once, and looks pods up for what is kept alone', () => {
  const { filters = [] } = configuration(settings(everything));
  expect(filters.map(({ properties }) => property(properties, 'alias'))).toEqual([
    'host-without-dataplane',
    'journal-fields',
    'read-line',
    'pod-metadata',
    'waiting-metadata',
    'write-event',
  ]);
});

/** Aliases of the plugins that take a tag. */
const takes = (plugins: readonly FluentBitPlugin[] = [], tag = '') =>
  plugins
    .filter(({ properties }) => {
      const regex = property(properties, 'match_regex');
      const match = String(property(properties, 'match')).replaceAll('.', '\\.').replaceAll('*', '.*');
      return new RegExp(regex === undefined ? `^${match}$` : String(regex)).test(tag);
    })
    .map(({ properties }) => property(properties, 'alias'));

/** Tags of the records that ask the reader for something. */
const asking = ({ inputs = [] }: FluentBitConfiguration): string[] =>
  inputs.filter(({ name }) => name === 'dummy').map(({ properties }) => String(property(properties, 'tag')));

test('what asks for counts passes the filter that counts, and no other; its answers are metrics', () => {
  const made = configuration(settings(everything));
  const { filters = [], outputs = [] } = made;
  const tag = asking(made).at(-1);
  expect(takes(filters, tag)).toEqual(['read-line']);
  const pod = ['read-line', 'pod-metadata', 'write-event'];
  expect(takes(filters, 'containers.application.shop.main.0.web-0')).toEqual(pod);
  expect(takes(filters, 'containers.counters.shop.main.0.counters')).toEqual(pod);
  expect(takes(filters, 'journal.host')).toEqual(['host-without-dataplane', 'journal-fields', 'read-line']);
  const output = outputs.find(({ properties }) => property(properties, 'match') === tag)?.properties ?? [];
  expect(property(output, 'log_group_name')).toBe('/c/counters');
  expect(property(output, 'log_format')).toBe('json/emf');
});

test('where container logs go elsewhere, the groups of nodes are counted, and no workload is', () => {
  const text = configurationFiles(settings(elsewhere))['settings.lua'];
  expect(text).toContain('counted_log_groups = { "/c/dataplane", "/c/host" }');
  expect(text).not.toContain('tolerated_error_percent');
});

test('each group asks for what has waited; the pods of the answers are looked up by what these say', () => {
  const made = configuration(settings(everything));
  const groups = ['application', 'tictactoe', 'games', 'dataplane'].filter((group) =>
    made.inputs?.some(({ properties }) => property(properties, 'alias') === `${group}-containers`),
  );
  expect(groups.length).toBeGreaterThan(2);
  expect(asking(made).slice(0, -1)).toEqual(groups.map((group) => `containers.${group}.waiting`));
  for (const group of groups) {
    expect(takes(made.filters, `containers.${group}.waiting`)).toEqual([
      'read-line',
      'waiting-metadata',
      'write-event',
    ]);
    expect(takes(made.outputs, `containers.${group}.waiting`)).toContain(`${group}-containers`);
    expect(takes(made.filters, `containers.${group}.shop.main.0.a.waiting`)).not.toContain('waiting-metadata');
  }
});

test('lines carry their offset, by which they follow each other', () => {
  const tails = (configuration(settings(everything)).inputs ?? []).filter(({ name }) => name === 'tail');
  expect(tails.map(({ properties }) => property(properties, 'offset_key'))).toEqual(tails.map(() => 'offset'));
});

test('without CloudWatch Logs nothing asks for counts', () => {
  const nothing = settings({ ...elsewhere, logs: { ...elsewhere.logs, streams: { host: false, dataplane: false } } });
  expect(JSON.stringify(configuration(nothing))).not.toContain('counters');
  expect(configurationFiles(nothing)['settings.lua']).toContain('counted_log_groups = {}');
});

test('the counts are those of a log group where nobody else writes to it', () => {
  const set = settings(everything);
  const applications = set.applications.map((each) => ({ ...each, alsoOnFargate: each.name === 'games' }));
  const text = configurationFiles({ ...set, applications })['settings.lua'];
  expect(text).toContain('counted_groups = { "application", "tictactoe", "dataplane", "host" }');
  expect(text).toContain('counted_log_groups = { "/c/application", "/eks/tictactoe", "/c/dataplane", "/c/host" }');
});

test('the journal of the dataplane is read by units, and left out of the host', () => {
  const { inputs = [], filters = [] } = configuration(settings(minimal));
  const units = inputs
    .flatMap(({ properties }) => properties)
    .filter(([key]) => key === 'systemd_filter')
    .map(([, value]) => String(value).replace('_SYSTEMD_UNIT=', ''));
  expect(units).toEqual(['kubelet.service', 'containerd.service']);
  const host = filters.find(({ properties }) => property(properties, 'match') === 'journal.host');
  const excluded = new RegExp(String(property(host?.properties ?? [], 'exclude')).replace('systemd_unit ', ''));
  expect([...units, 'sshd.service', 'xkubelet.service'].map((unit) => excluded.test(unit))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('streams that are off are neither read nor shipped', () => {
  const {
    inputs = [],
    filters = [],
    outputs = [],
  } = configuration(settings(logs({ streams: { host: false, dataplane: false } })));
  const plugins = [...inputs, ...filters, ...outputs].map(({ name, properties }) => [
    name,
    property(properties, 'alias'),
  ]);
  expect(JSON.stringify(plugins)).not.toContain('journal');
  expect(inputs.map(({ name }) => name)).toEqual(['tail', 'dummy', 'dummy']);
});

test('without languages no trace is joined', () => {
  const plain = configurationFiles(settings(logs({ multiline: [] })))['settings.lua'];
  expect(plain).toContain('trace_rules = {},');
});

test('only variables that the pod sets', () => {
  const text = configurationFiles(settings(everything))['fluent-bit.yaml'] ?? '';
  const variables = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name);
  expect([...new Set(variables)].sort()).toEqual(['NODE_IP', 'NODE_NAME']);
});

test('a pod opts out only where it may', () => {
  const exclude = (input: EnvironmentInput) =>
    (configuration(settings(input)).filters ?? []).flatMap(
      ({ properties }) => property(properties, 'k8s-logging.exclude') ?? [],
    );
  expect(exclude(minimal)).toEqual([true, true]);
  expect(exclude(logs({ allowPodExclusion: false }))).toEqual([false, false]);
});
