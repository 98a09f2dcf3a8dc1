import { load } from 'js-yaml';
import { OBJECTIVE_METRICS } from '../model/facts/objectives';
import { STACK_METRICS } from '../model/facts/stack-metrics';
import type { Problem } from '../model/problem';
import { type Objects, oneOf } from './objects';
import { type Selector, selectorsOf } from './promql';

/** The fields of a Prometheus rule that the check reads. */
interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
}

/** Every rule is valid PromQL and uses only metrics that the stack emits or that another rule records. */
export function* rulesAreOnEmittedMetrics(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('RuleGroupsNamespace.prometheusservice.services.k8s.aws')) {
    const { groups } = load(object.spec.configuration) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const known = new Set<string>([
      ...STACK_METRICS,
      ...OBJECTIVE_METRICS,
      ...rules.flatMap(({ record }) => record ?? []),
    ]);
    for (const { record, alert, expr } of rules)
      for (const problem of problemsOf(expr, known))
        yield { object, field: `spec.configuration ${record ?? alert}`, ...problem };
  }
}

/** What Amazon Managed Prometheus takes, unless AWS raises it. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html */
const AMP = { rulesOfAWorkspace: 2000, bytesOfAFile: 1024 * 1024 };

/** Rules fit into the quotas of their workspace: it would refuse all of them, and keep the old ones. */
export function* rulesFitTheirWorkspace(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('RuleGroupsNamespace.prometheusservice.services.k8s.aws')) {
    const text: string = object.spec.configuration;
    const { groups } = load(text) as { groups: { rules: Rule[] }[] };
    const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
    const [field, bytes] = ['spec.configuration', Buffer.byteLength(text)];
    if (count > AMP.rulesOfAWorkspace)
      yield { object, field, value: count, wrong: 'rules are too many', allowed: `at most ${AMP.rulesOfAWorkspace}` };
    if (bytes > AMP.bytesOfAFile)
      yield { object, field, value: bytes, wrong: 'bytes are too many', allowed: `at most ${AMP.bytesOfAFile}` };
  }
}

/** The problems of an expression. */
function* problemsOf(expression: string, known: ReadonlySet<string>): Iterable<Omit<Problem, 'object' | 'field'>> {
  let selectors: Selector[];
  try {
    selectors = selectorsOf(expression);
  } catch (error) {
    yield { value: expression, wrong: (error as Error).message };
    return;
  }
  for (const { metric } of selectors)
    if (metric === undefined) yield { value: expression, wrong: 'has a selector that names no metric' };
    else if (!known.has(metric))
      yield { value: metric, wrong: 'is a metric that nothing here emits', allowed: oneOf(known) };
}
