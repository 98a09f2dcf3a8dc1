import {
  ENVOY_BUCKETS,
  HIGHEST_TARGET,
  SOURCE_KINDS,
  SOURCES,
  type SourceField,
  type SourceKind,
} from '../../model/facts/objectives';
import { ecsName } from '../../model/names/ecs';
import { fargateNamespaces } from '../../model/names/log-groups';
import { list, type Problem, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import type { SampleAppName } from '../../model/schema/sample-apps';
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

const FIELDS = ['namespace', 'application', 'listener', 'loadBalancer'] as const satisfies readonly SourceField[];

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

/** What a target lets fail: time in its window, and events. */
function allows(target: number, windowDays: number): string {
  const share = (100 - target) / 100;
  const seconds = Number((share * windowDays * 86_400).toPrecision(2));
  return `${seconds} s of failure in ${windowDays} days, or 1 event in ${Number((1 / share).toPrecision(6)).toLocaleString('en')}`;
}

const targets = each(function* ({ target, windowDays }, index) {
  if (target > HIGHEST_TARGET)
    yield {
      field: at(index, '.target'),
      value: target,
      wrong: `allows ${allows(target, windowDays)}: nobody can see whether it is kept`,
      allowed: `from 84 to ${HIGHEST_TARGET}, which allows ${allows(HIGHEST_TARGET, windowDays)}`,
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

type Conditions = Pick<Environment, 'name' | 'compute' | 'ecs' | 'logs' | 'metrics'>;

/** Why a source has no events in an environment; undefined where it has. */
const MISSING: Readonly<
  Record<SourceKind, (environment: Conditions, source: Objective['source']) => string | undefined>
> = {
  envoy: inWorkspace,
  haproxy: inWorkspace,
  targets: inWorkspace,
  'remote-write': inWorkspace,
  'log-agents': (environment) =>
    inWorkspace(environment) ?? (environment.compute.ec2 ? undefined : 'is of log agents, and there are no EC2 nodes'),
  'access-log': ({ compute, logs }, { namespace = '' }) => {
    if (!logs.cloudwatch) return 'goes to CloudWatch, and logs.cloudwatch is false';
    if (!compute.ec2) return 'is counted by the agents of EC2 nodes, and there are none';
    return fargateNamespaces(compute).has(namespace)
      ? `is counted on EC2 nodes, and pods of ${show(namespace)} run on Fargate`
      : undefined;
  },
  'load-balancer': ({ ecs }) => (ecs ? undefined : 'is of the ECS service, and ecs is missing'),
};

function inWorkspace({ metrics }: Pick<Conditions, 'metrics'>): string | undefined {
  return metrics.workspace ? undefined : 'is in a workspace, and metrics.workspace is missing';
}

const evaluation = rule(['slos', 'name', 'compute', 'ecs', 'logs', 'metrics'], function* ({ slos, ...environment }) {
  for (const [index, { source }] of slos.entries()) {
    const wrong = MISSING[source.kind](environment, source);
    const possible = SOURCE_KINDS.filter((kind) => MISSING[kind](environment, source) === undefined);
    if (wrong !== undefined)
      yield { field: at(index, '.source.kind'), value: source.kind, wrong, allowed: list(possible) || 'none' };
    else if (source.loadBalancer !== undefined && source.loadBalancer.split('/')[1] !== ecsName(environment.name))
      yield {
        field: at(index, '.source.loadBalancer'),
        value: source.loadBalancer,
        wrong: 'is not the load balancer of the ECS service',
        allowed: `app/${ecsName(environment.name)}/<ID>`,
      };
  }
});

/** Samples that have events of a source; in a namespace that is ours, everything is known. */
const EMITTED_BY: Readonly<Partial<Record<SourceKind, readonly SampleAppName[]>>> = {
  envoy: ['envoy'],
  haproxy: ['haproxy'],
  targets: ['tictactoe', 'memcached', 'haproxy', 'tomcat', 'envoy'],
  'access-log': ['tictactoe', 'haproxy', 'envoy'],
};

/** Where users come in, in the metrics of the samples. */
const LISTENER = 'web';

const emitted = rule(['slos', 'sampleApps'], function* ({ slos, sampleApps }) {
  for (const [index, { source }] of slos.entries()) {
    const { application, kind, listener, namespace } = source;
    const samples = sampleApps.filter((app) => app.namespace === namespace).map(({ name }) => name);
    if (application === undefined || samples.length === 0) continue;
    const able = samples.filter((name) => EMITTED_BY[kind]?.includes(name));
    if (!able.some((name) => name === application))
      yield {
        field: at(index, '.source.application'),
        value: application,
        wrong: `has no events of ${show(kind)} in namespace ${show(namespace)}, which holds samples`,
        allowed: able.length > 0 ? list(able) : `none of ${list(samples)} does`,
      };
    else if (listener !== undefined && listener !== LISTENER)
      yield {
        field: at(index, '.source.listener'),
        value: listener,
        wrong: `is no listener for users of the sample ${show(application)}`,
        allowed: show(LISTENER),
      };
  }
});

/** Rules over objectives: each has a source that somebody emits and somebody evaluates. */
export const sloRules: Rule[] = [names, fields, indicators, targets, thresholds, buckets, evaluation, emitted];
