import { counter } from '../../support/rules';
import { BREAKS, CLAIM, CONTAINER } from './healthy';
import type { Scenario } from './scenario';

/** What breaks in the cluster itself, and when it is noticed. */
export const CLUSTER_SCENARIOS: readonly Scenario[] = [
  {
    breaks: 'a volume has 2 % of its space left',
    within: 15,
    firing: { VolumeAlmostFull: 'critical' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) => (minute < BREAKS ? 14 : 2),
    }),
  },
  {
    breaks: 'a volume with 14 % left loses 2 % an hour',
    within: 90,
    firing: { VolumeAlmostFull: 'critical', VolumeFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) =>
        minute < BREAKS ? 14 : 14 - (minute - BREAKS) / 30,
    }),
  },
  {
    breaks: 'a volume with 14 % left loses 0.5 % an hour',
    within: 150,
    firing: { VolumeFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_available_bytes', CLAIM)]: (minute) =>
        minute < BREAKS ? 14 : 14 - (minute - BREAKS) / 120,
    }),
  },
  {
    breaks: 'a volume has 4 % of its inodes left',
    within: 20,
    firing: { VolumeInodesFilling: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_volume_stats_inodes_free', CLAIM)]: (minute) => (minute < BREAKS ? 900 : 40),
    }),
  },
  {
    breaks: 'a kubelet does not renew its certificate',
    within: 65,
    firing: { KubeletCertificateExpiring: 'warning' },
    change: (names) => ({
      [names.kubelet(0, 'kubelet_certificate_manager_server_ttl_seconds')]: (minute) =>
        minute < BREAKS ? 30 * 86_400 : 86_400,
    }),
  },
  {
    breaks: 'a container is stopped by its limit in half of the periods',
    within: 30,
    firing: { ContainerThrottled: 'info' },
    change: (names) => ({
      [names.cadvisor(0, 'container_cpu_cfs_throttled_periods_total', CONTAINER)]: counter(60, 300, BREAKS),
    }),
  },
];
