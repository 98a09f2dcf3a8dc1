import { writeFileSync } from 'node:fs';
import { levers, saved } from '../cost/levers';
import { ITEMS, type Item, PRICES } from '../cost/prices';
import { costReport, markdownTable } from '../cost/table';
import { priceText } from '../cost/text';
import { type Environment, environmentSchema } from '../model/schema/environment';
import { overlays } from '../overlays';
import { estimateOf } from '../synth/estimate';

/** Page with the cost of every environment. */
export const COST_PAGE = 'docs/cost.md';

/** The part of the report that is about one environment. */
export const reportOf = (environment: Environment): string =>
  costReport(environment, estimateOf(environment), {
    levers: levers(environment, estimateOf),
    saved: saved(environment, estimateOf),
  });

const INTRODUCTION = `# Cost

\`npm run cost\` prints what each environment costs in a month, and \`npm run cost -- prod\` one of them. This page has the same tables, made by
\`npm run docs\`.

**How it is found.** Each line is a quantity times a list price. Quantities come from the overlay, from the objects in \`dist/\`, or from the few
settings of \`cost\` that nothing else says; those have defaults, which are assumptions and are marked so. Set them to what you measure.

**Two figures.** "On average" has the \`from\` of each range in \`cost\`, "at most" its \`to\`. By default that is every node writing logs at its peak all
month long. A lower \`cost.logPercentOfPeak.to\` makes it a promise, and the alarms \`…-over-estimate\` say when it is broken ([alarms](alarms.md)).

**A budget** stops synth: with \`budget: { monthlyUsd: 500 }\` an environment that can cost more is a problem, and the message names the three
settings that save the most.

**In the pull request.** Synth writes the lines of each environment to \`dist/<environment>/about/cost.yaml\`, which nobody applies, and
[the review](review.md) says what a change costs.

**What is not in it:** EC2 nodes and the control plane, what people query in Prometheus and Logs Insights, other destinations of logs than
Firehose, data transfer of the nodes, taxes and discounts. Free allowances are not subtracted, because all environments of an account share
them. A month has 730 hours, a GB 2^30 bytes.

**Amazon Managed Prometheus can refuse what is more.** A workspace takes limits for a label set, and no custom resource of ACK has them. Where the
report of an environment has a command, it sets the limit that follows from the same estimate: series above it are refused, those that are
there go on. The alert \`AlloyLosesSamples\` says so.

**Log groups have the class Standard**: ACK can set no other.

**Prices** are in \`cost/prices.ts\`, with the day and the source of each. \`npm run cost\` warns when one that it uses is older than 90 days. What has no
price in a Region is "not priced", and is never taken for nothing.`;

/** The whole page. */
export const costPage = (): string =>
  [
    INTRODUCTION,
    ...Object.values(overlays).map((overlay) => reportOf(environmentSchema.parse(overlay))),
    '## Prices',
    markdownTable(
      ['item', 'unit', 'Regions', 'USD each', 'day', 'source'],
      Object.entries(PRICES).flatMap(([item, prices]) =>
        prices.map((price) => [
          item,
          ITEMS[item as Item],
          price.regions.join(', '),
          priceText(price),
          price.date,
          price.source,
        ]),
      ),
    ),
  ]
    .join('\n\n')
    .concat('\n');

if (process.argv[1]?.endsWith('cost-page.ts')) {
  writeFileSync(COST_PAGE, costPage());
  console.log(`wrote ${COST_PAGE}`);
}
