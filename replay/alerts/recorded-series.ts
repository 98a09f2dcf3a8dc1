import { charge } from '../../cost/estimate';
import { priceOf } from '../../cost/prices';
import { SECONDS } from '../../cost/quantities/units';
import { usdText } from '../../cost/text';
import { show } from '../../model/budgets/range';
import type { Finding } from '../../review/finding';
import { code, some } from '../../review/markdown';
import type { Evaluated, Recorded } from './evaluate';
import type { RecordedMetrics } from './metrics';

/**
 * What recording rules write in both states, and what a month of the difference costs. Nothing where it is as much.
 * @param region Region of the workspace
 */
export function recordedSeries(
  before: Evaluated,
  after: Evaluated,
  metrics: RecordedMetrics,
  region: string | undefined,
): Finding[] {
  const [was, is] = [sumOf(before), sumOf(after)];
  const names = [...new Set([...before.recorded.keys(), ...after.recorded.keys()])].filter(
    (name) => before.recorded.get(name)?.samples !== after.recorded.get(name)?.samples,
  );
  if (names.length === 0) return [];
  const seconds = metrics.length * metrics.intervalSeconds;
  const monthly = ((is.samples - was.samples) * SECONDS) / seconds;
  const listed = some(names.sort().map((name) => code(name)));
  const text =
    `series that rules record over the recorded metrics: ${was.series} → ${is.series}, ` +
    `${signed(Math.round(monthly), show)} samples a month${dollars(monthly, region)}: ${listed}`;
  return [{ section: 'Cost', harm: monthly > 0 ? 44 : 28, text }];
}

const signed = (value: number, text: (value: number) => string): string =>
  `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`;

/** Dearest price of so many samples: what other series use of the tiers is not known here. */
function dollars(monthly: number, region: string | undefined): string {
  const price = region === undefined ? undefined : priceOf('amp-samples', region);
  if (!price) return `, **not priced** in ${code(region ?? 'an unknown Region')}`;
  const usd = Math.sign(monthly) * charge(price.tiers, Math.abs(monthly));
  const text = Math.abs(usd) < 0.005 ? 'less than 0.01' : signed(usd, usdText);
  return `, ${text} USD at the list price of ${code('amp-samples')}`;
}

function sumOf({ recorded }: Evaluated): Recorded {
  const all = [...recorded.values()];
  return {
    series: all.reduce((sum, { series }) => sum + series, 0),
    samples: all.reduce((sum, { samples }) => sum + samples, 0),
  };
}
