import { lines, type Objects } from '../support/found';
import { set } from '../support/objects';

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
  expect(rights([policy(allow('s3:GetObject', 'a'))], [policy(allow(['s3:GetObject', 's3:PutObject'], 'a'))])).toEqual([
    '`Policy n/p` | **gains** | `s3:PutObject` | `a` |',
  ]);
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
  expect(rights([policy(allow('s3:GetObject', 'a'))], [policy(allow('s3:*', 'a'))])[0]).toContain('**gains** | `s3:*`');
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
