import type { OBJECTIVE_METRICS } from '../../../model/facts/objectives';
import { annotatedPods, annotatedServices } from '../../../model/facts/scrape-jobs';
import type { Objective } from '../../../model/schema/slos';
import { type RuleSettings, series } from '../series';

/** What an objective counts, each as PromQL for one number without labels. */
export interface Counted {
  /** Series that are there as long as the source is. */
  readonly source: string;
  /** Events a second. */
  readonly events: string;
  /** Bad events a second; nothing where there are none. */
  readonly bad: string;
}

/** The source of an objective, as the workspace has it. */
export function counted(objective: Objective, settings: RuleSettings): Counted {
  const { source } = objective;
  switch (source.kind) {
    case 'envoy':
      return objective.indicator === 'latency' ? envoyLatency(objective, settings) : envoy(source, settings);
    case 'haproxy':
      return haproxy(source, settings);
    case 'targets':
      return targets(source, settings);
    case 'log-agents':
      return logRecords(settings);
    case 'remote-write':
      return samples(objective, settings);
    default:
      throw new Error(`a workspace has no series of ${source.kind}`);
  }
}

type Source = Objective['source'];

const rate = (selector: string): string => `sum(rate(${selector}[5m]))`;

const ratio = (all: string, bad: string): Counted => ({ source: all, events: rate(all), bad: rate(bad) });

/** Series of an application, whatever labels its pods have. */
function select(
  { namespace, application }: Source,
  { cluster }: RuleSettings,
): (metric: (typeof OBJECTIVE_METRICS)[number] | 'up', ...matchers: string[]) => string {
  const jobs = `job=~"${annotatedPods.name}|${annotatedServices.name}"`;
  const own = [`cluster="${cluster}"`, jobs, `namespace="${namespace}"`, `app="${application}"`];
  return (metric, ...matchers) => `${metric}{${[...own, ...matchers].join(',')}}`;
}

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/stats */
function envoy(source: Source, settings: RuleSettings): Counted {
  const of = select(source, settings);
  const listener = `envoy_http_conn_manager_prefix="${source.listener}"`;
  return ratio(
    of('envoy_http_downstream_rq_xx', listener),
    of('envoy_http_downstream_rq_xx', listener, 'envoy_response_code_class="5"'),
  );
}

function envoyLatency({ source, thresholdMilliseconds }: Objective, settings: RuleSettings): Counted {
  const of = select(source, settings);
  const listener = `envoy_http_conn_manager_prefix="${source.listener}"`;
  const all = of('envoy_http_downstream_rq_time_count', listener);
  const quick = of('envoy_http_downstream_rq_time_bucket', listener, `le="${thresholdMilliseconds}"`);
  return { source: all, events: rate(all), bad: `${rate(all)} - ${rate(quick)}` };
}

/** https://docs.haproxy.org/3.2/management.html#9.4 */
function haproxy(source: Source, settings: RuleSettings): Counted {
  const of = select(source, settings);
  const listener = `proxy="${source.listener}"`;
  return ratio(
    of('haproxy_frontend_http_responses_total', listener),
    of('haproxy_frontend_http_responses_total', listener, 'code="5xx"'),
  );
}

/** An event is a scrape of a pod. */
function targets(source: Source, settings: RuleSettings): Counted {
  const up = select(source, settings)('up');
  const { scrapeIntervalSeconds: seconds } = settings;
  return { source: up, events: `count(${up}) / ${seconds}`, bad: `(count(${up}) - sum(${up})) / ${seconds}` };
}

/** An event is a record that was shipped or dropped. */
function logRecords(settings: RuleSettings): Counted {
  const { logAgents } = series(settings);
  const shipped = logAgents('fluentbit_output_proc_records_total');
  const dropped = rate(logAgents('fluentbit_output_dropped_records_total'));
  return { source: shipped, events: `${rate(shipped)} + ${dropped}`, bad: dropped };
}

/** An event is a look at a pod of Alloy each minute: what it has sent last, against what it has scraped last. */
function samples({ thresholdSeconds }: Objective, settings: RuleSettings): Counted {
  const { alloy } = series(settings);
  const scraped = alloy('prometheus_remote_storage_queue_highest_timestamp_seconds');
  const sent = alloy('prometheus_remote_storage_queue_highest_sent_timestamp_seconds');
  return {
    source: sent,
    events: `count(${sent}) / 60`,
    bad: `count(${scraped} - ${sent} > ${thresholdSeconds}) / 60`,
  };
}
