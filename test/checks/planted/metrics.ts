import { inText, type Planted } from './types';

const MANY_RULES = '\n      - record: many:one\n        expr: vector(1)'.repeat(2001);

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
    finds: { rulesFitTheirWorkspace: /bytes are too many; expected: at most 1048576, so fewer slos/ },
  },
  {
    fault: 'more rules than a workspace takes',
    change: inText('prometheus-rules.k8s.yaml', 'groups:', `groups:\n    - name: many\n      rules:${MANY_RULES}`),
    finds: { rulesFitTheirWorkspace: /rules are too many; expected: at most 2000, so fewer slos/ },
  },
  {
    fault: 'receivers that the workspace refuses for their size',
    environment: 'staging',
    change: inText(
      'prometheus-rules.k8s.yaml',
      'alertmanager_config:',
      `# ${'long '.repeat(210_000)}\n    alertmanager_config:`,
    ),
    finds: { rulesFitTheirWorkspace: /bytes are too many; expected: at most 1048576, so fewer windows of maintenance/ },
  },
];
