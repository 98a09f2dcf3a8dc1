import {
  ecsMetric,
  type LOAD_BALANCER_METRICS,
  logsMetric,
  type TARGET_GROUP_METRICS,
} from '../../model/facts/cloudwatch-metrics';
import type { RunbookBase } from '../../model/names/runbooks';
import { search } from './search';
import { graph, heading, type Line, type Widget } from './widgets';

/** Props of the dashboard. */
export interface EcsServiceProps {
  /** Region of the metrics. */
  readonly region: string;
  /** Name of the ECS cluster, of its service and of the load balancer. */
  readonly service: string;
  /** Where the runbooks are. */
  readonly runbooks: RunbookBase;
  /** Log group of the log router itself. */
  readonly routerLogGroup: string;
  /** Log group of the containers. @default - their logs do not go to CloudWatch */
  readonly applicationLogGroup?: string;
}

/**
 * The service on ECS from its callers' side to its log router. It needs no Container Insights: ECS and the load balancer give these metrics
 * without.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
 */
export const ecsService = (props: EcsServiceProps): Widget[] => [
  ...loadBalancer(props),
  ...tasks(props),
  ...router(props),
];

/** The end of its ARN is in the dimension, and ends in characters that AWS chooses: they are searched for by the name. */
function loadBalancer({ region, runbooks, service }: EcsServiceProps): Widget[] {
  const found = (
    names: readonly ((typeof LOAD_BALANCER_METRICS)[number] | (typeof TARGET_GROUP_METRICS)[number])[],
    stat: string,
    ...dimensions: string[]
  ): Line => ({
    expression: search({
      namespace: 'AWS/ApplicationELB',
      names,
      dimensions: [...dimensions, 'LoadBalancer'],
      where: `LoadBalancer=app/${service}`,
      stat,
    }),
    label: `\${PROP('MetricName')} ${stat}`,
  });
  return [
    heading('What callers get', runbooks, 'error-budget', 'objective-silent'),
    graph(
      'Requests, and those that failed',
      region,
      [found(['RequestCount', 'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count'], 'Sum')],
      { unit: 'requests' },
    ),
    graph('Response time', region, [found(['TargetResponseTime'], 'p50'), found(['TargetResponseTime'], 'p95')], {
      unit: 'seconds',
    }),
    graph(
      'Targets that are healthy and unhealthy',
      region,
      [found(['HealthyHostCount', 'UnHealthyHostCount'], 'Maximum', 'TargetGroup')],
      { periodSeconds: 60, unit: 'targets' },
    ),
  ];
}

function tasks({ region, service }: EcsServiceProps): Widget[] {
  const cpu = ecsMetric('CPUUtilization', service, service);
  const memory = ecsMetric('MemoryUtilization', service, service);
  const use = (label: string, metric: typeof cpu): Line[] => [
    { metric, label: `${label}, on average`, stat: 'Average' },
    { metric, label: `${label}, at most`, stat: 'Maximum' },
  ];
  return [
    graph('Tasks that run', region, [{ metric: cpu, label: 'tasks', stat: 'SampleCount' }], {
      periodSeconds: 60,
      unit: 'tasks',
    }),
    graph('CPU and memory of the tasks', region, [...use('CPU', cpu), ...use('memory', memory)], {
      unit: '% of the task',
      width: 24,
    }),
  ];
}

/** The router writes nothing about itself while all is well. */
const router = ({ applicationLogGroup, region, routerLogGroup, runbooks }: EcsServiceProps): Widget[] => [
  heading('Its log', runbooks, 'log-errors', 'log-group-silent', 'log-volume'),
  graph(
    'What the log router says of itself',
    region,
    [{ metric: logsMetric('IncomingLogEvents', routerLogGroup), label: 'events' }],
    { unit: 'events' },
  ),
  ...(applicationLogGroup
    ? [
        graph(
          'Events that arrived from the containers',
          region,
          [{ metric: logsMetric('IncomingLogEvents', applicationLogGroup), label: 'events' }],
          { unit: 'events' },
        ),
      ]
    : []),
];
