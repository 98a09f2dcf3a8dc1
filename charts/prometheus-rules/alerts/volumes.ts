import type { Alert, Area } from '../alert';
import { type RuleSettings, type Series, series } from '../series';

/** The volumes of pods, as the kubelets see them: who has a full one loses data. */
export function volumes(settings: RuleSettings): Area {
  const of = series(settings);
  return {
    name: 'volumes',
    recordings: [
      {
        record: FREE,
        // By claim: a volume may be mounted on several nodes.
        expr: `${BY_CLAIM} (\n  ${of.cluster('kubelet_volume_stats_available_bytes')}\n  / ${of.cluster('kubelet_volume_stats_capacity_bytes')}\n)`,
        labels: { cluster: settings.cluster },
      },
    ],
    alerts: [...space(of), inodes(of)],
  };
}

const BY_CLAIM = 'min by (namespace, persistentvolumeclaim)';

/** Share of a volume that is free. */
const FREE = 'volume:free:ratio';

function space({ recorded }: Series): Alert[] {
  const free = recorded(FREE);
  /** Whether a volume will be full in so many hours, if it goes on as it did. */
  const fullIn = (hours: number, window: string) => `predict_linear(${free}[${window}], ${hours} * 3600) < 0`;
  return [
    {
      name: 'VolumeAlmostFull',
      severity: 'critical',
      expr: `${free} < 0.03\nor (${free} < 0.15 and ${fullIn(8, '1h')})`,
      for: '10m',
      summary: 'A volume is full, or will be within eight hours',
      description:
        'Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its space left. What writes to it will fail.',
      runbook: 'volume-filling',
      supersedes: ['VolumeFilling'],
    },
    {
      name: 'VolumeFilling',
      severity: 'warning',
      expr: `${free} < 0.15 and ${fullIn(96, '6h')}`,
      for: '1h',
      summary: 'A volume will be full within four days',
      description:
        'Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its space left, and is filling.',
      runbook: 'volume-filling',
    },
  ];
}

const inodes = ({ cluster }: Series): Alert => ({
  name: 'VolumeInodesFilling',
  severity: 'warning',
  expr: `${BY_CLAIM} (\n  ${cluster('kubelet_volume_stats_inodes_free')}\n  / ${cluster('kubelet_volume_stats_inodes')}\n) < 0.05`,
  for: '15m',
  summary: 'A volume has hardly any inodes left',
  description:
    'Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its inodes left: too many small files. No new file can be made without one.',
  runbook: 'volume-filling',
});
