import type { Manifest } from '../../../charts/common/chart';
import { chartsOf } from '../../../charts/common/chart';
import { appOf } from '../../../charts/stack';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const charts = (input: EnvironmentInput): Manifest[] => synth(input).grafana ?? [];
const ofKind = (kind: string) => charts(everything).filter((each) => each.kind === kind);

test('the instance is the workspace in its Region, with the token of the Secret', () => {
  expect(find(charts(everything), 'Grafana').spec).toEqual({
    external: {
      url: 'https://g-0123456789.grafana-workspace.ap-southeast-2.amazonaws.com',
      apiKey: { name: 'grafana-token', key: 'token' },
    },
  });
});

test('all that it holds selects this instance alone', () => {
  const { labels } = find(charts(everything), 'Grafana').metadata;
  const all = ['GrafanaFolder', 'GrafanaDatasource', 'GrafanaDashboard'].flatMap(ofKind);
  expect(all.length).toBeGreaterThan(10);
  for (const { spec } of all) expect(labels).toMatchObject(spec.instanceSelector.matchLabels);
});

test('dashboards are those of a Grafana in the cluster, word for word', () => {
  const inCluster = synth({ ...everything, grafana: { kind: 'cluster' } }).grafana ?? [];
  const expected = inCluster.flatMap(({ metadata, data }) =>
    metadata.name.startsWith('grafana-dashboard-') ? Object.values<string>(data) : [],
  );
  expect(ofKind('GrafanaDashboard').map(({ spec }) => spec.json)).toEqual(expected);
  expect(new Set(ofKind('GrafanaDashboard').map(({ spec }) => spec.folderRef))).toEqual(new Set(['aws-observability']));
});

test('the operator puts the ID of a workspace that ACK creates into the address, and signs with the role of the workspace', () => {
  const { spec } = find(charts(everything), 'GrafanaDatasource', 'amazon-prometheus');
  expect(spec.uid).toBe('amazon-prometheus');
  expect(spec.datasource.url).toBe('https://aps-workspaces.ap-southeast-2.amazonaws.com/workspaces/${workspaceId}/');
  expect(spec.valuesFrom).toEqual([
    { targetPath: 'url', valueFrom: { configMapKeyRef: { name: 'prometheus-workspace', key: 'workspaceId' } } },
  ]);
  expect(spec.datasource.jsonData).toMatchObject({ sigV4Auth: true, sigV4AuthType: 'ec2_iam_role' });
  const id = 'ws-12345678-1234-1234-1234-123456789012';
  const known = charts({ ...everything, metrics: { workspace: { kind: 'existing', workspaceId: id } } });
  expect(find(known, 'GrafanaDatasource', 'amazon-prometheus').spec).toMatchObject({
    datasource: { url: `https://aps-workspaces.ap-southeast-2.amazonaws.com/workspaces/${id}/` },
  });
  expect(find(known, 'GrafanaDatasource', 'amazon-prometheus').spec.valuesFrom).toBeUndefined();
});

test('a workspace whose ID nobody knows yet stays empty, and synth says so', () => {
  const input: EnvironmentInput = { ...everything, grafana: { kind: 'managed' } };
  expect(charts(input)).toEqual([]);
  expect(Object.keys(synth(input))).not.toContain('grafana-access');
  const notices = chartsOf(appOf(environment(input))).find(({ node }) => node.id === 'grafana')?.notices;
  expect(notices).toEqual([expect.stringMatching(/^grafana\.workspaceId: without it nothing fills the workspace/)]);
});

test('what needs the operator comes after everything else: without it, nothing else waits', () => {
  const all = Object.values(synth(everything)).flat();
  const waveOf = ({ metadata }: Manifest) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  const [own, others] = [true, false].map((isOwn) =>
    all.filter(({ apiVersion }) => apiVersion.startsWith('grafana.integreatly.org/') === isOwn).map(waveOf),
  );
  expect(own?.length).toBeGreaterThan(10);
  const last = Math.max(...(others ?? []).filter((wave) => !Number.isNaN(wave)));
  for (const wave of own ?? []) expect(wave).toBeGreaterThan(last);
  for (const { apiVersion, metadata } of all)
    if (apiVersion.startsWith('grafana.integreatly.org/'))
      expect(metadata.annotations).toMatchObject({
        'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true',
      });
});
