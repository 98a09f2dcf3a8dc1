import { total, upperEnd } from '../model/budgets/range';
import { bytesOfHour } from './quantities/units';
import { type CostRecord, itemOf, type RecordLine, whatOf } from './record';

/** What an alarm holds against the estimate: what a log group takes in, or the series of the workspace. */
export type Watched = { readonly logGroup: string } | 'series';

/** Lines of a record that estimate what an alarm watches. */
export const linesOf = ({ lines }: CostRecord, watched: Watched): RecordLine[] =>
  watched === 'series'
    ? lines.filter((line) => itemOf(line) === 'amp-samples')
    : lines.filter((line) => /^logs-(?:ingestion|vended)$/.test(itemOf(line)) && whatOf(line) === watched.logGroup);

/** Most that a record expects of it, in the unit of the alarm: bytes of an hour, or series. Records have three digits of it. */
export function mostOf(record: CostRecord, watched: Watched): number {
  const ends = linesOf(record, watched).map(({ quantity, formula }) =>
    // The formula of samples begins with the series.
    watched === 'series' ? upperEnd(formula) : upperEnd(quantity),
  );
  const { high } = total(ends.map((high = Number.NaN) => ({ low: 0, high })));
  return watched === 'series' ? high : bytesOfHour(high);
}
