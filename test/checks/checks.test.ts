import { findings, podOf, type Shop } from './shop';

test('nothing is found where everything is right', () => {
  expect(findings(() => {})).toEqual([]);
});

test('an address that the environment names is no finding, and every other is', () => {
  const found = (host: string) =>
    findings((shop) => Object.assign(podOf(shop).containers[0], { args: [`--to=${host}:80`] }), {
      hosts: ['loki.loki.svc'],
    });
  expect(found('loki.loki.svc')).toEqual([]);
  expect(found('wbe.shop.svc')).toEqual([
    'Deployment shop/web  spec.template.spec.containers[0].args[0]: "wbe.shop.svc:80" is not the address of a service of this environment; expected: <service>.<namespace>.svc',
  ]);
});

test('every object whose namespace is not there is found', () => {
  const found = findings((shop) => remove(shop, 'Namespace', 'shop'));
  expect(found).toContain(
    'CronJob shop/report  metadata.namespace: "shop" is not a Namespace; expected: one that exists; there is none',
  );
  expect(found).toHaveLength(14);
});

const remove = (shop: Shop, kind: string, name: string): void => {
  shop.all.splice(shop.all.indexOf(shop.get(kind, name)), 1);
};

/** What was broken, how, and what must be found: all of it, and in these words. */
const cases: Record<string, [breakIt: (shop: Shop) => void, expected: (string | RegExp)[]][]> = {
  identities: [
    [
      (shop) => shop.all.push(structuredClone(shop.get('Service', 'web'))),
      [
        'Service shop/web  metadata.name: Service shop/web exists twice; expected: one of that kind, namespace and name',
      ],
    ],
  ],
  names: [
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { name: 'Report_daily' }),
      [
        'CronJob shop/Report_daily  metadata.name: "Report_daily" is not a name of a CronJob; expected: a DNS label of at most 52 characters',
      ],
    ],
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { name: 'r'.repeat(53) }),
      [/metadata.name: "r{53}" is not a name of a CronJob/],
    ],
    [
      (shop) => Object.assign(shop.get('FieldExport', 'topic').metadata, { name: 'a/b' }),
      [/expected: a DNS subdomain of at most 253 characters$/],
    ],
  ],
  'names within objects': [
    [
      (shop) => Object.assign(podOf(shop).containers[1], { name: 'nginx_exporter' }),
      [/containers\[1\]\.name: "nginx_exporter" is not the name of a container/],
    ],
    [
      (shop) => Object.assign(podOf(shop).containers[1].ports[0], { name: 'a-name-too-long-for-a-port' }),
      [
        /readinessProbe.httpGet.port: "metrics" is not a port/,
        /ports\[0\]\.name: "a-name-too-long-for-a-port" is not the name of a port/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { 'a/b': '' }),
      [/ConfigMap shop\/jobs {2}data: "a\/b" is not a key of a ConfigMap/],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { big: 'x'.repeat(1024 * 1024) }),
      [/ConfigMap shop\/jobs {2}data: 10\d{5} bytes do not fit in a ConfigMap; expected: at most 1048576/],
    ],
  ],
  labels: [
    [
      (shop) => Object.assign(shop.get('Service', 'web').metadata.labels ?? {}, { team: 'a team' }),
      [/metadata.labels\["team"\]: "a team" is not the value of a label/],
    ],
    [
      (shop) => Object.assign(shop.get('Deployment', 'web').spec.template.metadata.annotations, { 'a b': 'x' }),
      [/spec.template.metadata: "a b" is not a key of a label or annotation/],
    ],
  ],
  scope: [
    [
      (shop) => shop.all.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'yard', namespace: 'shop' } }),
      ['Namespace shop/yard  metadata.namespace: a Namespace has no namespace; expected: none'],
    ],
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { namespace: undefined }),
      [
        'CronJob report  metadata.namespace: missing; expected: the namespace of the CronJob',
        /nothing uses ConfigMap shop\/jobs/,
      ],
    ],
  ],
  'objects that are named': [
    [
      (shop) => remove(shop, 'ConfigMap', 'web-config'),
      [
        'Deployment shop/web  spec.template.spec.volumes[0].configMap.name: "web-config" is not a ConfigMap in namespace shop; expected: one of exported, jobs',
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop), { serviceAccountName: 'wbe' }),
      [
        /serviceAccountName: "wbe" is not a ServiceAccount in namespace shop; expected: one of web/,
        /gets a token of service account wbe/,
        /nothing uses ServiceAccount shop\/web/,
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop), { priorityClassName: 'very-important' }),
      [
        /priorityClassName: "very-important" is not a PriorityClass.scheduling.k8s.io; expected: one that exists; there is none/,
      ],
    ],
    [
      (shop) => podOf(shop).volumes.push({ name: 'tls', secret: { secretName: 'web-tls' } }),
      [
        /volumes\[1\].secret.secretName: "web-tls" is not a Secret in namespace shop; expected: one that exists; there is none/,
        /no container mounts tls/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('RoleBinding', 'web').subjects[0], { name: 'other' }),
      [
        /subjects\[0\].name: "other" is not a ServiceAccount in namespace shop/,
        /token of service account web, which no role is bound to/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('RoleBinding', 'web').roleRef, { name: 'admin' }),
      [
        /roleRef.name: "admin" is not a Role.rbac.authorization.k8s.io in namespace shop; expected: one of web/,
        /nothing uses Role shop\/web/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('Role.iam', 'web').spec, { policyRefs: [{ from: { name: 'topic' } }] }),
      [
        /spec.policyRefs\[0\].from.name: "topic" is not an ACK resource of that kind in namespace shop; expected: one of topic, web/,
        /nothing uses Policy shop\/web; expected: a role of IAM/,
      ],
    ],
    [
      (shop) => remove(shop, 'Topic', 'topic'),
      [/spec.from.resource.name: "topic" is not a Topic.sns.services.k8s.aws in namespace shop/],
    ],
  ],
  keys: [
    [
      (shop) => Object.assign(podOf(shop).containers[0].volumeMounts[0], { subPath: 'wbe.conf' }),
      [/volumes\[0\].configMap.name: "wbe.conf" is not a key of ConfigMap shop\/web-config; expected: one of web.conf/],
    ],
    [
      (shop) => Object.assign(shop.get('FieldExport', 'topic').spec.to, { key: 'arn' }),
      [
        /configMapKeyRef: "topic" is not a key of ConfigMap shop\/exported; expected: one of arn/,
        /spec.to.key: "arn" is a key of ConfigMap shop\/exported that no pod reads/,
      ],
    ],
  ],
  'what nothing uses': [
    [
      (shop) => Object.assign(podOf(shop), { serviceAccountName: undefined, automountServiceAccountToken: false }),
      [/ServiceAccount shop\/web {2}metadata.name: nothing uses ServiceAccount shop\/web; expected: a pod/],
    ],
    [
      (shop) => remove(shop, 'RoleBinding', 'web'),
      [
        /nothing uses Role shop\/web; expected: a RoleBinding/,
        /token of service account web, which no role is bound to/,
      ],
    ],
  ],
  order: [
    [
      (shop) =>
        Object.assign(shop.get('ConfigMap', 'web-config').metadata, {
          annotations: { 'argocd.argoproj.io/sync-wave': '5' },
        }),
      [
        'Deployment shop/web  metadata.annotations["argocd.argoproj.io/sync-wave"]: 0 is before ConfigMap shop/web-config, which spec.template.spec.volumes[0].configMap.name needs; expected: 5 or later',
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Policy', 'web').metadata.annotations ?? {}, { 'argocd.argoproj.io/sync-wave': '-20' }),
      [
        /Role shop\/web .* -30 is before Policy shop\/web, which spec.policyRefs\[0\].from.name needs; expected: -20 or later/,
      ],
    ],
  ],
  tokens: [
    [
      (shop) => Object.assign(podOf(shop), { automountServiceAccountToken: false }),
      [
        /automountServiceAccountToken: a role is bound to service account web, whose token the pod does not get; expected: true/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('CronJob', 'report').spec.jobTemplate.spec.template.spec, {
          automountServiceAccountToken: undefined,
        }),
      [
        /CronJob shop\/report .*the pod gets a token of service account default, which no role is bound to; expected: false/,
      ],
    ],
  ],
  'roles in AWS': [
    [
      (shop) => delete shop.get('Role.iam', 'web').spec.permissionsBoundary,
      [
        /Role shop\/web {2}spec.permissionsBoundary: is not the boundary of the environment; expected: the ARN of a policy/,
      ],
    ],
    [
      (shop) => {
        const { spec, ...role } = shop.get('Role.iam', 'web');
        const metadata = { ...role.metadata, name: 'other' };
        shop.all.push({ ...role, metadata, spec: { ...spec, name: 'shop-other', permissionsBoundary: 'arn:other' } });
      },
      [
        /Role shop\/other {2}spec.permissionsBoundary: "arn:other" is not .*; expected: arn:aws:iam::111122223333:policy\/shop-boundary/,
        /trusts service account shop\/web, which does not name the role/,
      ],
    ],
    [
      (shop) => remove(shop, 'Role.iam', 'web'),
      [
        /"arn:aws:iam::111122223333:role\/shop-web" is not a role of this environment; expected: one that exists; there is none/,
        /nothing uses Policy shop\/web/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Role.iam', 'web').spec, {
          assumeRolePolicyDocument: '"system:serviceaccount:other:web"',
        }),
      [
        /trusts other\/web, and ServiceAccount shop\/web names the role; expected: system:serviceaccount:shop:web/,
        /trusts service account other\/web, which does not exist/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ServiceAccount', 'web').metadata, { annotations: {} }),
      [
        /trusts service account shop\/web, which does not name the role; expected: annotation eks.amazonaws.com\/role-arn on it/,
      ],
    ],
    [
      (shop) =>
        Object.assign(shop.get('Role.iam', 'web').spec, {
          assumeRolePolicyDocument: '"pods.eks.amazonaws.com" "shop" "web"',
        }),
      [
        /trusts no service account, and ServiceAccount shop\/web names the role/,
        /trusts EKS Pod Identity; expected: a PodIdentityAssociation/,
      ],
    ],
    [
      (shop) => associate(shop, 'web', 'system:serviceaccount:shop:web'),
      [/PodIdentityAssociation shop\/web {2}spec.serviceAccount: shop\/web has a role already, by annotation/],
    ],
    [
      (shop) => {
        Object.assign(shop.get('ServiceAccount', 'web').metadata, { annotations: {} });
        associate(shop, 'web', 'pods.eks.amazonaws.com" "shop" "other');
      },
      [
        /does not name "web"; expected: the account shop\/web of its PodIdentityAssociation/,
        /annotations\["checksum\/identity"\]: "[0-9a-f]{16}" is not the checksum of the role of its service account/,
      ],
    ],
  ],
  selectors: [
    [
      (shop) =>
        Object.assign(shop.get('Deployment', 'web').spec.template.metadata, {
          labels: { 'app.kubernetes.io/name': 'wbe' },
        }),
      [
        /spec.selector.matchLabels: app.kubernetes.io\/name=web is not among the labels of its pods; expected: app.kubernetes.io\/name=wbe/,
        /topologySpreadConstraints\[0\].labelSelector.matchLabels: app.kubernetes.io\/name=web is not among/,
        /Service shop\/web {2}spec.selector: app.kubernetes.io\/name=web selects no pod of namespace shop/,
        /PodDisruptionBudget shop\/web {2}spec.selector.matchLabels: app.kubernetes.io\/name=web selects no pod/,
      ],
    ],
    [
      (shop) => {
        const { spec } = shop.get('Deployment', 'web');
        spec.template.metadata.labels.version = '1';
        spec.selector.matchLabels = { ...spec.selector.matchLabels, version: '1' };
      },
      [
        /spec.selector.matchLabels: "version" is not a label that stays; expected: app.kubernetes.io\/name and the like/,
      ],
    ],
    [
      (shop) =>
        shop.all.push({
          ...structuredClone(shop.get('Deployment', 'web')),
          metadata: { name: 'twin', namespace: 'shop' },
        }),
      [
        /Deployment shop\/web .*selects the pods of Deployment shop\/twin too; expected: labels that only its own have/,
        /Deployment shop\/twin .*selects the pods of Deployment shop\/web too/,
      ],
    ],
  ],
  ports: [
    [
      (shop) => Object.assign(shop.get('Service', 'web').spec.ports[0], { targetPort: 'https' }),
      [
        /spec.ports\[0\].targetPort: "https" is not a port of Deployment shop\/web; expected: one of 8080, 9113, http, metrics/,
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop).containers[0].livenessProbe.tcpSocket, { port: 9113 }),
      [
        /containers\[0\].livenessProbe.tcpSocket.port: 9113 is not a port of container web; expected: one of 8080, http/,
      ],
    ],
    [
      (shop) => podOf(shop).containers[0].ports.push({ containerPort: 9113 }),
      [/spec.template.spec.containers: port 9113\/TCP is declared twice in the pod; expected: once/],
    ],
  ],
  addresses: [
    [
      (shop) => Object.assign(podOf(shop).containers[0], { args: ['--to=http://wbe.shop.svc.cluster.local:80/'] }),
      [
        /containers\[0\].args\[0\]: "wbe.shop.svc.cluster.local:80" is not the address of a service of this environment/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { url: 'http://web.shop.svc:81' }),
      [
        /ConfigMap shop\/jobs {2}data\["url"\]: "web.shop.svc:81" is not a port of Service shop\/web; expected: one of 80, 9113/,
      ],
    ],
  ],
  volumes: [
    [
      (shop) => (podOf(shop).containers[1].volumeMounts = [{ name: 'tmp', mountPath: '/tmp' }]),
      [/containers\[1\].volumeMounts\[0\].name: "tmp" is not a volume of the pod; expected: one of config/],
    ],
    [
      (shop) => podOf(shop).volumes.push({ name: 'tmp', emptyDir: {} }),
      [/spec.template.spec.volumes: no container mounts tmp; expected: one that does/],
    ],
  ],
  checksums: [
    [
      (shop) => Object.assign(shop.get('Deployment', 'web').spec.template.metadata, { annotations: {} }),
      [
        /annotations\["checksum\/config"\]: missing; expected: the checksum of ConfigMap shop\/web-config/,
        /annotations\["checksum\/identity"\]: missing; expected: [0-9a-f]{16}/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'web-config').data, { 'web.conf': 'changed\n' }),
      [
        /annotations\["checksum\/config"\]: "[0-9a-f]{16}" is not the checksum of ConfigMap shop\/web-config; expected: [0-9a-f]{16}/,
      ],
    ],
  ],
  images: [
    [
      (shop) => Object.assign(podOf(shop).containers[0], { image: 'docker.io/library/nginx:latest' }),
      [/containers\[0\].image: "docker.io\/library\/nginx:latest" is not in model\/names\/images.ts/],
    ],
  ],
  resources: [
    [
      (shop) => Object.assign(podOf(shop).containers[1].resources, { limits: undefined }),
      [/containers\[1\].resources.limits.memory: missing; expected: a quantity/],
    ],
  ],
  probes: [
    [
      (shop) => Object.assign(podOf(shop).containers[1], { readinessProbe: undefined }),
      [/containers\[1\].readinessProbe: missing; expected: a probe/],
    ],
  ],
  'scrape annotations': [
    [
      (shop) => Object.assign(shop.get('Service', 'web').metadata.annotations ?? {}, { 'prometheus.io/port': '9999' }),
      [/is scraped at port 9999, which Deployment shop\/web does not declare; expected: one of 8080, 9113/],
    ],
    [
      (shop) => {
        Object.assign(shop.get('Service', 'web').metadata, { annotations: {} });
        Object.assign(shop.get('Deployment', 'web').spec.template.metadata.annotations, {
          'prometheus.io/scrape': 'true',
        });
        for (const container of podOf(shop).containers) for (const port of container.ports) port.protocol = 'UDP';
      },
      [
        /annotations\["prometheus.io\/scrape"\]: asks to be scraped, and no scrape job finds Deployment shop\/web; expected: a TCP port/,
      ],
    ],
  ],
  'scrape jobs': [
    [
      (shop) => rename(shop, 'wbe'),
      [
        /ConfigMap shop\/jobs {2}data\["prometheus.yaml"\] scrape_configs\[nginx\]: finds no target of Deployment shop\/tictactoe/,
      ],
    ],
    [(shop) => rename(shop, 'tictactoe'), []],
  ],
};

function associate(shop: Shop, name: string, trusted: string): void {
  Object.assign(shop.get('Role.iam', 'web').spec, { assumeRolePolicyDocument: `"${trusted}"` });
  shop.all.push({
    apiVersion: 'eks.services.k8s.aws/v1alpha1',
    kind: 'PodIdentityAssociation',
    metadata: { name, namespace: 'shop' },
    spec: { namespace: 'shop', serviceAccount: name, roleRef: { from: { name: 'web' } } },
  });
}

/** Makes it the workload that the scrape job `nginx` is for, behind a service of this name. */
function rename(shop: Shop, service: string): void {
  shop.get('Deployment', 'web').metadata.name = 'tictactoe';
  shop.get('Service', 'web').metadata.name = service;
  shop.get('ConfigMap', 'web-config').data = { 'web.conf': '' };
  const { metadata } = shop.get('Deployment', 'tictactoe').spec.template;
  metadata.annotations = { 'checksum/identity': metadata.annotations['checksum/identity'] };
  remove(shop, 'ConfigMap', 'web-config');
  Object.assign(podOf({ ...shop, get: (kind) => shop.get(kind, 'tictactoe') }), { volumes: [] });
  for (const container of podOf({ ...shop, get: (kind) => shop.get(kind, 'tictactoe') }).containers)
    container.volumeMounts = [];
}

describe.each(Object.entries(cases))('%s', (_, broken) => {
  test.each(broken.map(([breakIt, expected], index) => [index + 1, breakIt, expected] as const))(
    'case %i',
    (_, breakIt, expected) => {
      const found = findings(breakIt);
      for (const one of expected)
        expect(found).toContainEqual(typeof one === 'string' ? one : expect.stringMatching(one));
      expect(found).toHaveLength(expected.length);
    },
  );
});
