import { budget } from '../../model/budgets/fluent-bit';
import { type Range, showRange, span, times, total } from '../../model/budgets/range';
import { activeSeries, clusterSeries, seriesBudgets } from '../../model/budgets/series';
import { secondsOf } from '../../model/prometheus-duration';
import type { Environment } from '../../model/schema/environment';
import type { Quantity } from '../estimate';
import { type Objects, ofKind } from '../objects';
import { SECONDS } from './units';

/** Days that a workspace keeps samples. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html */
const RETENTION_DAYS = 150;
/** Bytes of a sample in the workspace. https://aws.amazon.com/prometheus/pricing/ */
const SAMPLE_BYTES: Range = { low: 1, high: 2 };
/** Time between two evaluations of a rule, where its group names none. */
const EVALUATION_SECONDS = 60;

/** Amazon Managed Prometheus: samples that arrive, that are stored, and that rules read. What people query is not in it. */
export function prometheusQuantities(environment: Environment, objects: Objects): Quantity[] {
  const { cluster, metrics } = environment;
  const { scrapeIntervalSeconds: seconds } = metrics;
  const { region } = cluster;
  const budgets = seriesBudgets(environment);
  if (budgets.length === 0) return [];
  const samples = times(activeSeries(environment), SECONDS / seconds);
  const stored = times(samples, SAMPLE_BYTES, RETENTION_DAYS / 30 / 2 ** 30);
  return [
    ...budgets.map(
      ({ name, series, formula, origin }): Quantity => ({
        ...{ item: 'amp-samples', what: name, region, origin },
        amount: times(series, SECONDS / seconds),
        formula: `${showRange(series)} series (${formula}) every ${seconds} s`,
      }),
    ),
    {
      ...{ item: 'amp-storage', what: 'all series', region, origin: 'assumed' },
      amount: stored,
      formula: `${showRange(samples)} samples × ${RETENTION_DAYS / 30} months × ${showRange(SAMPLE_BYTES)} B`,
    },
    ...ruleQuantities(environment, objects),
  ];
}

/** A selector of series, with the window that it looks back on. https://prometheus.io/docs/prometheus/latest/querying/basics/ */
const SELECTOR = /\b([a-zA-Z_:][a-zA-Z0-9_:]*)\{[^}]*\}(?:\[([0-9a-z]+)\])?/g;

/** What rules read. Their file is read as text: groups begin with a name, and only expressions have selectors. */
function ruleQuantities(environment: Environment, objects: Objects): Quantity[] {
  const groups = ofKind(objects, 'RuleGroupsNamespace', 'prometheusservice.').flatMap(({ spec }) =>
    (spec.configuration as string).split(/^ *- name: /m).slice(1),
  );
  if (groups.length === 0) return [];
  const reads = groups.map((group) => {
    const [, interval] = /^ *interval: (\w+)$/m.exec(group) ?? [];
    return times(samplesOf(environment, group), SECONDS / known(interval, EVALUATION_SECONDS));
  });
  const rules = groups.flatMap((group) => group.match(/^ *- (alert|record): /gm) ?? []).length;
  return [
    {
      ...{ item: 'amp-query-samples', what: 'rules', region: environment.cluster.region, origin: 'derived' },
      amount: total(reads),
      formula: `${rules} rules, each with its series × its window, as often as its group says`,
    },
  ];
}

/** Seconds of a duration that our rules have, or of what stands for none. */
const known = (duration: string | undefined, otherwise: number): number =>
  duration === undefined ? otherwise : (secondsOf(duration) ?? Number.NaN);

/** Samples that one evaluation of expressions reads. */
const samplesOf = (environment: Environment, text: string): Range =>
  total(
    [...text.matchAll(SELECTOR)].map(([, metric = '', window]) => {
      const { scrapeIntervalSeconds } = environment.metrics;
      return times(seriesOf(environment, metric), known(window, scrapeIntervalSeconds) / scrapeIntervalSeconds);
    }),
  );

/** Series of one metric of an application that an objective reads. An assumption. */
const APPLICATION_METRIC: Range = { low: 2, high: 50 };

/** Series of a metric of the stack: of outputs and targets, or one for each node; recorded ones are single. */
function seriesOf(environment: Environment, metric: string): Range {
  const { cost, logs, metrics, sampleApps } = environment;
  const nodes = span(cost.nodes);
  if (metric.startsWith('fluentbit_output_')) return times(nodes, Object.keys(budget(logs).diskMebibytes).length);
  if (metric === 'up') return total([times(nodes, 3), { low: sampleApps.length, high: sampleApps.length * 10 }]);
  if (metric.includes(':')) return { low: 1, high: 1 };
  if (/^(alloy|cluster|prometheus)_/.test(metric)) return times({ low: 1, high: 2 }, metrics.alloy.replicas);
  return clusterSeries(environment, metric) ?? APPLICATION_METRIC;
}
