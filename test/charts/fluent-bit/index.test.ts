import { checksumAnnotations } from '../../../charts/common/checksum';
import { scripts } from '../../../charts/fluent-bit/scripts';
import { GRACE_SECONDS } from '../../../model/budgets/reading';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { synthEnvironment } from '../../../synth/environment';
import { environment, environments, everything, minimal } from '../../support/environments';
import { chartYaml, find, synth } from '../../support/synth';

const charts = (input: EnvironmentInput) => synth(input)['fluent-bit'] ?? [];
const daemonSet = (input: EnvironmentInput) => find(charts(input), 'DaemonSet').spec;
const pod = (input: EnvironmentInput) => daemonSet(input).template.spec;
const container = (input: EnvironmentInput) => pod(input).containers[0];
const rules = (input: EnvironmentInput) => find(charts(input), 'ClusterRole').rules;
const withLogs = (logs: EnvironmentInput['logs']): EnvironmentInput => ({ ...minimal, logs });

test('an environment without EC2 nodes has no DaemonSet', () => {
  expect(Object.keys(synth({ ...everything, compute: { ...everything.compute, ec2: false } }))).not.toContain(
    'fluent-bit',
  );
});

test('least permissions: pods of the node through the kubelet, never nodes/proxy', () => {
  expect(rules(minimal)).toEqual([{ apiGroups: [''], resources: ['nodes/pods'], verbs: ['get'] }]);
  expect(rules(withLogs({ fluentBit: { kubeletAuthorization: 'none' } }))).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
  ]);
});

test('on every EC2 node, whatever its taints, and on no Fargate node', () => {
  const { affinity, nodeSelector, priorityClassName, tolerations } = pod(minimal);
  expect(tolerations).toEqual([{ operator: 'Exists' }]);
  expect(affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([
    { matchExpressions: [{ key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] }] },
  ]);
  expect(nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
  expect(priorityClassName).toBe('system-node-critical');
});

test('never two pods on a node: they would share read positions and port', () => {
  expect(daemonSet(minimal).updateStrategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 0, maxUnavailable: '10%' },
  });
});

test('is killed only after it has had its time to deliver', () => {
  expect(pod(minimal).terminationGracePeriodSeconds).toBeGreaterThan(GRACE_SECONDS);
});

test('an outage of CloudWatch restarts nothing', () => {
  const { livenessProbe, readinessProbe, startupProbe } = container(minimal);
  expect(livenessProbe.httpGet.path).toBe('/');
  expect(startupProbe.httpGet.path).toBe('/');
  expect(readinessProbe.httpGet.path).toBe('/api/v2/health');
});

test('a notice says that limits count nowhere, only if they do', () => {
  const limits = { podKibibytesPerSecond: 64 };
  const notices = (logs: EnvironmentInput['logs']) => synthEnvironment(environment(withLogs(logs))).notices.join('\n');
  const elsewhere = { cloudwatch: false, destinations: [{ kind: 'loki' as const, host: 'loki.example.com' }] };
  expect(notices({ ...elsewhere, limits })).toMatch(
    /^fluent-bit: logs\.limits: nobody hears which lines are left out/m,
  );
  for (const logs of [{ limits }, elsewhere]) expect(notices(logs)).not.toContain('logs.limits');
});

test('hardened as far as reading the logs of the node allows', () => {
  const { hostIPC, hostPID, securityContext } = pod(minimal);
  expect([hostIPC, hostPID]).toEqual([undefined, undefined]);
  expect(securityContext).toEqual({ runAsGroup: 0, runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container(minimal).securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
  });
  const writable = container(minimal).volumeMounts.filter((mount: { readOnly?: boolean }) => !mount.readOnly);
  expect(writable).toEqual([{ mountPath: '/var/fluent-bit/state', name: 'state' }]);
});

test('the journal is mounted only for a stream that reads it', () => {
  const mounts = (input: EnvironmentInput) => container(input).volumeMounts.map(({ name }: { name: string }) => name);
  expect(mounts(minimal)).toEqual(['config', 'pod-logs', 'journal', 'state']);
  expect(mounts(withLogs({ streams: { host: false, dataplane: false } }))).toEqual(['config', 'pod-logs', 'state']);
});

test('memory is requested as it is limited, CPU is not limited', () => {
  expect(container(minimal).resources).toEqual({
    limits: { memory: '256Mi' },
    requests: { cpu: '50m', memory: '256Mi' },
  });
});

test('cluster DNS only where a name inside the cluster is needed', () => {
  expect(pod(minimal).dnsPolicy).toBe('Default');
  const [api, loki] = [
    { fluentBit: { kubeletAuthorization: 'none' as const } },
    { fluentBit: { diskLimit: '16Gi' }, destinations: [{ kind: 'loki' as const, host: 'loki.loki.svc' }] },
  ];
  for (const logs of [api, loki]) expect(pod(withLogs(logs)).dnsPolicy).toBe('ClusterFirstWithHostNet');
  const outside = { ...loki, destinations: [{ kind: 'loki' as const, host: 'loki.example.com' }] };
  expect(pod(withLogs(outside)).dnsPolicy).toBe('Default');
});

test.each(['loki-gateway.loki.svc.cluster.local', 'loki.loki.svc', 'loki-0.loki.loki.svc.cluster.local'])(
  'Loki at %s is a destination, though no service of the environment',
  (host) => {
    const logs = { fluentBit: { diskLimit: '16Gi' }, destinations: [{ kind: 'loki' as const, host }] };
    const { problems, files } = synthEnvironment(environment(withLogs(logs)));
    expect(problems).toEqual([]);
    expect(files.get('minimal/fluent-bit.k8s.yaml')).toContain(`host: ${host}`);
  },
);

test('a new configuration starts new pods', () => {
  const checksum = (input: EnvironmentInput) => daemonSet(input).template.metadata.annotations['checksum/config'];
  expect(checksum(withLogs({ dropLevels: ['debug'] }))).not.toBe(checksum(minimal));
  expect(checksum(withLogs({ redact: ['email'] }))).not.toBe(checksum(minimal));
  expect(checksum({ ...minimal, tags: { owner: 'x' } })).toBe(checksum(minimal));
});

test('the scripts are a ConfigMap of their own, the same in all environments', () => {
  const written = (input: EnvironmentInput) => find(charts(input), 'ConfigMap', 'fluent-bit-lua');
  expect(written(minimal).data).toEqual(scripts());
  for (const [, input] of environments) expect(written(input)).toEqual(written(minimal));
});

test('new scripts start new pods', () => {
  const { template } = daemonSet(minimal);
  const [config, written] = ['fluent-bit-config', 'fluent-bit-lua'].map(
    (name) => find(charts(minimal), 'ConfigMap', name).data,
  );
  const changed = { ...written, 'json.lua': `${written['json.lua']}\n` };
  expect(template.metadata.annotations).toMatchObject(checksumAnnotations(config, written));
  expect(template.metadata.annotations).not.toMatchObject(checksumAnnotations(config, changed));
});

test('scripts, modules and settings are in one folder', () => {
  expect(pod(minimal).volumes[0]).toEqual({
    name: 'config',
    projected: { sources: [{ configMap: { name: 'fluent-bit-config' } }, { configMap: { name: 'fluent-bit-lua' } }] },
  });
});

test('an application that runs on Fargate alone has no input here', () => {
  const text = chartYaml('fluent-bit', {
    ...everything,
    compute: {
      fargateProfiles: [
        { name: 'games', namespaces: ['chess', 'serverless'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
      ],
    },
  });
  expect(text).toContain('/eks/tictactoe');
  expect(text).not.toContain('/eks/games');
});

test('probes and the port agree', () => {
  const port = 2121;
  const input = withLogs({ fluentBit: { httpPort: port } });
  expect(container(input).ports).toEqual([
    { containerPort: port, hostPort: port, name: 'http-metrics', protocol: 'TCP' },
  ]);
  expect(find(charts(input), 'ConfigMap', 'fluent-bit-config').data['fluent-bit.yaml']).toContain('http_port: 2121');
});
