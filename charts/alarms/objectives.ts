import { sloMetric } from '../../model/facts/cloudwatch-metrics';
import { type BurnRate, budgetOf, burnRates, enoughEvents, silenceMinutes } from '../../model/facts/objectives';
import { sloName } from '../../model/names/objectives';
import type { Objective } from '../../model/schema/slos';
import { type Counted, countedOf, promises } from '../common/objective-events';
import type { Alarm } from './alarm';
import { nothingComes } from './silence';

/** What alarms of objectives depend on. */
export interface ObjectiveAlarmProps {
  /** Name of the cluster: a dimension of what its agents count. */
  readonly clusterName: string;
  /** Name of the environment: part of the names of objectives. */
  readonly environmentName: string;
  /** Objectives whose events CloudWatch has. */
  readonly objectives: readonly Objective[];
  /** Application Signals measures how many of their events were good in the whole window. */
  readonly hasBudgets: boolean;
}

/**
 * Alarms of every promise: one for each long window of its burn rates, one for silence where that is failure, and what is left of its
 * budget. Objectives that promise the same under several names have one set, by the name of the first.
 */
export const objectiveAlarms = (props: ObjectiveAlarmProps): Alarm[] =>
  promises(props.objectives).flatMap(({ objective, names }) => {
    const counted = countedOf(objective, props.clusterName);
    const promise = { ...objective, names };
    return [
      ...burns(promise, 'fast').map((burn) => burning(promise, counted, burn, 'critical')),
      ...burns(promise, 'slow').map((burn) => burning(promise, counted, burn, 'warning')),
      ...(objective.silence === 'violated' ? [silent(objective, counted)] : []),
      ...(props.hasBudgets ? BUDGETS.map((spent) => budget(promise, counted, spent, props.environmentName)) : []),
    ];
  });

/** Burn rates that can be reached: no more than all events can be bad, which burns a large budget less than 14.4 times too fast. */
const burns = (promise: Objective, speed: 'fast' | 'slow'): readonly BurnRate[] =>
  burnRates(promise.windowDays, speed).filter(({ factor }) => factor * budgetOf(promise) < 1);

type Promised = Objective & { readonly names: readonly string[] };

/** What of a budget is spent when somebody hears of it: the end of the alarm's name, the share, and how it is told. */
const BUDGETS = [
  { id: 'budget-gone', share: 1, severity: 'critical', words: 'Nothing is left of the error budget' },
  { id: 'budget-mostly-spent', share: 0.8, severity: 'warning', words: '80 % of the error budget are spent' },
  { id: 'budget-half-spent', share: 0.5, severity: 'info', words: 'Half of the error budget is spent' },
] as const;

/** An alarm looks back a day at most, so the whole window is measured elsewhere. With few events in a day a single bad one would be too much. */
function budget(
  promise: Promised,
  counted: Counted,
  { id, share, severity, words }: (typeof BUDGETS)[number],
  environmentName: string,
): Alarm {
  const { name, service, target, windowDays } = promise;
  return {
    id: `slo-${name}-${id}`,
    runbook: 'error-budget',
    severity,
    description: `${words}: ${service} promises ${target} % good events in ${windowDays} days (${objectivesIn(promise)}). Application Signals measures it, see ${sloName(environmentName, name)}; docs/objectives.md says how. Without data the CloudFormation template of step 4 is missing, or there are no events.`,
    metrics: {
      attained: { metric: sloMetric('AttainmentRate', sloName(environmentName, name)), stat: 'Minimum' },
      ...eventsOnly(counted),
    },
    expression: `IF(${counted.events} >= ${enoughEvents(promise, { factor: 1 })}, attained, 100)`,
    periodSeconds: 86400,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: 'missing',
    bad: { when: 'below', threshold: Number((100 - share * (100 - target)).toPrecision(8)) },
  };
}

/** The series that events are counted by. */
const eventsOnly = ({ events, metrics }: Counted): Counted['metrics'] =>
  Object.fromEntries(Object.entries(metrics).filter(([id]) => new RegExp(`\\b${id}\\b`).test(events)));

const objectivesIn = ({ names }: Promised): string => `objective${names.length > 1 ? 's' : ''} ${names.join(' and ')}`;

const PERIODS = { '1h': [3600, 1], '6h': [21600, 1], '1d': [86400, 1], '3d': [86400, 3] } as const;

/**
 * CloudWatch evaluates a long period anew each minute, so that a burn is seen as soon as it is one. All series of an alarm have one
 * period: there is no short window, and the alarm ends when the fault has left the long one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function burning(promise: Promised, counted: Counted, burn: BurnRate, severity: Alarm['severity']): Alarm {
  const { name, service, target, windowDays } = promise;
  const [periodSeconds, periods] = PERIODS[burn.long];
  const span = burn.long === '3d' ? 'in each of three days' : `in ${burn.hours} h`;
  return {
    id: `slo-${name}-${burn.long}`,
    runbook: 'error-budget',
    severity,
    description: `${service} promises ${target} % good events in ${windowDays} days (${objectivesIn(promise)}). So many were bad ${span} that ${burn.hours < 24 ? 'the error budget is gone within days' : 'the error budget does not last'}. Saved query "recent errors" tells what fails; docs/objectives.md says how this is measured. Without data there are no events, or nobody counts them.`,
    metrics: counted.metrics,
    expression: `IF(${counted.events} >= ${enoughEvents(promise, burn)}, 100 * ${counted.bad} / ${counted.events}, 0)`,
    periodSeconds,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: 'missing',
    bad: { when: 'above', threshold: Number((100 * burn.factor * budgetOf(promise)).toPrecision(6)) },
  };
}

function silent(objective: Objective, { metrics }: Counted): Alarm {
  const minutes = Math.ceil(silenceMinutes(objective) / 5) * 5;
  // The first series has all events, the others those that are bad.
  const [first] = Object.entries(metrics);
  return {
    id: `slo-${objective.name}-silent`,
    runbook: 'objective-silent',
    severity: 'critical',
    description: `${objective.service} has had no events for ${minutes} minutes, and the objective ${objective.name} counts silence as failure: the application is down, or nobody reaches it, or its logs are not read.`,
    ...nothingComes(Object.fromEntries(first ? [first] : []), minutes),
  };
}
