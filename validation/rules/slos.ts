import { ENVOY_BUCKETS, SOURCES, type SourceField } from '../../model/facts/objectives';
import { list, type Problem, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import type { Objective } from '../../model/schema/slos';
import { type Rule, repeats, rule, taken } from '../rule';

const at = (index: number, field = ''): string => `slos[${index}]${field}`;

/** A check of each objective by itself. */
const each = (check: (objective: Objective, index: number) => Iterable<Problem>): Rule =>
  rule(['slos'], function* ({ slos }) {
    for (const [index, objective] of slos.entries()) yield* check(objective, index);
  });

/** Name of the objective that the stack has of its own, where it has log agents and a workspace. */
const OWN = 'log-delivery';

const names = rule(['slos', 'compute', 'metrics'], function* ({ slos, compute, metrics }) {
  for (const { item, index } of repeats(slos, ({ name }) => name))
    yield taken(at(index, '.name'), item.name, 'another objective has it', 'a name of its own');
  if (compute.ec2 && metrics.workspace)
    for (const [index, { name }] of slos.entries())
      if (name === OWN) yield taken(at(index, '.name'), name, 'the stack has this objective itself', 'another name');
});

const FIELDS = ['namespace', 'application', 'listener'] as const satisfies readonly SourceField[];

const fields = each(function* ({ source }, index) {
  const needs: readonly SourceField[] = SOURCES[source.kind].needs;
  for (const field of FIELDS) {
    const value = source[field];
    const place = at(index, `.source.${field}`);
    if (needs.includes(field) && value === undefined)
      yield { field: place, wrong: 'missing', allowed: `what the source ${show(source.kind)} needs` };
    if (!needs.includes(field) && value !== undefined)
      yield { field: place, value, wrong: `has no meaning for the source ${show(source.kind)}`, allowed: 'none' };
  }
});

const indicators = each(function* ({ indicator, source }, index) {
  const { indicators: possible } = SOURCES[source.kind];
  if (!possible.some((each) => each === indicator))
    yield {
      field: at(index, '.indicator'),
      value: indicator,
      wrong: `is nothing that the source ${show(source.kind)} can tell`,
      allowed: list(possible),
    };
});

/** The threshold of each indicator that has one. */
const THRESHOLDS = { latency: 'thresholdMilliseconds', freshness: 'thresholdSeconds' } as const;

const thresholds = each(function* (objective, index) {
  for (const [indicator, field] of Object.entries(THRESHOLDS)) {
    const value = objective[field];
    if (objective.indicator === indicator && value === undefined)
      yield { field: at(index, `.${field}`), wrong: 'missing', allowed: `what the indicator ${show(indicator)} needs` };
    if (objective.indicator !== indicator && value !== undefined)
      yield {
        field: at(index, `.${field}`),
        value,
        wrong: `has no meaning for the indicator ${show(objective.indicator)}`,
        allowed: `none, or the indicator ${show(indicator)}`,
      };
  }
});

/** A histogram knows what is below its bounds, and nothing between them. */
const buckets = each(function* ({ indicator, source, thresholdMilliseconds: value }, index) {
  if (source.kind === 'envoy' && indicator === 'latency' && value !== undefined)
    if (!ENVOY_BUCKETS.some((bound) => bound === value))
      yield {
        field: at(index, '.thresholdMilliseconds'),
        value,
        wrong: 'is no bound of the histograms of Envoy',
        allowed: list(ENVOY_BUCKETS),
      };
});

const evaluation = rule(['slos', 'compute', 'metrics'], function* ({ slos, compute, metrics }) {
  for (const [index, { source }] of slos.entries()) {
    const field = at(index, '.source.kind');
    const allowed = list(possibleKinds({ compute, metrics }));
    if (SOURCES[source.kind].evaluatedBy === 'prometheus' && !metrics.workspace)
      yield {
        field,
        value: source.kind,
        wrong: 'is a source in a workspace, and metrics.workspace is missing',
        allowed,
      };
    else if (source.kind === 'log-agents' && !compute.ec2)
      yield { field, value: source.kind, wrong: 'is a source that nobody emits: there are no EC2 nodes', allowed };
  }
});

const possibleKinds = ({ compute, metrics }: Pick<Environment, 'compute' | 'metrics'>): string[] =>
  Object.entries(SOURCES)
    .filter(([kind, { evaluatedBy }]) =>
      evaluatedBy === 'prometheus' ? metrics.workspace && (kind !== 'log-agents' || compute.ec2) : true,
    )
    .map(([kind]) => kind);

/** Proxies among the samples, and their listener for users; whose namespace is ours, everything in it is known. */
const SAMPLE_LISTENERS = { envoy: 'web', haproxy: 'web' } as const;

const emitted = rule(['slos', 'sampleApps'], function* ({ slos, sampleApps }) {
  for (const [index, { source }] of slos.entries()) {
    const { application, kind, namespace } = source;
    if (application === undefined) continue;
    const samples = sampleApps.filter((app) => app.namespace === namespace).map(({ name }) => name);
    if (samples.length === 0) continue;
    const proxies = kind === 'envoy' || kind === 'haproxy' ? samples.filter((name) => name === kind) : scraped(samples);
    if (!proxies.some((name) => name === application))
      yield {
        field: at(index, '.source.application'),
        value: application,
        wrong: `does not emit this in namespace ${show(namespace)}, which holds samples`,
        allowed: proxies.length > 0 ? list(proxies) : `none of ${list(samples)} does`,
      };
    else if ((kind === 'envoy' || kind === 'haproxy') && source.listener !== SAMPLE_LISTENERS[kind])
      yield {
        field: at(index, '.source.listener'),
        value: source.listener,
        wrong: `is no listener for users of the sample ${show(kind)}`,
        allowed: show(SAMPLE_LISTENERS[kind]),
      };
  }
});

/** Samples with metrics. */
const scraped = <Name extends string>(samples: readonly Name[]): Name[] =>
  samples.filter((name) => name !== 'heartbeat');

/** Rules over objectives: each has a source that somebody emits and somebody evaluates. */
export const sloRules: Rule[] = [names, fields, indicators, thresholds, buckets, evaluation, emitted];
