import { load } from 'js-yaml';
import type { Problem } from '../model/problem';
import { type Selector, selectorsOf } from '../model/promql';
import { type Objects, oneOf } from './objects';
import { EMITTED, queriesOf } from './queries';

/** Every rule and panel is valid PromQL and uses only metrics that the stack emits or that a rule records. */
export function* rulesAreOnEmittedMetrics(objects: Objects): Iterable<Problem> {
  const queries = queriesOf(objects);
  const known = new Set([...EMITTED, ...queries.flatMap(({ record }) => record ?? [])]);
  for (const { object, field, expression } of queries)
    for (const problem of problemsOf(expression, known)) yield { object, field, ...problem };
}

/** What Amazon Managed Prometheus takes, unless AWS raises it. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html */
const AMP = { rulesOfAWorkspace: 2000, bytesOfAFile: 1024 * 1024 };

/** Kinds of its files, and the settings that make them long. */
const FILES = {
  RuleGroupsNamespace: 'fewer slos',
  AlertManagerDefinition: 'fewer windows of maintenance and notifications.*.topicArns',
} as const;

/** Rules and receivers fit into the quotas of their workspace: it would refuse all of them, and keep the old ones. */
export function* rulesFitTheirWorkspace(objects: Objects): Iterable<Problem> {
  for (const [kind, remedy] of Object.entries(FILES))
    for (const object of objects.ofKind(`${kind}.prometheusservice.services.k8s.aws`)) {
      const text: string = object.spec.configuration;
      const { groups = [] } = load(text) as { groups?: { rules: readonly unknown[] }[] };
      const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
      const [field, bytes] = ['spec.configuration', Buffer.byteLength(text)];
      const allowed = (most: number) => `at most ${most}, so ${remedy}`;
      if (count > AMP.rulesOfAWorkspace)
        yield { object, field, value: count, wrong: 'rules are too many', allowed: allowed(AMP.rulesOfAWorkspace) };
      if (bytes > AMP.bytesOfAFile)
        yield { object, field, value: bytes, wrong: 'bytes are too many', allowed: allowed(AMP.bytesOfAFile) };
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
