import { podSecurity } from '../../../charts/namespaces/pod-security';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const input: EnvironmentInput = { ...minimal, metrics: { workspace: { kind: 'ack', alias: 'main' } } };
const pod = (it: EnvironmentInput) => find(synth(it)['node-exporter'] ?? [], 'DaemonSet').spec.template.spec;

test('runs where there are EC2 nodes and a workspace, unless it is off; then no rule reads what it alone has', () => {
  expect(synth(minimal)['node-exporter']).toBeUndefined();
  const onFargate = { ...everything, compute: { ...everything.compute, ec2: false } };
  expect(synth(onFargate)['node-exporter']).toBeUndefined();
  const off = synth({ ...input, metrics: { ...input.metrics, nodeExporter: { enabled: false } } });
  expect(JSON.stringify(off)).not.toMatch(/\bnode_(filesystem|timex)_|"node-exporter"/);
  expect(JSON.stringify(synth(input))).toMatch(/\bnode_filesystem_avail_bytes/);
});

test('sees two paths of its node, cannot write them, and nothing else of it', () => {
  const spec = pod(input);
  expect(spec).not.toHaveProperty('hostNetwork');
  expect(spec).not.toHaveProperty('hostPID');
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65534 });
  expect(spec.containers[0].volumeMounts.map(({ readOnly }: { readOnly: boolean }) => readOnly)).toEqual([true, true]);
  expect(podSecurity(spec).reasons).toEqual(['pod: hostPath volume logs', 'pod: hostPath volume images']);
});

test('runs the collectors of what is read, and no others', () => {
  const collectors = (it: EnvironmentInput) =>
    (pod(it).containers[0].args as string[]).filter((each) => /^--collector\.[a-z]+$/.test(each));
  expect(collectors(input)).toEqual(['--collector.filesystem', '--collector.timex']);
  const more = { ...input, metrics: { ...input.metrics, keepAlso: ['node_load1'] } };
  expect(collectors(more)).toEqual(['--collector.filesystem', '--collector.loadavg', '--collector.timex']);
});

test('watches the file systems that it mounts', () => {
  const { args, volumeMounts } = pod(input).containers[0];
  expect(args).toContain('--path.rootfs=/host');
  expect(args).toContain('--collector.filesystem.mount-points-include=^(/var/log|/var/lib/containerd)$');
  expect(volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
    '/host/var/log',
    '/host/var/lib/containerd',
  ]);
});
