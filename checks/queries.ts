import { load } from 'js-yaml';
import type { Manifest } from '../charts/common/chart';
import { APPLICATION_METRICS } from '../model/facts/application-metrics';
import { CLUSTER_METRICS } from '../model/facts/cluster-metrics';
import { OBJECTIVE_METRICS } from '../model/facts/objectives';
import { STACK_METRICS } from '../model/facts/stack-metrics';
import type { Objects } from './objects';
import { panelsOf } from './panels';

/** A query in PromQL, and where it is. */
export interface Query {
  readonly object: Manifest;
  readonly field: string;
  readonly expression: string;
  /** Series that it makes. @default - none */
  readonly record?: string;
  /** Link to the runbook of the alert that asks it, or its page. @default - none: no alert asks it */
  readonly runbook?: string;
}

/** The fields of a rule that are read. */
interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: { readonly runbook_url?: string; readonly runbook?: string };
}

/** Every query of PromQL among the objects: of rules, and of panels. */
export const queriesOf = (objects: Objects): Query[] => [
  ...rulesOf(objects),
  ...panelsOf(objects).flatMap(({ targets, ...place }) =>
    targets.flatMap(({ expr }) => (expr === undefined ? [] : [{ ...place, expression: expr }])),
  ),
];

const rulesOf = (objects: Objects): Query[] =>
  objects.ofKind('RuleGroupsNamespace.prometheusservice.services.k8s.aws').flatMap((object) => {
    const { groups } = load(object.spec.configuration) as { groups: { rules: Rule[] }[] };
    return groups.flatMap(({ rules }) =>
      rules.map(({ alert, annotations, record, expr }) => ({
        object,
        field: `spec.configuration ${record ?? alert}`,
        expression: expr,
        record,
        runbook: annotations?.runbook_url ?? annotations?.runbook,
      })),
    );
  });

/** Metrics that the stack is known to have, of itself, of the cluster, for objectives and of its applications. */
export const EMITTED: ReadonlySet<string> = new Set([
  ...STACK_METRICS,
  ...Object.keys(CLUSTER_METRICS),
  ...OBJECTIVE_METRICS,
  ...Object.values(APPLICATION_METRICS).flat(),
]);
