import type { Manifest } from '../../../charts/common/chart';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything, govCloud, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const existing: EnvironmentInput = {
  ...minimal,
  metrics: { workspace: { kind: 'existing', workspaceId: 'ws-12345678-1234-1234-1234-123456789012' } },
};
const charts = (input: EnvironmentInput): Manifest[] => synth(input).alloy ?? [];
const pod = (input: EnvironmentInput) => find(charts(input), 'StatefulSet').spec.template.spec;
const environmentOf = (input: EnvironmentInput): { name: string; valueFrom?: object }[] => pod(input).containers[0].env;

test('an environment without a workspace has no Alloy', () => {
  expect(Object.keys(synth(minimal))).not.toContain('alloy');
  expect(Object.keys(synth(minimal))).not.toContain('prometheus-workspace');
});

test('only a workspace that ACK creates is waited for', () => {
  expect(Object.keys(synth(existing))).not.toContain('prometheus-workspace');
  expect(environmentOf(existing).map(({ name }) => name)).not.toContain('AMP_WORKSPACE_ID');
  expect(environmentOf(govCloud)).toContainEqual({
    name: 'AMP_WORKSPACE_ID',
    valueFrom: { configMapKeyRef: { name: 'prometheus-workspace', key: 'workspaceId' } },
  });
});

test('permissions: watching what is discovered, and the metrics of kubelets', () => {
  expect(find(charts(everything), 'ClusterRole').rules).toEqual([
    { apiGroups: [''], resources: ['pods', 'services', 'nodes'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
  ]);
  const fargate = { ...govCloud, compute: { ec2: false } };
  expect(find(charts(fargate), 'ClusterRole').rules.flatMap((rule: { resources: string[] }) => rule.resources)).toEqual(
    ['pods', 'services', 'endpointslices'],
  );
});

test('one pod needs no cluster: no arguments, no disruption budget, no way in', () => {
  const manifests = charts(existing);
  expect(pod(existing).containers[0].args.join(' ')).not.toContain('cluster');
  expect(manifests.filter(({ kind }) => kind === 'PodDisruptionBudget')).toEqual([]);
  expect(find(manifests, 'NetworkPolicy').spec.ingress).toBeUndefined();
});

test('peers find each other through the headless service, on the port that the policy opens', () => {
  const input = { ...everything, metrics: { ...everything.metrics, alloy: { replicas: 2, httpPort: 8080 } } };
  const manifests = charts(input);
  const service = find(manifests, 'Service');
  const { args } = pod(input).containers[0];
  expect(args).toContain('--server.http.listen-addr=:8080');
  expect(args).toContain(
    `--cluster.join-addresses=dns+${service.metadata.name}.${service.metadata.namespace}.svc:${service.spec.ports[0].port}`,
  );
  expect(service.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  expect(find(manifests, 'StatefulSet').spec.serviceName).toBe(service.metadata.name);
  expect(find(manifests, 'NetworkPolicy').spec.ingress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
});

test('the write-ahead log is on a bounded volume: of the node, or its own', () => {
  const volume = (input: EnvironmentInput) => pod(input).volumes.find(({ name }: { name: string }) => name === 'data');
  expect(volume(existing)).toEqual({ name: 'data', emptyDir: { sizeLimit: '2Gi' } });
  expect(volume(everything)).toBeUndefined();
  const [claim] = find(charts(everything), 'StatefulSet').spec.volumeClaimTemplates;
  expect(claim.metadata.labels).toEqual(find(charts(everything), 'StatefulSet').spec.template.metadata.labels);
  expect(claim.spec.resources.requests).toEqual({ storage: '20Gi' });
});

test('no probe depends on the health of what Alloy talks to', () => {
  const { startupProbe, readinessProbe, livenessProbe } = pod(everything).containers[0];
  for (const probe of [startupProbe, readinessProbe, livenessProbe]) expect(probe.httpGet.path).toBe('/-/ready');
});

test('the pods satisfy Pod Security "restricted"', () => {
  const spec = pod(everything);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(spec.containers[0].securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  const allowed = ['name', 'configMap', 'emptyDir'];
  for (const volume of spec.volumes) expect(allowed).toEqual(expect.arrayContaining(Object.keys(volume)));
});

test('a new configuration starts new pods', () => {
  const checksum = (input: EnvironmentInput) =>
    find(charts(input), 'StatefulSet').spec.template.metadata.annotations['checksum/config'];
  expect(checksum(existing)).not.toBe(
    checksum({ ...existing, metrics: { ...existing.metrics, scrapeIntervalSeconds: 30 } }),
  );
});
