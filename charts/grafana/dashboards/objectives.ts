import { budgetOf, burnRates } from '../../../model/facts/objectives';
import type { Objective } from '../../../model/schema/slos';
import { RECORDS } from '../../common/objectives';
import { series } from '../../common/series';
import type { Dashboard, Panel } from '../panel';
import type { CountedInCloudWatch, DashboardSettings } from './settings';

/** What was promised, how fast the budget burns, and what is left of it: a row for each objective. */
export function objectives(settings: DashboardSettings): Dashboard[] {
  const panels = [
    ...(settings.metrics ? settings.objectives.flatMap((objective) => recorded(objective, settings)) : []),
    ...settings.countedInCloudWatch.flatMap(counted),
  ];
  if (panels.length === 0) return [];
  return [
    {
      uid: 'objectives',
      title: `Objectives (${settings.environmentName})`,
      description: 'What is promised to users, and what is left of the failures that it allows.',
      panels,
    },
  ];
}

const promise = ({ service, target, windowDays }: Objective): string =>
  `${service} promises ${target} % good events in ${windowDays} days.`;

const round = (value: number): number => Number(value.toPrecision(6));

const left = (objective: Objective): Pick<Panel, 'title' | 'description' | 'runbooks' | 'view' | 'unit' | 'width'> => ({
  title: `${objective.name}: budget left`,
  description: `${promise(objective)} Share of the bad events that it may have which is left; below zero the promise is broken.`,
  runbooks: ['error-budget'],
  view: 'number',
  unit: 'percentunit',
  width: 4,
});

const burning = (
  objective: Objective,
): Pick<Panel, 'title' | 'description' | 'runbooks' | 'view' | 'unit' | 'width'> => ({
  title: `${objective.name}: burn rate`,
  description: `How many times faster than allowed the budget burns; at 1 it lasts ${objective.windowDays} days. Somebody is woken when the hour is above ${burnRates(objective.windowDays, 'fast')[0]?.factor}.`,
  runbooks: ['error-budget'],
  view: 'graph',
  unit: 'short',
  width: 10,
});

const events = (objective: Objective): Pick<Panel, 'title' | 'description' | 'runbooks' | 'view' | 'width'> => ({
  title: `${objective.name}: events`,
  description: 'What is counted, and what of it is bad. No events at all: the source is silent.',
  runbooks: ['objective-silent', 'error-budget'],
  view: 'graph',
  width: 10,
});

/** By what the rules record. */
function recorded(objective: Objective, settings: DashboardSettings): Panel[] {
  const of = (record: string) => series(settings).recorded(record, `slo="${objective.name}"`);
  const windows = [...burnRates(objective.windowDays, 'fast'), ...burnRates(objective.windowDays, 'slow')];
  return [
    { ...left(objective), metrics: [{ expr: of(RECORDS.budget), legend: 'left' }] },
    {
      ...burning(objective),
      metrics: windows.map(({ long }) => ({
        expr: `${of(RECORDS.ratio(long))} / ${round(budgetOf(objective))}`,
        legend: long,
      })),
    },
    {
      ...events(objective),
      unit: 'cps',
      metrics: [
        { expr: of(RECORDS.events), legend: 'events' },
        { expr: of(RECORDS.bad), legend: 'bad' },
      ],
    },
  ];
}

/** By metric math over what CloudWatch counts. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
function counted({ objective, series: read, events: all, bad }: CountedInCloudWatch): Panel[] {
  const budget = round(budgetOf(objective));
  const hidden = (periodSeconds: number) => read.map((each) => ({ ...each, hidden: true, periodSeconds }));
  return [
    {
      ...left(objective),
      over: `${objective.windowDays}d`,
      cloudwatch: [
        ...hidden(86400),
        {
          id: 'left',
          label: 'left',
          math: `TIME_SERIES(1 - SUM(${bad}) / (${budget} * SUM(${all})))`,
          periodSeconds: 86400,
        },
      ],
    },
    {
      ...burning(objective),
      cloudwatch: [
        ...hidden(3600),
        { id: 'rate', label: '1h', math: `${bad} / ${all} / ${budget}`, periodSeconds: 3600 },
      ],
    },
    {
      ...events(objective),
      unit: 'short',
      cloudwatch: [
        ...hidden(300),
        { id: 'events', label: 'events', math: all, periodSeconds: 300 },
        { id: 'bad', label: 'bad', math: bad, periodSeconds: 300 },
      ],
    },
  ];
}
