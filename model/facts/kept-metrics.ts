import { KUBE_BEGINNINGS } from './kube-state-metrics';
import { NODE_BEGINNINGS } from './node-exporter';

/** Jobs that keep only what is read, and how the names of their metrics begin. Those of applications keep everything. */
const BEGINNINGS = {
  alloy: ['alloy_', 'cluster_', 'go_', 'prometheus_'],
  'log-agents': ['fluentbit_'],
  kubelet: ['kubelet_'],
  cadvisor: ['container_', 'machine_'],
  'kube-state-metrics': KUBE_BEGINNINGS,
  'node-exporter': NODE_BEGINNINGS,
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A job that keeps only what is read. */
export type KeepingJob = keyof typeof BEGINNINGS;

/** How the names of all these metrics begin. */
export const KEPT_BEGINNINGS: readonly string[] = Object.values(BEGINNINGS).flat();

/** The job that keeps a metric; undefined for one of applications, or that a rule records. */
export const jobOfMetric = (metric: string): KeepingJob | undefined =>
  (Object.keys(BEGINNINGS) as KeepingJob[]).find(
    (job) => /^\w+$/.test(metric) && BEGINNINGS[job].some((beginning) => metric.startsWith(beginning)),
  );

/** What a job keeps of the metrics that are wanted, each once and in order. */
export const keptBy = (job: KeepingJob, wanted: Iterable<string>): string[] =>
  [...new Set(wanted)].filter((metric) => jobOfMetric(metric) === job).sort();
