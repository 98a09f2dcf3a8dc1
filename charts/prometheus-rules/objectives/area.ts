import { type BurnRate, budgetOf, burnRates, enoughEvents, silenceMinutes } from '../../../model/facts/objectives';
import type { Objective } from '../../../model/schema/slos';
import { RECORDS } from '../../common/objectives';
import type { Alert, Area } from '../alert';
import type { Rule } from '../rules';
import { type RuleSettings, series } from '../series';
import { counted } from './indicator';

/** Short windows confirm; the long ones of burn rates judge, and need enough events for that. */
const SHORT = ['5m', '30m', '2h'] as const;

/** The rules of an objective: those that wake somebody each minute, those over days more seldom. */
export function objectiveAreas(objective: Objective, settings: RuleSettings): Area[] {
  const labels = { slo: objective.name, service: objective.service };
  const of = recordsOf(objective, settings);
  const record = (name: string, expr: string): Rule => ({
    record: name,
    expr,
    labels: { ...labels, cluster: settings.cluster },
  });
  const long = (speed: 'fast' | 'slow') =>
    burnRates(objective.windowDays, speed).map((burn) =>
      record(RECORDS.ratio(burn.long), ratioOver(of, burn.long, `>= ${round(enoughEvents(objective, burn) / 60)}`)),
    );
  const alerts = (all: Alert[]) => all.map((alert) => ({ ...alert, labels }));
  return [
    {
      name: `slo-${objective.name}`,
      interval: '1m',
      recordings: [
        record(RECORDS.events, eventsOf(objective, settings)),
        record(RECORDS.bad, badOf(objective, settings)),
        ...(objective.silence === 'violated' ? [record(RECORDS.silent, silentOf(objective, settings, of))] : []),
        ...SHORT.map((window) => record(RECORDS.ratio(window), ratioOver(of, window, '> 0'))),
        ...long('fast'),
      ],
      alerts: alerts([burning(objective, of, 'fast'), silent(objective, settings)]),
    },
    {
      name: `slo-${objective.name}-days`,
      interval: '2m',
      recordings: [...long('slow'), record(RECORDS.budget, budgetLeft(objective, of))],
      alerts: alerts([burning(objective, of, 'slow'), ...spent(objective, of)]),
    },
  ];
}

type Records = (name: string) => string;

const recordsOf =
  ({ name }: Objective, settings: RuleSettings): Records =>
  (record) =>
    series(settings).recorded(record, `slo="${name}"`);

const round = (value: number): number => Number(value.toPrecision(6));

/** Where silence is failure, no event is no sample: so the mean of a day is the usual traffic. */
function eventsOf(objective: Objective, settings: RuleSettings): string {
  const { events } = counted(objective, settings);
  return objective.silence === 'unknown' ? events : `${events} > 0`;
}

function badOf(objective: Objective, settings: RuleSettings): string {
  const { bad, events } = counted(objective, settings);
  const all = `(${bad})\nor 0 * (${events})`;
  return objective.silence === 'unknown' ? all : `(${all})\nand (${events} > 0)`;
}

/**
 * What would have come, while nothing comes: the usual traffic of a day, and after a day of silence what was usual then. It spends
 * the budget and is in no burn rate: silence has an alert of its own, and one outage calls once.
 */
function silentOf(objective: Objective, settings: RuleSettings, of: Records): string {
  const { events } = counted(objective, settings);
  const usual = (record: string) => `sum(avg_over_time(${of(record)}[1d]))`;
  return `(${usual(RECORDS.events)}\nor ${usual(RECORDS.silent)})\nunless (${events} > 0)`;
}

/** Long windows are made of the recorded short ones: reading raw counters of three days each minute is what costs. */
const ratioOver = (of: Records, window: string, enough: string): string =>
  window === '5m'
    ? `${of(RECORDS.bad)}\n/ (${of(RECORDS.events)} ${enough})`
    : `sum_over_time(${of(RECORDS.bad)}[${window}])\n/ (sum_over_time(${of(RECORDS.events)}[${window}]) ${enough})`;

/** What is left of the bad events that the window may have at the present traffic; so a young objective has not spent it all. */
function budgetLeft(objective: Objective, of: Records): string {
  const days = `${objective.windowDays}d`;
  const allowed = round(budgetOf(objective) * objective.windowDays * 1440);
  const over = (record: string) => `sum_over_time(${of(record)}[${days}])`;
  const [bad, silent] = [over(RECORDS.bad), over(RECORDS.silent)];
  const gone = objective.silence === 'unknown' ? bad : `(${bad} + ${silent}\nor ${bad})`;
  return `1 - ${gone}\n/ (${allowed} * avg_over_time(${of(RECORDS.events)}[${days}]) > 0)`;
}

const promise = ({ service, target, windowDays }: Objective): string =>
  `${service} promises ${target} % good events in ${windowDays} days`;

function burning(objective: Objective, of: Records, speed: 'fast' | 'slow'): Alert {
  const burns = burnRates(objective.windowDays, speed).map(({ long, short, factor }: BurnRate) => {
    const threshold = round(factor * budgetOf(objective));
    return `(${of(RECORDS.ratio(long))} > ${threshold} and ${of(RECORDS.ratio(short))} > ${threshold})`;
  });
  const common = { expr: burns.join('\nor\n'), runbook: 'error-budget' };
  return speed === 'fast'
    ? {
        ...common,
        name: 'ErrorBudgetBurnFast',
        severity: 'critical',
        summary: `${objective.service} fails too often: the error budget of ${objective.name} is gone within days`,
        description: `${promise(objective)}. {{ $value | humanizePercentage }} of them are bad now.`,
        supersedes: ['ErrorBudgetBurnSlow', 'ErrorBudgetMostlySpent', 'ErrorBudgetHalfSpent'],
      }
    : {
        ...common,
        name: 'ErrorBudgetBurnSlow',
        severity: 'warning',
        summary: `The error budget of ${objective.name} does not last`,
        description: `${promise(objective)}. For a day or more {{ $value | humanizePercentage }} of them are bad.`,
      };
}

/** Breach, 80 % and 50 % of the budget. */
function spent(objective: Objective, of: Records): Alert[] {
  const left = of(RECORDS.budget);
  const alert = (name: string, severity: Alert['severity'], limit: string, summary: string): Alert => ({
    name,
    severity,
    expr: `${left} ${limit}`,
    for: '10m',
    summary,
    description: `${promise(objective)}. {{ $value | humanizePercentage }} of the bad events that it may have are left.`,
    runbook: 'error-budget',
  });
  return [
    {
      ...alert('ErrorBudgetGone', 'critical', '<= 0', `${objective.name} is missed: the error budget is gone`),
      supersedes: ['ErrorBudgetMostlySpent', 'ErrorBudgetHalfSpent', 'ErrorBudgetBurnSlow'],
    },
    {
      ...alert('ErrorBudgetMostlySpent', 'warning', '<= 0.2', `80 % of the error budget of ${objective.name} is gone`),
      supersedes: ['ErrorBudgetHalfSpent'],
    },
    alert('ErrorBudgetHalfSpent', 'info', '<= 0.5', `Half of the error budget of ${objective.name} is gone`),
  ];
}

/**
 * Silence that is failure wakes somebody; otherwise a source that is not there at all is worth a look. Where nothing arrives from the
 * whole cluster, another alert says so.
 */
function silent(objective: Objective, settings: RuleSettings): Alert {
  const { events, source } = counted(objective, settings);
  const minutes = silenceMinutes(objective);
  const whileSomethingArrives = `and on () (count(${series(settings).alloy('up')}) > 0)`;
  const common = { for: `${minutes}m`, runbook: 'objective-silent' };
  return objective.silence === 'violated'
    ? {
        ...common,
        name: 'ObjectiveSilent',
        severity: 'critical',
        expr: `absent(${events} > 0)\n${whileSomethingArrives}`,
        summary: `${objective.service} has no events: ${objective.name} counts that as failure`,
        description: `Nothing has come for ${minutes} minutes. The application is down, or nobody reaches it, or its metrics are not collected.`,
        supersedes: ['ErrorBudgetMostlySpent', 'ErrorBudgetHalfSpent'],
      }
    : {
        ...common,
        name: 'ObjectiveSourceMissing',
        severity: 'warning',
        expr: `absent(${source})\n${whileSomethingArrives}`,
        summary: `Nobody knows whether ${objective.name} is kept`,
        description: `The series of ${objective.service} that it is made of have been missing for ${minutes} minutes: no pod has them, or Alloy does not find it.`,
      };
}
