import type { Alert, Area } from '../alert';
import { type RuleSettings, type Series, series } from '../series';

/** The EC2 nodes, and what they do to the pods on them. */
export function nodes(settings: RuleSettings): Area {
  const of = series(settings);
  return { name: 'nodes', alerts: [certificate(of), throttling(of)] };
}

/** Kubelets have tokens of IAM for the API server; the certificate that they serve with they must renew. */
const certificate = ({ cluster }: Series): Alert => ({
  name: 'KubeletCertificateExpiring',
  severity: 'warning',
  expr: `${cluster('kubelet_certificate_manager_server_ttl_seconds')} < 2 * 86400`,
  for: '1h',
  summary: 'The certificate of a kubelet expires within two days',
  description:
    'Node {{ $labels.node }} has not renewed it, with {{ $value | humanizeDuration }} left. After that its metrics stop, and so do kubectl logs and exec.',
  runbook: 'kubelet-certificate-expiring',
});

const throttling = ({ cluster }: Series): Alert => {
  const periods = (metric: Parameters<Series['cluster']>[0]) =>
    `sum by (namespace, pod, container) (increase(${cluster(metric)}[15m]))`;
  return {
    name: 'ContainerThrottled',
    severity: 'info',
    expr: `${periods('container_cpu_cfs_throttled_periods_total')}\n/ ${periods('container_cpu_cfs_periods_total')} > 0.25`,
    for: '15m',
    summary: 'A container is kept waiting by its CPU limit',
    description:
      '{{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} was stopped in {{ $value | humanizePercentage }} of the periods of the last 15 minutes: it answers more slowly than it could.',
    runbook: 'container-throttled',
  };
};
