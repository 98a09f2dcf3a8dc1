import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../charts/common/yaml';
import type { Environment, EnvironmentInput } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { readBy, withRead, withReaders } from '../../replay/alerts/fed';
import { allRules, groupsOf, type RuleSet, rulesOf, withRules } from '../../replay/alerts/rules';
import { environment } from './environments';
import { promtool } from './promtool';

/** An environment, and its rules as they are in dist/. */
export interface RulesOfDist {
  readonly name: string;
  readonly environment: Environment;
  readonly rules: RuleSet;
}

/** The rules of every environment in dist/. */
export const rulesOfDist: readonly RulesOfDist[] = Object.entries(overlays).map(([name, overlay]) => {
  const rules = rulesOf({ state: 'dist', read: (file) => readFileSync(join('dist', name, file), 'utf8') });
  if (rules === undefined) throw new Error(`dist/${name} has no rules`);
  return { name, environment: environment(overlay as EnvironmentInput), rules };
});

/** The file of a set of rules. */
export const ruleFile = (rules: RuleSet): string =>
  toYaml({
    groups: groupsOf(rules).map((group) => ({ ...group.value, rules: group.rules.map(({ value }) => value) })),
  });

/** Value of a series at a minute; undefined: there is no sample. */
export type At = (minute: number) => number | undefined;

/** A counter that grows so much a minute. @param before growth until the minute `change`, @param after growth from then on */
export const counter =
  (before: number, after = before, change = 0): At =>
  (minute) =>
    minute <= change ? before * minute : before * change + after * (minute - change);

/** What fires at a minute: severity by name, of all alerts but the watchdog. */
export type Firing = Readonly<Record<string, string>>;

/** Series by name and labels, how long they go on, and what must fire when. */
export interface Run {
  readonly series: Readonly<Record<string, At>>;
  readonly minutes: number;
  /** Objectives whose alerts count, as a regular expression; alerts without an objective always do. @default - all */
  readonly objectives?: string;
  /** Time between two samples, in seconds. @default 60 */
  readonly intervalSeconds?: number;
  readonly expected: readonly { readonly minute: number; readonly firing: Firing }[];
}

/** Labels by the name of a series, which is one of them: `up{job="a"}`. */
function labelsOf(series: string): Record<string, string> {
  const [, metric = '', inBraces = ''] = /^(\w+)\{(.*)\}$/.exec(series) ?? [];
  const labels = [...inBraces.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]);
  return { ...Object.fromEntries(labels), __name__: metric };
}

/**
 * What evaluates otherwise where some series are others: the rules that read them, or what such rules make, with what they read
 * besides. All other rules and series do as they did, and need not be evaluated again.
 */
export function affectedBy(
  changed: readonly string[],
  rules: RuleSet,
  series: Readonly<Record<string, At>>,
): { rules: RuleSet; series: Record<string, At> } {
  const all = allRules(rules);
  const ofNames = (names: readonly string[]) => names.map((name) => ({ name, labels: labelsOf(name) }));
  const [others, given] = [ofNames(changed), ofNames(Object.keys(series))];
  const direct = all.filter((rule) => readBy([rule], others).length > 0);
  const needed = withRead(withReaders(direct, all), all);
  const kept = new Set(readBy([...needed], given).map(({ name }) => name));
  return {
    rules: withRules(rules, needed),
    series: Object.fromEntries(Object.entries(series).filter(([name]) => kept.has(name))),
  };
}

/** Lets Prometheus evaluate rules over series; throws where other alerts fire than expected. */
export function expectAlerts(
  rules: string,
  { series, minutes, objectives = '.*', intervalSeconds = 60, expected }: Run,
): void {
  const times = Array.from(
    { length: (minutes * 60) / intervalSeconds + 1 },
    (_, index) => (index * intervalSeconds) / 60,
  );
  const test = {
    interval: `${intervalSeconds}s`,
    input_series: Object.entries(series).map(([name, at]) => ({
      series: name,
      values: times.map((minute) => at(minute) ?? '_').join(' '),
    })),
    promql_expr_test: expected.map(({ minute, firing }) => ({
      // By name and severity, so that other labels of the series play no part.
      expr: `max by (alertname, severity) (ALERTS{alertstate="firing",alertname!="Watchdog",slo=~"|${objectives}"})`,
      eval_time: `${minute}m`,
      exp_samples: Object.entries(firing).map(([alertname, severity]) => ({
        labels: `{alertname="${alertname}", severity="${severity}"}`,
        value: 1,
      })),
    })),
  };
  promtool(['test', 'rules', 'test.yaml'], {
    'rules.yaml': rules,
    'test.yaml': toYaml({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: [test] }),
  });
}
