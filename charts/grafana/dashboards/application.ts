import type { ApplicationMetric } from '../../../model/facts/application-metrics';
import { workloadMetric } from '../../../model/facts/cloudwatch-metrics';
import { annotatedPods, annotatedServices } from '../../../model/facts/scrape-jobs';
import { isCountedByAgent } from '../../../model/names/log-groups';
import type { SampleAppName } from '../../../model/schema/sample-apps';
import type { Dashboard, MetricsQuery, Panel } from '../panel';
import type { ApplicationPlace, DashboardSettings } from './settings';

/** What differs between programs; a program has no panel of what it does not tell. */
interface Profile {
  readonly connections: (of: Select) => MetricsQuery[];
  readonly requests: (of: Select) => MetricsQuery[];
  /** In seconds. @default - the access log's, as the log agents count it */
  readonly latency?: (of: Select) => MetricsQuery[];
}

/** Series of an application by metric. */
type Select = (metric: ApplicationMetric | 'up') => string;

const rate = (selector: string): string => `rate(${selector}[5m])`;

const PROFILES: Readonly<Record<Exclude<SampleAppName, 'heartbeat'>, Profile>> = {
  tictactoe: {
    connections: (of) => [{ expr: `sum by (pod) (${of('nginx_connections_active')})`, legend: '{{pod}}' }],
    requests: (of) => [{ expr: `sum by (pod) (${rate(of('nginx_http_requests_total'))})`, legend: '{{pod}}' }],
  },
  memcached: {
    connections: (of) => [{ expr: `sum by (pod) (${of('memcached_current_connections')})`, legend: '{{pod}}' }],
    requests: (of) => [
      { expr: `sum by (command, status) (${rate(of('memcached_commands_total'))})`, legend: '{{command}} {{status}}' },
    ],
  },
  haproxy: {
    connections: (of) => [{ expr: `sum by (proxy) (${of('haproxy_frontend_current_sessions')})`, legend: '{{proxy}}' }],
    requests: (of) => [
      { expr: `sum by (code) (${rate(of('haproxy_frontend_http_responses_total'))})`, legend: '{{code}}' },
    ],
    latency: (of) => [
      { expr: `max by (proxy) (${of('haproxy_backend_response_time_average_seconds')})`, legend: '{{proxy}}, average' },
    ],
  },
  tomcat: {
    connections: (of) => [{ expr: `sum by (pod) (${of('jvm_threads_current')})`, legend: '{{pod}}, threads' }],
    requests: (of) => [
      {
        expr: `sum by (connector) (${rate(of('catalina_globalrequestprocessor_requestcount_total'))})`,
        legend: '{{connector}}',
      },
    ],
    latency: (of) => [
      {
        expr: `sum by (connector) (${rate(of('catalina_globalrequestprocessor_processingtime_total'))})\n/ sum by (connector) (${rate(of('catalina_globalrequestprocessor_requestcount_total'))})\n/ 1000`,
        legend: '{{connector}}, average',
      },
    ],
  },
  envoy: {
    connections: (of) => [
      {
        expr: `sum by (envoy_http_conn_manager_prefix) (${of('envoy_http_downstream_cx_active')})`,
        legend: '{{envoy_http_conn_manager_prefix}}',
      },
    ],
    requests: (of) => [
      {
        expr: `sum by (envoy_response_code_class) (${rate(of('envoy_http_downstream_rq_xx'))})`,
        legend: '{{envoy_response_code_class}}xx',
      },
    ],
    latency: (of) =>
      [50, 95, 99].map((percent) => ({
        expr: `histogram_quantile(${percent / 100}, sum by (le) (${rate(of('envoy_http_downstream_rq_time_bucket'))}))\n/ 1000`,
        legend: `P${percent}`,
      })),
  },
};

/** One dashboard per application, five panels for each namespace that it runs in. */
export function applications(settings: DashboardSettings): Dashboard[] {
  const names = [...new Set(settings.applications.map(({ name }) => name))];
  return names.flatMap((name): Dashboard[] => {
    const places = settings.applications.filter((place) => place.name === name);
    const panels = places.flatMap((place) => panelsOf(place, settings));
    return panels.length > 0
      ? [
          {
            uid: `application-${name}`,
            title: `${name} (${settings.environmentName})`,
            description: `What users of ${name} see: connections, requests, latency, pods, and what it says.`,
            panels,
          },
        ]
      : [];
  });
}

function panelsOf(place: ApplicationPlace, settings: DashboardSettings): Panel[] {
  const profile = settings.metrics && place.name !== 'heartbeat' ? PROFILES[place.name] : undefined;
  const of = selectorOf(place, settings);
  return [
    ...(profile ? traffic(place, profile, of) : []),
    ...(profile?.latency ? [latency(place, profile.latency(of))] : loggedLatency(place, settings)),
    ...(profile ? [pods(place, of)] : []),
    ...said(place),
  ];
}

function selectorOf({ name, namespace }: ApplicationPlace, { cluster }: DashboardSettings): Select {
  const jobs = `job=~"${annotatedPods.name}|${annotatedServices.name}"`;
  const own = [`cluster="${cluster}"`, jobs, `namespace="${namespace}"`, `app="${name}"`];
  return (metric) => `${metric}{${own.join(',')}}`;
}

const traffic = ({ namespace }: ApplicationPlace, { connections, requests }: Profile, of: Select): Panel[] => [
  {
    title: `Active connections (${namespace})`,
    description: 'Connections that are open now. A steep rise without more requests: clients wait for answers.',
    runbooks: ['error-budget'],
    view: 'graph',
    unit: 'short',
    metrics: connections(of),
  },
  {
    title: `Requests per second (${namespace})`,
    description: 'What is asked of it. Nothing at all at a busy hour: look at the pods, then at what is before them.',
    runbooks: ['objective-silent'],
    view: 'graph',
    unit: 'reqps',
    metrics: requests(of),
  },
];

const latency = ({ namespace }: ApplicationPlace, metrics: MetricsQuery[]): Panel => ({
  title: `Request latency (${namespace})`,
  description: 'How long answers take. Compare with connections: if both rise, it has too few pods.',
  runbooks: ['error-budget'],
  view: 'graph',
  unit: 's',
  metrics,
});

const pods = ({ namespace }: ApplicationPlace, of: Select): Panel => ({
  title: `Pods (${namespace})`,
  description: 'Pods that answer the scrapes of their metrics, and all that are known. The gap is what is down.',
  runbooks: ['scrape-target-down'],
  view: 'graph',
  unit: 'none',
  metrics: [
    { expr: `sum(${of('up')})`, legend: 'answer' },
    { expr: `count(${of('up')})`, legend: 'known' },
  ],
});

/** Durations of the access log, in milliseconds: statistic sets, which have no percentiles. */
function loggedLatency(place: ApplicationPlace, { cluster }: DashboardSettings): Panel[] {
  const { name, namespace, logGroup } = place;
  if (name !== 'tictactoe' || !logGroup || !isCountedByAgent(logGroup)) return [];
  const metric = workloadMetric('Latency', cluster, namespace, name);
  return [
    {
      title: `Request latency (${namespace})`,
      description:
        'How long answers took, by the access log. Compare with connections: if both rise, it has too few pods.',
      runbooks: ['error-budget'],
      view: 'graph',
      unit: 'ms',
      cloudwatch: [
        { id: 'average', metric, stat: 'Average', label: 'average', periodSeconds: 60 },
        { id: 'slowest', metric, stat: 'Maximum', label: 'slowest', periodSeconds: 60 },
      ],
    },
  ];
}

/** The newest lines, as the log agents write them. */
const said = ({ name, namespace, logGroup }: ApplicationPlace): Panel[] =>
  logGroup
    ? [
        {
          title: `Log stream (${namespace})`,
          description: 'The newest lines. A look scans the log group over the time shown, and costs by the gigabyte.',
          runbooks: ['log-errors'],
          view: 'logs',
          unit: 'none',
          width: 24,
          logs: {
            groups: [logGroup],
            commands: [
              'fields @timestamp, coalesce(message, msg, log, @message) as text, level, kubernetes.pod_name as pod',
              `filter kubernetes.namespace_name = "${namespace}" and (kubernetes.app = "${name}" or kubernetes.container_name = "${name}")`,
              'sort @timestamp desc',
              'limit 100',
            ],
          },
        },
      ]
    : [];
