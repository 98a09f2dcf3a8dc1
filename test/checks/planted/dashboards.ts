import { DASHBOARD_LIMITS } from '../../../model/facts/dashboards';
import { inText, type Planted } from './types';

/** Faults in what dashboards show, and in what is collected for them. */
export const DASHBOARDS: readonly Planted[] = [
  {
    fault: 'a graph of what an alarm watches below a heading that leads to another runbook',
    change: inText('dashboards.k8s.yaml', /(## Errors .*?runbooks\/)log-errors\.md/, '$1watchdog.md'),
    finds: {
      graphsLeadToRunbooks: /widgets\[\d+\]: "ContainerLogs Errors.* no link leads to its runbook; .*log-errors/,
    },
  },
  {
    fault: 'a graph of a metric that its workload does not have',
    change: inText('dashboards.k8s.yaml', '"nginx_up\\"', '"nginx_down\\"'),
    finds: {
      watchedMetricsAreEmitted: /nginx_down .* nothing here emits/,
      emittedMetricsAreRead: /"\^nginx_up\$ \[ClusterName, Namespace, Service\]" .* no alarm and no dashboard reads/,
    },
  },
  {
    fault: 'a search for another load balancer',
    environment: 'dev',
    change: inText('dashboards.k8s.yaml', 'LoadBalancer=app/dev-firelens', 'LoadBalancer=app/dev-fireless'),
    finds: { watchedMetricsAreEmitted: /app\/dev-fireless.* nothing here emits/ },
  },
  {
    fault: 'more alarms than a widget shows',
    change: inText(
      'dashboards.k8s.yaml',
      /("alarms": \[\s*)("[^"]+"),/,
      `$1$2,${'$2,'.repeat(DASHBOARD_LIMITS.alarmsOfWidget)}`,
    ),
    finds: { dashboardsFitCloudWatch: /widgets\[\d\]: 1\d\d is more alarms in a widget .* at most 100/ },
  },
  {
    fault: 'a widget beyond the right edge',
    change: inText('dashboards.k8s.yaml', '"x": 12', '"x": 13'),
    finds: { dashboardsFitCloudWatch: /: 25 is more columns than CloudWatch takes/ },
  },
  {
    fault: 'a metric that is collected and that nobody looks at',
    change: inText('cloudwatch-agent.k8s.yaml', '"^nginx_up$",', '"^nginx_up$", "^nginx_ingress_controller_success$",'),
    finds: { emittedMetricsAreRead: /nginx_ingress_controller_success.* is a metric that is paid for/ },
  },
];
