import { lines, type Objects, worstOf } from '../support/found';

const rights = (before: Objects, after: Objects) => lines('Permissions', before, after);
const object = (apiVersion: string, kind: string, name: string, more: object, labels: object = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'n', labels },
  ...more,
});

describe('network policies are read beside those that do not change', () => {
  const policy = (name: string, spec: object) => object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
  const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const web = (spec: object = {}) =>
    policy('web', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80, protocol: 'TCP' }] }],
      ...spec,
    });

  test('a policy that goes takes what it allowed, where another one denies the rest', () => {
    expect(rights([deny, web()], [deny])).toEqual(['`pods n/app=web` | loses | `ingress` | `namespace *, TCP 80` |']);
    expect(rights([web()], [])).toEqual(['`pods n/app=web` | **gains** | `ingress` | `*` |']);
    expect(rights([deny], [deny, web()])).toEqual([
      '`pods n/app=web` | **gains** | `ingress` | `namespace *, TCP 80` |',
    ]);
  });

  test('pods that another selector leaves out may do everything', () => {
    const other = web({ podSelector: { matchLabels: { app: 'shop' } } });
    expect(rights([web()], [other])).toContain('`pods n/app=web` | **gains** | `ingress` | `*` |');
    expect(rights([deny, web()], [deny, other])).not.toContain('`pods n/app=web` | **gains** | `ingress` | `*` |');
  });

  test('the denial of all goes: a workload that goes with it hides nothing, and a namespace does', () => {
    const job = object('batch/v1', 'Job', 'j', {
      spec: { template: { metadata: { labels: { app: 'x' } }, spec: { containers: [] } } },
    });
    const opened = '`pods n/*` | **gains** | `egress`, `ingress` | `*` |';
    expect(rights([deny, job], [])).toContain(opened);
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } };
    expect(rights([deny, space], [])).not.toContain(opened);
  });

  test('what is allowed from anywhere takes in what was allowed from one place', () => {
    expect(rights([deny, web()], [deny, web({ ingress: [{}] })])).toEqual([
      '`pods n/app=web` | **gains** | `ingress` | `anywhere, all ports` |',
    ]);
  });
});

describe('trusts', () => {
  const role = (statement: object) =>
    object('iam.services.k8s.aws/v1alpha1', 'Role', 'r', {
      spec: {
        assumeRolePolicyDocument: JSON.stringify({
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 's' }, ...statement }],
        }),
      },
    });
  const strict = { StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:PrincipalTag/a': ['x', 'y'] } };

  test.each([
    ['goes', undefined, 'a weaker'],
    ['takes any account', { StringLike: { 'aws:SourceAccount': '*', 'aws:PrincipalTag/a': ['y', 'x'] } }, 'a weaker'],
    ['loses a term', { StringEquals: { 'aws:SourceAccount': '111122223333' } }, 'a weaker'],
    [
      'names another account',
      { StringEquals: { ...strict.StringEquals, 'aws:SourceAccount': '444455556666' } },
      'another',
    ],
    ['has a pattern', { StringLike: { ...strict.StringEquals, 'aws:SourceAccount': '1111*' } }, 'another'],
  ])('a condition that %s', (_, Condition, kind) => {
    const [before, after] = [role({ Condition: strict }), role(Condition ? { Condition } : {})];
    expect(worstOf([before], [after])).toBe(
      `\`Service s\` has \`sts:AssumeRole\` on \`Role n/r\` under ${kind} condition`,
    );
  });

  test('the worst says what is gained', () => {
    expect(worstOf([role({})], [role({ Principal: '*' })])).toBe('`*` gains `sts:AssumeRole` on `Role n/r`');
  });
});

describe('rights that are in no statement', () => {
  const pod = (spec: object, container: object = {}) =>
    object('apps/v1', 'Deployment', 'd', {
      spec: {
        template: {
          spec: {
            securityContext: { runAsNonRoot: true },
            containers: [{ name: 'c', securityContext: { allowPrivilegeEscalation: false }, ...container }],
            ...spec,
          },
        },
      },
    });
  const service = (type: string) => object('v1', 'Service', 's', { spec: { type } });
  const role = (labels: object, more: object = {}) =>
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'c', { rules: [], ...more }, labels);
  const space = (level?: string) =>
    object('v1', 'Namespace', 'x', {}, level ? { 'pod-security.kubernetes.io/enforce': level } : {});
  const project = (spec: object) => object('argoproj.io/v1alpha1', 'AppProject', 'p', { spec });
  const kind = { group: 'apps', kind: 'Deployment' };
  const firewall = (cidrIP: string) =>
    object('ec2.services.k8s.aws/v1alpha1', 'SecurityGroup', 'g', {
      spec: { ingressRules: [{ fromPort: 80, toPort: 80, ipProtocol: 'tcp', ipRanges: [{ cidrIP }] }] },
    });

  test.each([
    [
      'the network of the node',
      pod({}),
      pod({ hostNetwork: true }),
      '`Deployment n/d` | **gains** | `hostNetwork` | `its node` |',
    ],
    [
      'a privileged container',
      pod({}),
      pod({}, { securityContext: { privileged: true } }),
      '`Deployment n/d` | **gains** | `privileged`, `privilege escalation` | `its node` |',
    ],
    ['root', pod({}), pod({ securityContext: {} }), '`Deployment n/d` | **gains** | `runs as root` | `its node` |'],
    [
      'a capability',
      pod({}),
      pod({}, { securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['SYS_ADMIN'] } } }),
      '`Deployment n/d` | **gains** | `capability SYS_ADMIN` | `its node` |',
    ],
    [
      'a path of the node',
      pod({}),
      pod(
        { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
        { volumeMounts: [{ name: 'v' }], securityContext: { allowPrivilegeEscalation: false } },
      ),
      '`Deployment n/d` | **gains** | `writes`, `reads` | `/ of its node` |',
    ],
    [
      'what a namespace admits',
      space('restricted'),
      space(),
      '`pods of namespace x` | **gains** | `may be` | `privileged`, `baseline` |',
    ],
    [
      'a service that is public',
      service('ClusterIP'),
      service('LoadBalancer'),
      '`outside of the cluster` | **gains** | `reaches by LoadBalancer` | `Service n/s` |',
    ],
    [
      'a role that another one takes in',
      role({}),
      role({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }),
      '`ClusterRole view` | **gains** | `has the rules of` | `ClusterRole n/c` |',
    ],
    [
      'a role that takes in others',
      role({}),
      role({}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } }),
      '`ClusterRole n/c` | **gains** | `has the rules of` | `every ClusterRole with a=b` |',
    ],
    [
      'a project of Argo CD',
      project({ sourceRepos: ['https://git.example.com/a.git'], namespaceResourceWhitelist: [kind], destinations: [] }),
      project({
        sourceRepos: ['*'],
        namespaceResourceWhitelist: [kind],
        destinations: [{ namespace: '*', server: '*' }],
      }),
      '`AppProject n/p` | **gains** | `deploys from` | `*` |\n`AppProject n/p` | **gains** | `deploys to` | `* of *` |',
    ],
    [
      'a firewall',
      firewall('203.0.113.0/24'),
      firewall('0.0.0.0/0'),
      '`SecurityGroup n/g` | **gains** | `ingress` | `0.0.0.0/0, tcp 80` |',
    ],
  ])('%s', (_, before, after, expected) => {
    const found = rights([before], [after]);
    expect(found.filter((text) => text.includes('**gains**')).join('\n')).toBe(expected);
    expect(rights([after], [before]).filter((text) => text.includes('**gains**'))).not.toContain(expected);
  });

  test('pods that go lose nothing', () => {
    expect(rights([pod({ hostNetwork: true })], [])).toEqual([]);
  });
});

describe('what is called, and what bounds a role', () => {
  const map = (data: object, annotations: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'n', annotations },
    data,
  });
  test('another host is reached; a comment, an annotation and a new object are no news', () => {
    const [a, b] = ['https://a.example.com/x', 'https://b.example.com/x'];
    expect(rights([map({ url: a })], [map({ url: b })])).toEqual([
      '`ConfigMap n/c` | **gains** | `reaches` | `b.example.com` |',
      '`ConfigMap n/c` | loses | `reaches` | `a.example.com` |',
    ]);
    expect(rights([map({ url: a })], [map({ url: `# ${b}\n${a}` })])).toEqual([]);
    expect(rights([map({})], [map({}, { description: b })])).toEqual([]);
    expect(rights([], [map({ url: a })])).toEqual([]);
  });

  test('a boundary that goes is a right that comes', () => {
    const role = (spec: object) => object('iam.services.k8s.aws/v1alpha1', 'Role', 'r', { spec });
    expect(worstOf([role({ permissionsBoundary: 'arn:b' })], [role({ name: 'x' })])).toBe(
      '`Role n/r` gains `*` on `all but what arn:b allows`',
    );
    expect(rights([role({ name: 'x' })], [role({ permissionsBoundary: 'arn:b' })])).toEqual([
      '`Role n/r` | loses, because of a denial | `*` | `all but what arn:b allows` |',
    ]);
  });
});
