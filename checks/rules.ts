import { load } from 'js-yaml';
import { STACK_METRICS } from '../model/facts/stack-metrics';
import type { Problem } from '../model/problem';
import { type Objects, oneOf } from './objects';

/** A rule of Prometheus, as far as it is looked at. */
interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

/** A metric and the start of its selector: every selector of ours has one. */
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*\{/g;

/** Every rule is on a metric that something here emits, or that another rule records. */
export function* ruleMetrics(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('RuleGroupsNamespace.prometheusservice.services.k8s.aws')) {
    const { groups } = load(object.spec.configuration) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const known = new Set<string>([...STACK_METRICS, ...rules.flatMap(({ record }) => record ?? [])]);
    for (const { record, alert, expr } of rules)
      for (const [, metric = ''] of expr.matchAll(SELECTOR))
        if (!known.has(metric))
          yield {
            object,
            field: `spec.configuration ${record ?? alert}`,
            value: metric,
            wrong: 'is a metric that nothing here emits',
            allowed: oneOf(known),
          };
  }
}
