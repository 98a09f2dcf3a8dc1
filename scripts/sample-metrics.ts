/** When the first sample is, in seconds since 1970. */
const START_SECONDS = Date.parse('2026-11-26T03:00:00Z') / 1000;
/** Time between two scrapes, as dist/ has it. */
const INTERVAL_SECONDS = 60;
/** How long it goes on. */
const MINUTES = 360;

/** A pod that is scraped, and the minutes in which it does not answer. */
interface Target {
  readonly labels: string;
  /** Second of the minute at which it is scraped. */
  readonly second: number;
  /** Minutes without an answer, as from and to. @default - none */
  readonly down?: readonly (readonly [number, number])[];
}

const pod = (name: string, second: number, down: Target['down'] = []): Target => ({
  labels: `cluster="observability-prod",job="kubernetes-pods",namespace="tictactoe-prod",pod="tictactoe-${name}",app="tictactoe"`,
  second,
  down,
});

/** Three pods of an application, of which one crashes for twelve minutes and another one for four, and what scrapes them. */
const TARGETS: readonly Target[] = [
  pod('6c9d7f5b8-h7k2m', 11.482, [[47, 59]]),
  pod('6c9d7f5b8-p2x9c', 34.917, [[203, 207]]),
  pod('6c9d7f5b8-w5t8z', 52.036),
  { labels: 'cluster="observability-prod",job="alloy",namespace="aws-observability",pod="alloy-0"', second: 7.25 },
];

/** Six hours of `up` in OpenMetrics, as `promtool tsdb dump-openmetrics` prints them. */
export const sampleMetrics = (): string =>
  [
    '# TYPE up gauge',
    ...TARGETS.flatMap(({ labels, second, down = [] }) =>
      Array.from({ length: MINUTES }, (_, minute) => {
        const isUp = !down.some(([from, to]) => minute >= from && minute < to);
        return `up{${labels}} ${isUp ? 1 : 0} ${(START_SECONDS + minute * INTERVAL_SECONDS + second).toFixed(3)}`;
      }),
    ),
    '# EOF\n',
  ].join('\n');
