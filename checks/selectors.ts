import type { Manifest } from '../charts/common/chart';
import { nameOf, type Problem } from '../model/problem';
import { join, kindOf, type LabelSelector, type Objects, type Workload } from './objects';

/** Labels that change with a release: a selector never changes. */
const VERSION_LABELS = new Set(['version', 'app.kubernetes.io/version', 'helm.sh/chart', 'pod-template-hash']);

type Labels = Readonly<Record<string, string>>;

/** A selector of an object, and the workload whose pods it must match. */
interface Selector {
  readonly object: Manifest;
  readonly field: string;
  readonly matchLabels: Labels;
  /** Workload whose own pods it must take. @default - those of any workload of the namespace */
  readonly owner?: Workload;
}

/** Kinds that select pods of their namespace: where. */
const SELECTING: Readonly<Record<string, readonly [field: string, (object: Manifest) => Labels | undefined]>> = {
  Service: ['spec.selector', ({ spec }) => spec.selector],
  'PodDisruptionBudget.policy': ['spec.selector.matchLabels', ({ spec }) => spec.selector?.matchLabels],
  'NetworkPolicy.networking.k8s.io': ['spec.podSelector.matchLabels', ({ spec }) => spec.podSelector?.matchLabels],
};

function selectorsOf(objects: Objects): Selector[] {
  const others = objects.all.flatMap((object): Selector[] => {
    const [field, read] = SELECTING[kindOf(object)] ?? [];
    const matchLabels = read?.(object);
    return field && matchLabels ? [{ object, field, matchLabels }] : [];
  });
  return [...objects.workloads.flatMap(ofWorkload), ...others];
}

function ofWorkload(owner: Workload): Selector[] {
  const { object, pod, field } = owner;
  const own = (at: string, selector: LabelSelector | undefined): Selector[] =>
    selector?.matchLabels ? [{ object, field: `${at}.matchLabels`, matchLabels: selector.matchLabels, owner }] : [];
  return [
    ...own('spec.selector', object.spec.selector),
    ...(pod.topologySpreadConstraints ?? []).flatMap(({ labelSelector }, index) =>
      own(`${field}.spec.topologySpreadConstraints[${index}].labelSelector`, labelSelector),
    ),
  ];
}

const matches = (matchLabels: Labels, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

const show = (labels: Labels): string => join(Object.entries(labels).map(([key, value]) => `${key}=${value}`));

/** Every selector matches pods that exist; that of a workload matches its own. */
export function* selectorsSelectPods(objects: Objects): Iterable<Problem> {
  for (const { object, field, matchLabels, owner } of selectorsOf(objects)) {
    const namespace = object.metadata.namespace ?? '';
    if (owner && !matches(matchLabels, owner.labels))
      yield {
        object,
        field,
        wrong: `${show(matchLabels)} is not among the labels of its pods`,
        allowed: show(owner.labels),
      };
    if (!owner && objects.selectedBy(matchLabels, namespace).length === 0)
      yield {
        object,
        field,
        wrong: `${show(matchLabels)} selects no pod of namespace ${namespace}`,
        allowed: 'the labels of one',
      };
  }
}

/** No selector has a label that changes with a version, because selectors are immutable. */
export function* selectorsHaveNoVersion(objects: Objects): Iterable<Problem> {
  for (const { object, field, matchLabels } of selectorsOf(objects))
    for (const key of Object.keys(matchLabels))
      if (VERSION_LABELS.has(key))
        yield {
          object,
          field,
          value: key,
          wrong: 'is not a label that stays',
          allowed: 'app.kubernetes.io/name and the like',
        };
}

/** No workload selects the pods of another. */
export function* workloadsSelectOnlyTheirOwnPods(objects: Objects): Iterable<Problem> {
  for (const { object, namespace } of objects.workloads) {
    const matchLabels: Labels = object.spec.selector?.matchLabels ?? {};
    for (const other of objects.selectedBy(matchLabels, namespace))
      if (other.object !== object && object.spec.selector)
        yield {
          object,
          field: 'spec.selector.matchLabels',
          wrong: `${show(matchLabels)} selects the pods of ${nameOf(other.object)} too`,
          allowed: 'labels that only its own have',
        };
  }
}
