import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { toYaml } from '../../charts/common/yaml';
import type { Environment, EnvironmentInput } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { environment } from './environments';
import { promtool } from './promtool';

/** An environment, and its rules as they are in dist/. */
export interface RulesOfDist {
  readonly name: string;
  readonly environment: Environment;
  readonly rules: string;
}

/** The rules of every environment in dist/. */
export const rulesOfDist: readonly RulesOfDist[] = Object.entries(overlays).map(([name, overlay]) => {
  const objects = loadAll(readFileSync(`dist/${name}/prometheus-rules.k8s.yaml`, 'utf8')) as {
    kind: string;
    spec: { configuration: string };
  }[];
  const rules = objects.find(({ kind }) => kind === 'RuleGroupsNamespace')?.spec.configuration;
  if (rules === undefined) throw new Error(`dist/${name} has no rules`);
  return { name, environment: environment(overlay as EnvironmentInput), rules };
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
