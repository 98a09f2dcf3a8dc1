import { inText, type Planted } from './types';

/** Faults in what rules read and what is collected. */
export const METRICS: readonly Planted[] = [
  {
    fault: 'a rule on a metric that nobody emits',
    change: inText('prometheus-rules.k8s.yaml', 'absent(up{', 'absent(upp{'),
    finds: { rulesAreOnEmittedMetrics: /"upp" is a metric that nothing here emits/ },
  },
  {
    fault: 'a metric that a rule reads and Alloy drops',
    change: inText('alloy.k8s.yaml', /^.*"kubelet_volume_stats_inodes_free",\n/m, ''),
    finds: { readMetricsAreKept: /"kubelet_volume_stats_inodes_free" is a metric that Alloy drops/ },
  },
  {
    fault: 'a metric that is paid for and that nobody reads',
    change: inText(
      'alloy.k8s.yaml',
      '"kubelet_volume_stats_inodes_free"',
      '"kubelet_volume_stats_inodes_free",\n    \t\t\t"kubelet_evictions"',
    ),
    finds: { keptMetricsAreRead: /"kubelet_evictions" is kept, and no rule and no panel reads it/ },
  },
  {
    fault: 'a file of rules that the workspace refuses for its size',
    change: inText('prometheus-rules.k8s.yaml', 'groups:', `# ${'long '.repeat(210_000)}\n    groups:`),
    finds: { rulesFitTheirWorkspace: /bytes are too many; expected: at most 1048576/ },
  },
];
