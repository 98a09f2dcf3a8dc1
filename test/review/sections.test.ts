import { renderLuaSettings } from '../../charts/common/fluent-bit/lua-settings';
import { foundIn, lines, type Objects } from './support/found';

const KEPT = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'services.k8s.aws/deletion-policy': 'retain',
};
const group = (spec: object, annotations: object = KEPT) => ({
  apiVersion: 'cloudwatchlogs.services.k8s.aws/v1alpha1',
  kind: 'LogGroup',
  metadata: { name: 'g', namespace: 'n', annotations },
  spec: { name: '/a', retentionDays: 7, ...spec },
});
const bucket = (spec: object) => ({
  apiVersion: 's3.services.k8s.aws/v1alpha1',
  kind: 'Bucket',
  metadata: { name: 'b', namespace: 'n', annotations: KEPT },
  spec: {
    name: 'a-bucket',
    versioning: { status: 'Enabled' },
    lifecycle: { rules: [{ expiration: { days: 90 } }, { expiration: { days: 60 } }] },
    ...spec,
  },
});
const encrypted = (applyServerSideEncryptionByDefault: object) => ({
  encryption: { rules: [{ applyServerSideEncryptionByDefault }] },
});
const subscription = (name: string, endpoint: string) => ({
  apiVersion: 'sns.services.k8s.aws/v1alpha1',
  kind: 'Subscription',
  metadata: { name, namespace: 'n' },
  spec: { endpoint, protocol: 'email', topicRef: { from: { name: 't' } } },
});
const set = (spec: object, name = 's') => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': '8' } },
  spec: {
    serviceName: 'web',
    volumeClaimTemplates: [{ metadata: { name: 'wal' }, spec: { size: '1Gi' } }],
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
    ...spec,
  },
});

describe('data at risk', () => {
  const risk = (before: Objects, after: Objects) => lines('Data at risk', before, after);

  test.each([
    [
      'a removed group that is kept',
      [group({})],
      [],
      '(`/a`): no longer described: the data stays, but **nothing manages it**',
    ],
    ['a removed group that is not', [group({}, {})], [], '(`/a`): **deleted with all of its data**'],
    ['a shorter retention', [group({})], [group({ retentionDays: 3 })], '7 days → 3 days: **AWS deletes what is older'],
    ['a retention after none', [group({ retentionDays: undefined })], [group({})], 'for ever → 7 days: **AWS deletes'],
    ['a longer retention', [group({})], [group({ retentionDays: 14 })], '7 days → 14 days: keeps its data longer'],
    [
      'another name',
      [group({})],
      [group({ name: '/b' })],
      'name `/a` → `/b`: a new one, empty; **the data of the old one',
    ],
    [
      'another Region',
      [group({}, { ...KEPT, 'services.k8s.aws/region': 'eu-west-1' })],
      [group({}, { ...KEPT, 'services.k8s.aws/region': 'us-east-1' })],
      'Region `eu-west-1` → `us-east-1`: a new one, empty',
    ],
    [
      'a lost deletion policy',
      [group({})],
      [group({}, { ...KEPT, 'services.k8s.aws/deletion-policy': 'delete' })],
      '**loses its protection** `services.k8s.aws/deletion-policy: retain`',
    ],
    [
      'a lost sync option',
      [group({})],
      [group({}, { ...KEPT, 'argocd.argoproj.io/sync-options': 'Delete=false' })],
      '**loses its protection** `Prune=false`',
    ],
    [
      'another key',
      [group({ kmsKeyID: 'k1' })],
      [group({ kmsKeyID: 'k2' })],
      '`spec.kmsKeyID` changes: what is there already stays under the old key',
    ],
    ['a first key', [group({})], [group({ kmsKeyID: 'k1' })], '`spec.kmsKeyID` is new: what comes from now on needs'],
    [
      'no key any more',
      [group({ kmsKeyID: 'k1' })],
      [group({})],
      '`spec.kmsKeyID` goes: **what comes is under no key of ours any more**; what is there already stays under the old',
    ],
    [
      'a first key of a bucket',
      [bucket(encrypted({ sseAlgorithm: 'AES256' }))],
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k1' }))],
      '`spec.encryption.rules` is new',
    ],
    [
      'another key of a bucket',
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k1' }))],
      [bucket(encrypted({ sseAlgorithm: 'aws:kms', kmsMasterKeyID: 'k2' }))],
      '`spec.encryption.rules` changes: what is there already stays under the old key',
    ],
    [
      'objects that expire earlier',
      [bucket({})],
      [bucket({ lifecycle: { rules: [{ expiration: { days: 90 } }, { expiration: { days: 30 } }] } })],
      '60 days → 30 days: **AWS deletes',
    ],
    [
      'versions that are off',
      [bucket({})],
      [bucket({ versioning: { status: 'Suspended' } })],
      '**loses its protection** `versioning`',
    ],
    [
      'another name of a bucket',
      [bucket({})],
      [bucket({ name: 'b-bucket' })],
      'name `a-bucket` → `b-bucket`, which **no sync can change**. Once somebody has deleted the object, a new one, empty',
    ],
    [
      'volumes that cannot grow',
      [set({})],
      [set({ volumeClaimTemplates: [{ metadata: { name: 'wal' }, spec: { size: '2Gi' } }] })],
      '`spec.volumeClaimTemplates` cannot be changed',
    ],
    ['no volumes any more', [set({})], [set({ volumeClaimTemplates: [] })], '**it ends with the pod**'],
    ['volumes of a set that goes', [set({})], [], 'its volumes stay, and no pod uses them any more'],
    [
      'volumes that go with their set',
      [set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })],
      [],
      '**its volumes are deleted** with it',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(risk(before, after).join('\n')).toContain(expected);
  });

  test('a field of a new object is none that cannot be changed', () => {
    expect(risk([subscription('a', 'a@example.com')], [subscription('b', 'b@example.com')])).toEqual([]);
    expect(risk([subscription('a', 'a@example.com')], [subscription('a', 'b@example.com')])).toHaveLength(1);
  });

  test('what changes nothing of it is not listed', () => {
    expect(risk([group({}), set({})], [group({ tags: { a: 'b' } }), set({ replicas: 3 })])).toEqual([]);
  });
});

describe('permissions', () => {
  const policy = (...statements: object[]) => ({
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'p', namespace: 'n' },
    spec: { policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
  });
  const allow = (action: string | string[], resource: string | string[], more: object = {}) => ({
    Effect: 'Allow',
    Action: action,
    Resource: resource,
    ...more,
  });
  const rights = (before: Objects, after: Objects) => lines('Permissions', before, after);

  test('an action more is that action, and not the statement', () => {
    expect(
      rights([policy(allow('s3:GetObject', 'a'))], [policy(allow(['s3:GetObject', 's3:PutObject'], 'a'))]),
    ).toEqual(['`Policy n/p` | **gains** | `s3:PutObject` | `a` |']);
  });

  test('what another statement allows already is neither gained nor lost', () => {
    const wide = allow('s3:*', 'arn:aws:s3:::a*');
    expect(rights([policy(wide)], [policy(wide, allow('s3:getobject', 'arn:aws:s3:::a/b'))])).toEqual([]);
    expect(
      rights([policy(allow(['a:B', 'a:C'], ['x', 'y']))], [policy(allow('a:B', ['y', 'x']), allow('a:C', ['x', 'y']))]),
    ).toEqual([]);
  });

  test('a wider pattern is gained, a denial that goes too, and conditions count', () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const condition = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    expect(rights([policy(allow('s3:GetObject', 'a'))], [policy(allow('s3:*', 'a'))])[0]).toContain(
      '**gains** | `s3:*`',
    );
    expect(rights([policy(allow('a:B', 'a'), deny)], [policy(allow('a:B', 'a'))])).toEqual([
      '`Policy n/p` | **gains**, because a denial goes | `s3:*` | `*` |',
    ]);
    expect(rights([policy(allow('a:B', 'a', condition))], [policy(allow('a:B', 'a'))])).toEqual([
      '`Policy n/p` | **a weaker condition** | `a:B` | `a`: **demands no more** `Bool aws:SecureTransport = true` |',
    ]);
    expect(rights([policy(allow('a:B', 'a'))], [policy(allow('a:B', 'a', condition))])).toEqual([
      '`Policy n/p` | a stricter condition | `a:B` | `a`: demands now `Bool aws:SecureTransport = true` |',
    ]);
    const two = [policy(allow('a:B', 'a', condition), allow('a:B', 'a', { Condition: { Bool: { x: 'true' } } }))];
    expect(rights(two, [policy(allow('a:B', 'a', condition))])).toEqual([
      '`Policy n/p` | loses | `a:B` | `a` if `Bool x = true` |',
    ]);
    const other = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(rights([policy(allow('a:B', 'a', condition))], [policy(allow('a:B', 'a', other))])).toEqual([
      '`Policy n/p` | another condition | `a:B` | `a`: `Bool aws:SecureTransport` − `true`, + `false` |',
    ]);
    expect(rights([policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })], [policy()])).toEqual([
      '`Policy n/p` | loses | `all but iam:*` | `*` |',
    ]);
  });

  test('trusts, rules and bindings of RBAC are rights', () => {
    const role = (service: string) => ({
      apiVersion: 'iam.services.k8s.aws/v1alpha1',
      kind: 'Role',
      metadata: { name: 'r', namespace: 'n' },
      spec: {
        assumeRolePolicyDocument: JSON.stringify({
          Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
        }),
      },
    });
    expect(rights([role('a.amazonaws.com')], [role('b.amazonaws.com')])).toEqual([
      '`Service b.amazonaws.com` | **gains** | `sts:AssumeRole` | `Role n/r` |',
      '`Service a.amazonaws.com` | loses | `sts:AssumeRole` | `Role n/r` |',
    ]);
    const rbac = (kind: string, more: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      metadata: { name: 'c' },
      ...more,
    });
    const rule = (...verbs: string[]) =>
      rbac('ClusterRole', { rules: [{ apiGroups: ['', 'apps'], resources: ['pods'], verbs }] });
    expect(rights([rule('get')], [rule('*')])).toEqual(['`ClusterRole c` | **gains** | `*` | `pods`, `pods.apps` |']);
    const binding = (...names: string[]) =>
      rbac('ClusterRoleBinding', {
        roleRef: { kind: 'ClusterRole', name: 'c' },
        subjects: names.map((name) => ({ kind: 'ServiceAccount', name, namespace: 'n' })),
      });
    expect(rights([binding('a')], [binding('a', 'b')])).toEqual([
      '`ServiceAccount n/b` | **gains** | `has the role` | `ClusterRole c` |',
    ]);
  });

  test('pods without a network policy may do everything', () => {
    const network = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'w', namespace: 'n' },
      spec: {
        podSelector: { matchLabels: { app: 'a' } },
        policyTypes: ['Egress'],
        egress: [{ ports: [{ port: 443, protocol: 'TCP' }] }],
      },
    };
    expect(rights([network], [])).toEqual(['`pods n/app=a` | **gains** | `egress` | `*` |']);
    expect(rights([], [network])).toEqual(['`pods n/app=a` | loses | `egress` | `*` |']);
    expect(rights([], [network, set({})])).toContain('`pods n/app=a` | **gains** | `egress` | `anywhere, TCP 443` |');
  });

  test('rights that a substitution moves are counted, and a second one is gained', () => {
    const at = (...regions: string[]) =>
      policy(
        allow(
          'a:B',
          regions.map((region) => `arn:${region}:x`),
        ),
        { Sid: regions[0], Effect: 'Allow', Action: 'a:C', Resource: `arn:${regions[0]}:y` },
      );
    expect(rights([at('us-east-1')], [at('eu-west-1')])).toEqual([
      '`Policy n/p` | same | 2 rights | follow what is replaced throughout |',
    ]);
    expect(rights([at('us-east-1')], [at('us-east-1', 'eu-west-1')])[0]).toContain(
      '**gains** | `a:B` | `arn:eu-west-1:x`',
    );
  });
});

describe('rollout', () => {
  test('a new template restarts pods, with its wave and reason; replicas alone do not', () => {
    const image = set({
      template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i:2' }] } },
    });
    expect(lines('Rollout', [set({})], [image])).toEqual([
      expect.stringMatching(
        /^`StatefulSet n\/s` \(wave 8\) \*\*restarts\*\*, because of `containers\[c\].image`: about /,
      ),
    ]);
    expect(lines('Rollout', [set({})], [set({ replicas: 3 })])).toEqual([
      '`StatefulSet n/s` (wave 8) scales from 1 to 3 pods',
    ]);
    expect(lines('Rollout', [set({})], [])).toEqual(['`StatefulSet n/s` (wave 8) **goes**: its pods end']);
  });

  test('what is applied by hand comes before the merge, unless it only takes away', () => {
    const template = (...names: string[]) => [
      { Resources: Object.fromEntries(names.map((name) => [name, { Type: 'AWS::IAM::Role' }])) },
    ];
    const hand = (before: Objects, after: Objects, file = 'cloudformation.yaml') =>
      lines('Rollout', before, after, `dev/bootstrap/${file}`);
    expect(hand(template('A'), template('A', 'B'))[0]).toContain(
      '**by hand, before the merge**: `sh dist/<environment>/bootstrap/apply.sh 1`',
    );
    expect(hand(template('A', 'B'), template('A'))[0]).toContain('**by hand, after the sync**');
    expect(hand(template('A'), template('A', 'B'), 'insights.yaml')[0]).toContain(
      '**by hand, after the sync**: `sh dist/<environment>/bootstrap/apply.sh 4`',
    );
  });
});

describe('signals', () => {
  const alarm = (name: string, threshold: number) => ({
    apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
    kind: 'MetricAlarm',
    metadata: { name, namespace: 'n' },
    spec: { name, threshold },
  });
  const rules = (...alerts: [string, string][]) => ({
    apiVersion: 'prometheusservice.services.k8s.aws/v1alpha1',
    kind: 'RuleGroupsNamespace',
    metadata: { name: 'r', namespace: 'n' },
    spec: {
      configuration: `groups:\n- name: g\n  rules:\n${alerts.map(([name, expr]) => `  - alert: ${name}\n    expr: ${expr}\n`).join('')}`,
    },
  });
  test('who is told no more is the worst of it, and no alarm', () => {
    const channel = (...SnsTopicArns: string[]) => ({
      Resources: { Chat: { Type: 'AWS::Chatbot::SlackChannelConfiguration', Properties: { SnsTopicArns } } },
    });
    const worst = (before: Objects, after: Objects) =>
      foundIn(before, after, 'dev/bootstrap/a.yaml').find(({ section }) => section === 'Signals')?.worst;
    const untold = 'somebody who was told is told no more';
    expect(worst([subscription('a', 'a@example.com')], [])).toBe(untold);
    expect(worst([channel('a', 'b')], [channel('a')])).toBe(untold);
    expect(worst([channel('a')], [channel('a', 'b')])).toBeUndefined();
    expect(worst([alarm('a', 1)], [])).toBe('`alarm a` goes');
  });

  test('alerts of an objective have its name, so that one that goes is not taken for another', () => {
    const of = (...objectives: string[]) => {
      const alerts = objectives.map(
        (slo) => `  - alert: A\n    expr: up{slo="${slo}"}\n    labels:\n      slo: ${slo}\n`,
      );
      const object = rules();
      return { ...object, spec: { configuration: `groups:\n- name: g\n  rules:\n${alerts.join('')}` } };
    };
    expect(lines('Signals', [of('a', 'b', 'c')], [of('b', 'c')])).toEqual(['**gone**: `alert A of a`']);
  });

  test('a panel that others move is a change of layout, and none of what it shows', () => {
    const widget = (title: string, y: number) => ({ type: 'metric', x: 0, y, width: 24, properties: { title } });
    const text = (markdown: string, y: number) => ({ type: 'text', x: 0, y, width: 24, properties: { markdown } });
    const board = (...widgets: object[]) => ({
      apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
      kind: 'Dashboard',
      metadata: { name: 'd', namespace: 'n' },
      spec: { dashboardName: 'd', dashboardBody: JSON.stringify({ widgets }) },
    });
    const causes = lines(
      'Changes by cause',
      [board(text('## Heading', 0), widget('A', 1), widget('B', 7), widget('C', 13))],
      [board(text('## Heading', 0), widget('B', 1), widget('C', 7))],
    );
    expect(causes).toHaveLength(2);
    expect(causes[0]).toMatch(/^`Dashboard n\/d: spec\.dashboardBody ▸ widgets\[A\]`: − /);
    expect(causes[1]).toMatch(/^order, comments or layout alone, without another meaning: 2 places in 1 object/);
  });

  test('alarms and alerts: new, gone, changed', () => {
    expect(lines('Signals', [alarm('a', 1), alarm('completely-other', 5)], [alarm('a', 2)])).toEqual([
      '**gone**: `alarm completely-other`',
      '`alarm a`: `threshold` `1` → `2`',
    ]);
    expect(lines('Signals', [rules(['A', 'up'], ['B', 'up'])], [rules(['A', 'down'], ['C', 'up'])])).toEqual([
      '**gone**: `alert B`',
      '`alert A`: fires otherwise: `expr` `up` → `down`',
      'new: `alert C`',
    ]);
  });

  test.each([
    [
      'of Grafana',
      'grafana.integreatly.org/v1beta1',
      'GrafanaDashboard',
      (json: string) => ({ spec: { json } }),
      ' of dashboard Shop',
    ],
    [
      'in a ConfigMap',
      'v1',
      'ConfigMap',
      (json: string) => ({ data: { 'shop.json': json, other: 'x: 1' } }),
      ' of dashboard Shop',
    ],
    [
      'of CloudWatch',
      'cloudwatch.services.k8s.aws/v1alpha1',
      'Dashboard',
      (json: string) => ({ spec: { dashboardBody: json.replace('"title":"Shop","panels"', '"widgets"') } }),
      ' of dashboard d',
    ],
  ])('panels %s: new, gone, changed, and moved is none of them', (_, apiVersion, kind, body, title) => {
    const panel = (name: string, expr: string, x = 0) => ({
      title: name,
      type: 't',
      gridPos: { x },
      targets: [{ expr }],
    });
    const dashboard = (...panels: object[]) => ({
      ...{ apiVersion, kind, metadata: { name: 'd', namespace: 'n' } },
      ...body(JSON.stringify({ title: 'Shop', panels })),
    });
    const before = dashboard(panel('A', 'up'), panel('B', 'up'), panel('D', 'up'), {
      type: 'row',
      title: 'R',
      panels: [panel('E', 'up')],
    });
    const after = dashboard(panel('A', 'down'), panel('C', 'up'), panel('D', 'up', 12), {
      type: 'row',
      title: 'R',
      panels: [panel('E', 'up')],
    });
    const found = lines('Signals', [before], [after]);
    expect(found).toContain(`**gone**: \`panel B${title}\``);
    expect(found).toContain(`new: \`panel C${title}\``);
    expect(found.filter((text) => /panel A of/.test(text))).toEqual([expect.stringContaining('`up` → `down`')]);
    expect(found.filter((text) => /panel D of/.test(text))).toEqual([]);
    expect(lines('Signals', [after], [dashboard(panel('A', 'down'), panel('C', 'up'))])).toContain(
      `**gone**: \`panel D${title}\`, \`panel R${title}\`, \`panel E${title}\``,
    );
  });

  test('signals that only follow a substitution are counted', () => {
    const of = (region: string) =>
      [alarm('a', 1), alarm('b', 1)].map((each) => ({ ...each, spec: { ...each.spec, topic: `arn:${region}:t` } }));
    expect(lines('Signals', of('us-east-1'), of('eu-west-1'))).toEqual([
      '2 signals only follow what is replaced throughout: `alarm a`, `alarm b`',
    ]);
  });

  test('log lines: dropped, sampled, redacted otherwise', () => {
    const router = (drop: string[], percent: number, redact: string[]) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'n' },
      data: {
        'settings.lua': renderLuaSettings({
          drop_levels: drop,
          sample_info_percent: percent,
          redact,
          redact_names: [],
        }),
      },
    });
    const [before, after] = [router(['trace'], 100, ['email', 'ssn']), router(['debug'], 10, ['email', 'iban'])];
    expect(lines('Signals', [before], [after])).toEqual([
      'log lines (`ConfigMap n/c`): `ssn` **leave the node unredacted**',
      'log lines (`ConfigMap n/c`): level `debug` **is dropped**',
      'log lines (`ConfigMap n/c`): of level `info` with a trace ID, 100 % → 10 % are kept',
      'log lines (`ConfigMap n/c`): level `trace` is kept again',
      'log lines (`ConfigMap n/c`): `iban` are redacted now',
    ]);
  });
});
