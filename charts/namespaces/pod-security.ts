/**
 * Which Pod Security Standard a pod meets.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** A pod spec as it is written in YAML. */
// biome-ignore lint/suspicious/noExplicitAny: read defensively; the Kubernetes schema is checked elsewhere.
export type PodSpec = Record<string, any>;

/** The Pod Security level of a pod, and why it is not higher. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export interface PodSecurity {
  readonly level: PodSecurityLevel;
  /** What keeps the pod from a higher level, such as `container fluent-bit: hostPath volume logs`. */
  readonly reasons: readonly string[];
}

/** The highest level that a pod meets. */
export function podSecurity(pod: PodSpec): PodSecurity {
  const baseline = violationsOf(BASELINE, pod);
  if (baseline.length > 0) return { level: 'privileged', reasons: baseline };
  const restricted = violationsOf(RESTRICTED, pod);
  return { level: restricted.length > 0 ? 'baseline' : 'restricted', reasons: restricted };
}

/** The level of a namespace: the lowest of its pods. */
export const lowest = (levels: readonly PodSecurityLevel[]): PodSecurityLevel =>
  (['privileged', 'baseline'] as const).find((level) => levels.includes(level)) ?? 'restricted';

/** One control: what of a pod breaks it. */
type Control = (pod: PodSpec) => string[];

const violationsOf = (controls: readonly Control[], pod: PodSpec): string[] =>
  controls.flatMap((control) => control(pod));

const containersOf = (pod: PodSpec): PodSpec[] => [
  ...(pod.initContainers ?? []),
  ...(pod.containers ?? []),
  ...(pod.ephemeralContainers ?? []),
];

/** A control that looks at each container. */
const eachContainer =
  (violation: (container: PodSpec, pod: PodSpec) => string | false | undefined): Control =>
  (pod) =>
    containersOf(pod).flatMap((container) => {
      const found = violation(container, pod);
      return found ? [`container ${container.name}: ${found}`] : [];
    });

/** A control that looks at the security contexts of the pod and of each container. */
const eachContext =
  (violation: (context: PodSpec) => string | false | undefined): Control =>
  (pod) => {
    const contexts: [string, PodSpec][] = [
      ['pod', pod.securityContext ?? {}],
      ...containersOf(pod).map((container): [string, PodSpec] => [
        `container ${container.name}`,
        container.securityContext ?? {},
      ]),
    ];
    return contexts.flatMap(([where, context]) => {
      const found = violation(context);
      return found ? [`${where}: ${found}`] : [];
    });
  };

const BASELINE_CAPABILITIES = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD'],
  ...['NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);
const SELINUX_TYPES = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const SAFE_SYSCTLS = new Set([
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_local_reserved_ports'],
  ...['net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ping_group_range', 'net.ipv4.tcp_fin_timeout'],
  ...['net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_keepalive_time'],
  ...['net.ipv4.tcp_rmem', 'net.ipv4.tcp_syncookies', 'net.ipv4.tcp_wmem'],
]);

const added = (container: PodSpec): string[] => container.securityContext?.capabilities?.add ?? [];

/** Probes and hooks that name a host make the kubelet call it. */
const handlers = (container: PodSpec): PodSpec[] => [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => container[probe] ?? []),
  ...['postStart', 'preStop'].flatMap((hook) => container.lifecycle?.[hook] ?? []),
];

const BASELINE: readonly Control[] = [
  eachContext(({ windowsOptions }) => windowsOptions?.hostProcess && 'hostProcess'),
  (pod) =>
    ['hostNetwork', 'hostPID', 'hostIPC'].filter((namespace) => pod[namespace]).map((namespace) => `pod: ${namespace}`),
  eachContainer(({ securityContext }) => securityContext?.privileged && 'privileged'),
  eachContainer((container) => {
    const dangerous = added(container).filter((capability) => !BASELINE_CAPABILITIES.has(capability));
    return dangerous.length > 0 && `capabilities ${dangerous.join(', ')}`;
  }),
  (pod) =>
    (pod.volumes ?? [])
      .filter((volume: PodSpec) => volume.hostPath)
      .map((volume: PodSpec) => `pod: hostPath volume ${volume.name}`),
  eachContainer(({ ports = [] }) => {
    const hostPorts = ports.flatMap(({ hostPort }: PodSpec) => (hostPort ? [hostPort] : []));
    return hostPorts.length > 0 && `hostPort ${hostPorts.join(', ')}`;
  }),
  eachContainer(
    (container) =>
      handlers(container).some(({ httpGet, tcpSocket }) => httpGet?.host || tcpSocket?.host) &&
      'a probe or hook with a host',
  ),
  eachContext(({ appArmorProfile }) => appArmorProfile?.type === 'Unconfined' && 'AppArmor unconfined'),
  eachContext(({ seLinuxOptions = {} }) => {
    const { type = '', user, role } = seLinuxOptions;
    return (!SELINUX_TYPES.has(type) || user || role) && 'SELinux options';
  }),
  eachContainer(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default' && 'procMount'),
  eachContext(({ seccompProfile }) => seccompProfile?.type === 'Unconfined' && 'seccomp unconfined'),
  (pod) =>
    (pod.securityContext?.sysctls ?? [])
      .filter(({ name }: PodSpec) => !SAFE_SYSCTLS.has(name))
      .map(({ name }: PodSpec) => `pod: sysctl ${name}`),
];

const RESTRICTED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const RESTRICTED: readonly Control[] = [
  (pod) =>
    (pod.volumes ?? [])
      .filter((volume: PodSpec) => !RESTRICTED_VOLUMES.some((type) => volume[type] !== undefined))
      .map((volume: PodSpec) => `pod: volume ${volume.name} of another type`),
  eachContainer(
    ({ securityContext }) =>
      securityContext?.allowPrivilegeEscalation !== false && 'allowPrivilegeEscalation is not false',
  ),
  eachContainer(({ securityContext }, pod) => {
    const nonRoot = securityContext?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
    return nonRoot !== true && 'runAsNonRoot is not true';
  }),
  eachContext(({ runAsUser }) => runAsUser === 0 && 'runAsUser 0'),
  eachContainer(({ securityContext }, pod) => {
    const type = securityContext?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
    return type !== 'RuntimeDefault' && type !== 'Localhost' && 'no seccomp profile';
  }),
  eachContainer((container) => {
    const dropsAll = container.securityContext?.capabilities?.drop?.includes('ALL');
    return !dropsAll && 'capabilities are not dropped';
  }),
  eachContainer((container) => {
    const more = added(container).filter((capability) => capability !== 'NET_BIND_SERVICE');
    return more.length > 0 && `capabilities ${more.join(', ')}`;
  }),
];
