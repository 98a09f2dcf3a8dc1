import type { RedactionSettings } from '../common/fluent-bit/redaction';

/** Name of everything that belongs to the component: objects, pod, container, IAM role. */
export const KUBERNETES_EVENTS = 'kubernetes-events';

/** Settings of the configuration. */
export interface KubernetesEventsSettings extends RedactionSettings {
  /** Region of the log group. */
  readonly region: string;
  /** Log group of the events. */
  readonly logGroupName: string;
  /** Port of health. */
  readonly httpPort: number;
}

/** Where things are in the container; the chart mounts them. */
export const PATHS = {
  /** Configuration and scripts. */
  configuration: '/etc/fluent-bit',
  /** What was sent, and chunks that wait: as long as the pod is, so that a restart of the container goes on. */
  state: '/var/fluent-bit/state',
} as const;

/** Environment variables that the chart sets and the configuration may use. */
export const ENVIRONMENT = ['POD_IP'] as const;

/** Time between two heartbeats, in seconds: what is known to be sent is as old, twice at most. */
export const HEARTBEAT_SECONDS = 60;
