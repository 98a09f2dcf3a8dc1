import fc from 'fast-check';
import { lowest, type PodSpec, podSecurity } from '../../../charts/namespaces/pod-security';

const hardened = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const restricted: PodSpec = {
  containers: [{ name: 'app', securityContext: hardened }],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};

/** The pod with something more in its spec or in its container. */
const pod = (more: PodSpec): PodSpec => ({ ...restricted, ...more });
const container = (more: PodSpec): PodSpec =>
  pod({ containers: [{ name: 'app', securityContext: hardened, ...more }] });
const context = (more: PodSpec): PodSpec => container({ securityContext: { ...hardened, ...more } });

const PRIVILEGED: [string, PodSpec, string][] = [
  ['host process', pod({ securityContext: { windowsOptions: { hostProcess: true } } }), 'pod: hostProcess'],
  ['host network', pod({ hostNetwork: true }), 'pod: hostNetwork'],
  ['host PID', pod({ hostPID: true }), 'pod: hostPID'],
  ['host IPC', pod({ hostIPC: true }), 'pod: hostIPC'],
  ['privileged', context({ privileged: true }), 'container app: privileged'],
  [
    'capability',
    context({ capabilities: { add: ['SYS_ADMIN'], drop: ['ALL'] } }),
    'container app: capabilities SYS_ADMIN',
  ],
  ['hostPath', pod({ volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] }), 'pod: hostPath volume logs'],
  ['host port', container({ ports: [{ containerPort: 80, hostPort: 80 }] }), 'container app: hostPort 80'],
  [
    'probe host',
    container({ livenessProbe: { httpGet: { host: '10.0.0.1', port: 80 } } }),
    'container app: a probe or hook with a host',
  ],
  [
    'hook host',
    container({ lifecycle: { preStop: { httpGet: { host: 'x', port: 80 } } } }),
    'container app: a probe or hook with a host',
  ],
  ['AppArmor', context({ appArmorProfile: { type: 'Unconfined' } }), 'container app: AppArmor unconfined'],
  ['SELinux type', context({ seLinuxOptions: { type: 'spc_t' } }), 'container app: SELinux options'],
  ['SELinux user', pod({ securityContext: { seLinuxOptions: { user: 'system_u' } } }), 'pod: SELinux options'],
  ['proc mount', context({ procMount: 'Unmasked' }), 'container app: procMount'],
  ['seccomp', context({ seccompProfile: { type: 'Unconfined' } }), 'container app: seccomp unconfined'],
  [
    'sysctl',
    pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    'pod: sysctl kernel.msgmax',
  ],
];

const BASELINE: [string, PodSpec, string][] = [
  ['volume type', pod({ volumes: [{ name: 'share', nfs: {} }] }), 'pod: volume share of another type'],
  [
    'escalation',
    context({ allowPrivilegeEscalation: undefined }),
    'container app: allowPrivilegeEscalation is not false',
  ],
  ['root', context({ runAsNonRoot: undefined }), 'container app: runAsNonRoot is not true'],
  ['user 0', context({ runAsUser: 0 }), 'container app: runAsUser 0'],
  ['pod user 0', pod({ securityContext: { runAsUser: 0 } }), 'pod: runAsUser 0'],
  ['no seccomp', context({ seccompProfile: undefined }), 'container app: no seccomp profile'],
  ['capabilities kept', context({ capabilities: undefined }), 'container app: capabilities are not dropped'],
  ['capability', context({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), 'container app: capabilities CHOWN'],
  ['init container', pod({ initContainers: [{ name: 'init' }] }), 'container init: runAsNonRoot is not true'],
];

test('a hardened pod is restricted', () => {
  expect(podSecurity(restricted)).toEqual({ level: 'restricted', reasons: [] });
});

test('what a pod says, its containers need not', () => {
  const { runAsNonRoot, seccompProfile, ...rest } = hardened;
  const spec = {
    containers: [{ name: 'app', securityContext: rest }],
    securityContext: { runAsNonRoot, seccompProfile },
  };
  expect(podSecurity(spec).level).toBe('restricted');
  expect(podSecurity(context({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })).level).toBe('restricted');
});

test.each(PRIVILEGED)('%s needs privileged', (_, spec, reason) => {
  const { level, reasons } = podSecurity(spec);
  expect(level).toBe('privileged');
  expect(reasons).toContain(reason);
});

test.each(BASELINE)('%s needs baseline', (_, spec, reason) => {
  const { level, reasons } = podSecurity(spec);
  expect(level).toBe('baseline');
  expect(reasons).toContain(reason);
});

test('a further container never raises the level', () => {
  const rank = { privileged: 0, baseline: 1, restricted: 2 };
  const specs = [restricted, ...PRIVILEGED.map(([, spec]) => spec), ...BASELINE.map(([, spec]) => spec)];
  fc.assert(
    fc.property(fc.constantFrom(...specs), fc.constantFrom(...specs), (one, other) => {
      const both = { ...other, ...one, containers: [...one.containers, ...other.containers] };
      expect(rank[podSecurity(both).level]).toBeLessThanOrEqual(
        rank[podSecurity({ ...both, containers: one.containers }).level],
      );
    }),
  );
});

test('a namespace is as open as its most open pod', () => {
  expect(lowest([])).toBe('restricted');
  expect(lowest(['restricted', 'baseline'])).toBe('baseline');
  expect(lowest(['restricted', 'privileged', 'baseline'])).toBe('privileged');
});
