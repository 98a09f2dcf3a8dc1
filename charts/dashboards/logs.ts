import { usdRange } from '../../cost/text';
import type { LogVolume } from '../../model/budgets/log-volume';
import { type Range, showRange, times, total } from '../../model/budgets/range';
import { logsMetric } from '../../model/facts/cloudwatch-metrics';
import { LOOK_BACK_HOURS } from '../../model/facts/dashboards';
import {
  BYTES_BY_POD,
  ERRORS_BY_APPLICATION,
  groupsOf,
  type LogQuery,
  POD_RESTARTS,
  RECENT_ERRORS,
} from '../../model/facts/queries';
import type { LogGroup } from '../../model/names/log-groups';
import type { RunbookBase } from '../../model/names/runbooks';
import { graphs, heading, type Line, logTable, text, type Widget } from './widgets';

/** A price of a GB, and when it was one. */
export interface GigabytePrice {
  readonly usd: number;
  /** Day, as `2026-10-07`. */
  readonly date: string;
}

/** Props of the dashboard. */
export interface LogsProps {
  /** Region of the metrics and of the log groups. */
  readonly region: string;
  /** Every log group, with what it takes in as the estimate of cost has it. */
  readonly volumes: readonly LogVolume[];
  /** Where the runbooks are. */
  readonly runbooks: RunbookBase;
  /** What CloudWatch Logs charges for a GB that it takes in. @default - not priced */
  readonly ingestion?: GigabytePrice;
  /** What Logs Insights charges for a GB that it reads. @default - not priced */
  readonly scan?: GigabytePrice;
}

/** Queries whose results are shown. */
const QUERIES: readonly LogQuery[] = [RECENT_ERRORS, ERRORS_BY_APPLICATION, POD_RESTARTS, BYTES_BY_POD];

const GIBIBYTE = 2 ** 30;
/** Days of the graphs of what is taken in. */
const DAYS = 14;

/** What the logs cost, and what they say. Tables read the logs each time the dashboard is opened, which is charged for. */
export const logs = (props: LogsProps): Widget[] =>
  props.volumes.length === 0 ? [] : [...ingestionWidgets(props), ...tables(props)];

function ingestionWidgets({ region, runbooks, volumes, ingestion }: LogsProps): Widget[] {
  const all = volumes.map(({ group }) => group);
  const options = { periodSeconds: 86_400, days: DAYS, stacked: true };
  return [
    heading('Taken in', runbooks, 'log-group-over-estimate', 'log-volume'),
    ...graphs('Taken in a day, by log group', region, taken(all, 1), { ...options, unit: 'GB' }),
    ...(ingestion
      ? graphs(
          `What that costs: ${ingestion.usd} USD a GB, the list price of ${ingestion.date}`,
          region,
          // What AWS's own services write has another price.
          taken(
            all.filter(({ writers }) => !writers.includes('prometheus-workspace')),
            ingestion.usd,
          ),
          { ...options, unit: 'USD' },
        )
      : [text(`What that costs is not priced: no price of log ingestion in ${region} is known here.`, 2)]),
  ];
}

/** Gigabytes that groups take in, each times a factor. */
const taken = (groups: readonly LogGroup[], factor: number): Line[][] =>
  groups.map(({ id: label, name }, index): Line[] => {
    const id = `m${index}`;
    return [
      { metric: logsMetric('IncomingBytes', name), label, id, hidden: true },
      { expression: `${id} * ${factor} / ${GIBIBYTE}`, label },
    ];
  });

/** Tables, and in front of them what a look at each costs: titles stay when the estimate does not. */
function tables({ region, runbooks, scan, volumes }: LogsProps): Widget[] {
  const groups = volumes.map(({ group }) => group);
  const shown = QUERIES.flatMap((query) => groupsOf(query, groups).map((names) => ({ ...query, names })));
  const looks = shown.map(({ title, names }) => {
    const read = volumes.filter(({ group }) => names.includes(group.name));
    return `${title} | ${lookText(total(read.map(({ bytesPerSecond }) => bytesPerSecond)), scan)}`;
  });
  return [
    heading('What the logs say', runbooks, 'log-errors', 'log-volume'),
    text([`A look at ${LOOK_BACK_HOURS} h | reads | costs`, '--- | --- | ---', ...looks].join('\n'), 1 + shown.length),
    ...shown.map(({ title, names, commands }) => logTable(title, region, names, commands)),
  ];
}

/** What one look at a table reads and costs, on average and at most, as the rest of a row. */
function lookText(bytesPerSecond: Range, scan?: GigabytePrice): string {
  const gigabytes = times(bytesPerSecond, (LOOK_BACK_HOURS * 3600) / GIBIBYTE);
  const price = scan ? `${usdRange(times(gigabytes, scan.usd))} USD` : 'not priced in this Region';
  return `${showRange(gigabytes)} GB | ${price}`;
}
