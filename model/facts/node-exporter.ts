/** Name of the component, of its container and of the job that scrapes it. */
export const NODE_EXPORTER = 'node-exporter';

/** Its port, on the network of the pod. https://github.com/prometheus/node_exporter */
export const NODE_EXPORTER_PORT = 9100;

/**
 * Collectors that need nothing of the node but its kernel, by how the names of their metrics begin. Those of the network need the
 * node's own: cAdvisor has its interfaces. https://github.com/prometheus/node_exporter#collectors
 */
const COLLECTORS = {
  cpu: ['node_cpu_'],
  diskstats: ['node_disk_'],
  filefd: ['node_filefd_'],
  filesystem: ['node_filesystem_'],
  loadavg: ['node_load'],
  meminfo: ['node_memory_'],
  pressure: ['node_pressure_'],
  stat: ['node_boot_time_', 'node_context_switches_', 'node_forks_', 'node_intr_', 'node_procs_'],
  time: ['node_time_'],
  timex: ['node_timex_'],
  uname: ['node_uname_'],
  vmstat: ['node_vmstat_'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** How the names of its metrics begin. */
export const NODE_BEGINNINGS: readonly string[] = Object.values(COLLECTORS).flat();

/** The collector that has a metric; undefined where none of ours has it. */
export const collectorOf = (metric: string): string | undefined =>
  Object.entries(COLLECTORS).find(([, beginnings]) =>
    beginnings.some((beginning) => metric.startsWith(beginning)),
  )?.[0];

/** The collectors that have some metrics, each once and in order. */
export const collectorsOf = (metrics: readonly string[]): string[] =>
  [...new Set(metrics.flatMap((metric) => collectorOf(metric) ?? []))].sort();

/**
 * Paths of a node whose file systems are watched: logs, which are on its root volume, and images, which may be on disks of their
 * own. https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
 */
export const NODE_FILESYSTEMS = { logs: '/var/log', images: '/var/lib/containerd' } as const;
