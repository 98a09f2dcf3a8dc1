import { secondsOf } from '../../model/prometheus-duration';
import { type Selector, selectorsOf } from '../../model/promql';
import { isTree } from '../../review/diff';
import { parsed } from '../../review/embedded';
import type { Side } from '../../review/finding';
import { documentsOf, itemsOf } from '../../review/items';
import { at, listAt, textAt } from '../../review/sections/values';
import { NotReplayed } from '../not-replayed';

/** File of an environment with its rules. */
export const RULES_FILE = 'prometheus-rules.k8s.yaml';
/** Time between two evaluations of a group that names none. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-rules-upload.html */
export const DEFAULT_INTERVAL_SECONDS = 60;

/** An alerting or a recording rule. */
export interface Rule {
  /** The same in both states: name, severity and objective; of several that are the same in these, the number. */
  readonly id: string;
  /** Name of the alert, or of the series that is recorded. */
  readonly name: string;
  readonly kind: 'alert' | 'record';
  /** Labels that it sets. */
  readonly labels: Readonly<Record<string, string>>;
  /** As the file has it. */
  readonly value: unknown;
  /** What its expression reads. */
  readonly selectors: readonly Selector[];
  /** All that decides what it makes: rules of both states with the same text make the same of the same series. */
  readonly says: string;
}

/** A group of rules, as a rule file has it. */
export interface Group {
  readonly intervalSeconds: number;
  readonly rules: readonly Rule[];
  /** What the file says of it. */
  readonly value: object;
}

/** The rules of an environment. */
export interface RuleSet {
  /** Groups by file: each object of the environment is a file of its own. */
  readonly files: readonly (readonly Group[])[];
  /** Region of their workspace. @default - not known */
  readonly region?: string;
}

/** A set with some of its rules. */
export const withRules = ({ files, ...rest }: RuleSet, kept: ReadonlySet<Rule>): RuleSet => ({
  ...rest,
  files: files
    .map((groups) =>
      groups
        .map((group) => ({ ...group, rules: group.rules.filter((rule) => kept.has(rule)) }))
        .filter(({ rules }) => rules.length > 0),
    )
    .filter((groups) => groups.length > 0),
});

/** All groups of a set. */
export const groupsOf = ({ files }: RuleSet): Group[] => files.flat();
/** All rules of a set. */
export const allRules = (set: RuleSet): Rule[] => groupsOf(set).flatMap(({ rules }) => rules);

/**
 * The rules of an environment in one state; undefined: it has none.
 * @throws NotReplayed where they cannot be read
 */
export function rulesOf(side: Pick<Side, 'state' | 'read'>): RuleSet | undefined {
  const text = side.read(RULES_FILE) ?? '';
  const objects = documentsOf(RULES_FILE, text)
    .flatMap((document) => itemsOf(`any/${RULES_FILE}`, document, side.state))
    .filter(({ kind }) => kind.startsWith('RuleGroupsNamespace.'));
  if (objects.length === 0) return undefined;
  const number = numbering();
  const files = objects.map(({ value }) => {
    const groups = listAt(parsed('yaml', textAt(value, 'spec', 'configuration') ?? ''), 'groups').filter(isTree);
    return groups.map((group) => groupOf(group, number));
  });
  const region = textAt(at(objects[0]?.value, 'metadata', 'annotations'), 'services.k8s.aws/region');
  return { files, ...(region !== undefined && { region }) };
}

function groupOf(value: object, number: (name: string) => string): Group {
  const { name: _, rules: __, interval: ___, ...rest } = value as Record<string, unknown>;
  const intervalSeconds = durationOf(at(value, 'interval')) ?? DEFAULT_INTERVAL_SECONDS;
  const context = JSON.stringify([intervalSeconds, rest]);
  return { value, intervalSeconds, rules: listAt(value, 'rules').map((rule) => ruleOf(rule, context, number)) };
}

function ruleOf(rule: unknown, context: string, number: (name: string) => string): Rule {
  const alert = textAt(rule, 'alert');
  const name = alert ?? textAt(rule, 'record') ?? '';
  const labels = Object.fromEntries(
    Object.entries(at(rule, 'labels') ?? {}).map(([label, value]) => [label, String(value)]),
  );
  return {
    id: number(JSON.stringify([name, labels.severity ?? '', labels.slo ?? ''])),
    name,
    value: rule,
    kind: alert === undefined ? 'record' : 'alert',
    labels,
    selectors: selectorsIn(String(at(rule, 'expr') ?? '')),
    says: `${context} ${saidBy(rule)}`,
  };
}

/** A rule without its annotations, which tell people what it means. */
function saidBy(rule: unknown): string {
  const { annotations: _, ...rest } = (isTree(rule) ? rule : {}) as Record<string, unknown>;
  return JSON.stringify(Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What an expression reads; nothing where it is not PromQL, which the engine itself says. */
function selectorsIn(expression: string): Selector[] {
  try {
    return selectorsOf(expression);
  } catch {
    return [];
  }
}

/** Makes names that occur several times differ. */
function numbering(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
}

/**
 * Seconds of a duration such as `1h30m`; undefined: there is none.
 * @throws NotReplayed where it is no duration
 */
export function durationOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const seconds = secondsOf(String(value));
  if (seconds === undefined) throw new NotReplayed(`${value} is no duration of a rule`);
  return seconds;
}
