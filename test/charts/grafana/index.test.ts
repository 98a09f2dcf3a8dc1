import type { Manifest } from '../../../charts/common/chart';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const inCluster: EnvironmentInput = { ...everything, grafana: { kind: 'cluster' } };
const charts = (input: EnvironmentInput): Manifest[] => synth(input).grafana ?? [];
const pod = (input: EnvironmentInput) => find(charts(input), 'Deployment').spec.template.spec;
const configuration = (input: EnvironmentInput): Record<string, string> =>
  find(charts(input), 'ConfigMap', 'grafana-config').data;

test('each dashboard is an object of its own, far below the limit of a ConfigMap', () => {
  const maps = charts(inCluster).filter(({ metadata }) => metadata.name.startsWith('grafana-dashboard-'));
  expect(maps.length).toBe(10);
  for (const { metadata, data } of maps) {
    const [[file, text] = ['', '']] = Object.entries<string>(data);
    expect(file).toBe(`${metadata.name.replace('grafana-dashboard-', '')}.json`);
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
    expect(JSON.parse(text).uid).toBe(file.replace('.json', ''));
  }
  const { sources } = pod(inCluster).volumes.find(({ name }: { name: string }) => name === 'dashboards').projected;
  expect(sources.map(({ configMap }: { configMap: { name: string } }) => configMap.name)).toEqual(
    maps.map(({ metadata }) => metadata.name),
  );
});

test('its image can be another', () => {
  const image = 'registry.example.com/grafana:13.0.0';
  expect(pod({ ...inCluster, images: { ...inCluster.images, grafana: image } }).containers[0].image).toBe(image);
});

test('the ID of a workspace that ACK creates comes from its ConfigMap, in the namespace of Grafana', () => {
  const input = { ...inCluster, namespaces: { grafana: 'dashboards' } };
  expect(configuration(input)['datasources.yaml']).toContain(
    'url: https://aps-workspaces.ap-southeast-2.amazonaws.com/workspaces/$PROMETHEUS_WORKSPACE_ID/\n',
  );
  expect(pod(input).containers[0].env).toContainEqual({
    name: 'PROMETHEUS_WORKSPACE_ID',
    valueFrom: { configMapKeyRef: { name: 'prometheus-workspace', key: 'workspaceId' } },
  });
  const exports = (synth(input)['prometheus-workspace'] ?? []).filter(({ kind }) => kind === 'FieldExport');
  expect(exports.map(({ metadata, spec }) => [metadata.name, spec.to.namespace])).toEqual([
    ['prometheus-workspace', 'aws-observability'],
    ['prometheus-workspace-dashboards', 'dashboards'],
  ]);
});

test('a known workspace is named, and without one CloudWatch is the default', () => {
  const id = 'ws-12345678-1234-1234-1234-123456789012';
  const known = { ...inCluster, metrics: { workspace: { kind: 'existing', workspaceId: id } } } as const;
  expect(configuration(known)['datasources.yaml']).toContain(`/workspaces/${id}/\n`);
  expect(JSON.stringify(pod(known).containers[0].env)).not.toContain('PROMETHEUS');
  const none = configuration({ ...inCluster, metrics: {} })['datasources.yaml'];
  expect(none).not.toContain('prometheus');
  expect(none).toContain('isDefault: true');
});

test('nobody comes in without a password, and none is in git: each pod makes its own', () => {
  const ini = configuration(inCluster)['grafana.ini'];
  expect(ini).toContain('admin_password = $__file{/run/grafana/admin-password}');
  expect(ini).toMatch(/\[auth\.anonymous\]\nenabled = false/);
  const [init] = pod(inCluster).initContainers;
  expect(init.command.join(' ')).toContain('/dev/urandom | base64 > /run/grafana/admin-password');
  // The database outlives a restart of the node, the password does not: a new one begins with a new database.
  expect(init.command.join(' ')).toContain('rm -rf /var/lib/grafana/*;');
  expect(init.volumeMounts).toContainEqual({ name: 'data', mountPath: '/var/lib/grafana' });
});

test('it reads metrics and logs, and nothing of the cluster', () => {
  const policy = find(synth(inCluster).iam ?? [], 'Policy', 'grafana');
  const actions = JSON.parse(policy.spec.policyDocument).Statement.flatMap(
    ({ Action }: { Action: string[] }) => Action,
  );
  expect(
    actions.filter(
      (action: string) =>
        !/^(aps:(Get|Query)|cloudwatch:(Describe|Get|List)|logs:(Describe|Get|StartQuery|StopQuery))/.test(action),
    ),
  ).toEqual([]);
  expect(pod(inCluster).automountServiceAccountToken).toBe(false);
  expect(charts(inCluster).filter(({ kind }) => /Role/.test(kind))).toEqual([]);
});

test('who may connect is a setting; nobody by default', () => {
  expect(find(charts(inCluster), 'NetworkPolicy').spec.ingress).toBeUndefined();
  const open: EnvironmentInput = { ...inCluster, grafana: { kind: 'cluster', fromNamespaces: ['ingress'] } };
  expect(find(charts(open), 'NetworkPolicy').spec.ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } } }],
      ports: [{ port: 3000, protocol: 'TCP' }],
    },
  ]);
});
