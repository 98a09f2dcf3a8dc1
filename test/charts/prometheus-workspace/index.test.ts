import { WORKSPACE_CONFIG_MAP } from '../../../model/names/prometheus-workspace';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const chart = (input: EnvironmentInput) => synth(input)['prometheus-workspace'] ?? [];

test('the ConfigMap has no data that an apply could write over the ID', () => {
  const configMap = find(chart(everything), 'ConfigMap', WORKSPACE_CONFIG_MAP.name);
  expect(Object.keys(configMap).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
});

test('the ID goes from the workspace to the ConfigMap that Alloy reads, also over namespaces', () => {
  const input = { ...everything, namespaces: { ack: 'ack', alloy: 'metrics', grafana: 'metrics' } };
  const [workspace, fieldExport] = [find(chart(input), 'Workspace'), find(chart(input), 'FieldExport')];
  expect(workspace.metadata.namespace).toBe('ack');
  expect(fieldExport.metadata.namespace).toBe('ack');
  expect(fieldExport.spec).toEqual({
    from: {
      path: '.status.workspaceID',
      resource: { group: 'prometheusservice.services.k8s.aws', kind: 'Workspace', name: workspace.metadata.name },
    },
    to: { kind: 'configmap', name: 'prometheus-workspace', namespace: 'metrics', key: 'workspaceId' },
  });
  expect(find(chart(input), 'ConfigMap').metadata.namespace).toBe('metrics');
  expect(find(synth(input).alloy ?? [], 'StatefulSet').metadata.namespace).toBe('metrics');
});

test('nothing deletes the workspace, nor the ConfigMap with its ID', () => {
  const [workspace, configMap] = [find(chart(everything), 'Workspace'), find(chart(everything), 'ConfigMap')];
  expect(workspace.metadata.annotations?.['services.k8s.aws/deletion-policy']).toBe('retain');
  for (const { metadata } of [workspace, configMap]) {
    const options = metadata.annotations?.['argocd.argoproj.io/sync-options']?.split(',');
    expect(options).toEqual(expect.arrayContaining(['Prune=false', 'Delete=false']));
  }
});

test('a workspace that is to be adopted is named by its ID', () => {
  const adoptWorkspaceId = 'ws-12345678-1234-1234-1234-123456789012';
  const input: EnvironmentInput = {
    ...everything,
    metrics: { ...everything.metrics, workspace: { kind: 'ack', alias: 'full', adoptWorkspaceId } },
  };
  expect(find(chart(input), 'Workspace').metadata.annotations).toMatchObject({
    'services.k8s.aws/adoption-policy': 'adopt-or-create',
    'services.k8s.aws/adoption-fields': JSON.stringify({ workspaceID: adoptWorkspaceId }),
  });
  expect(find(chart(everything), 'Workspace').metadata.annotations).not.toHaveProperty([
    'services.k8s.aws/adoption-policy',
  ]);
});
