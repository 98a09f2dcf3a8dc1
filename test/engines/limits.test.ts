import { writeContainerLog } from '../../prove/local/node';
import type { CloudWatchLogs } from '../../prove/servers/cloudwatch-logs';
import { sleep, until } from '../../prove/wait';
import { minimal } from '../support/environments';
import { endRun, FLUENT_BIT, GROUPS, prepareRun, type Run, settings } from './support/run';

const QUIET = { namespace: 'shop', pod: 'quiet-7d9f8b6c5-x2x4f', container: 'main' };
const FLOOD = { namespace: 'flood', pod: 'flood-0', container: 'main' };

const SECONDS = 20;
const QUIET_LINES = 10;
/** One line in a hundred is an error. */
const FLOOD_LINES = 4000;
const PADDING = 'x'.repeat(1000);

const logs = { outageSeconds: 60 };
/** Disk of each output: seconds of the flood, and an hour of both within the limit. Synth accepts none that a flood fills so soon. */
const DISK = '22M';
const limits = { podKibibytesPerSecond: 64, windowSeconds: 20 };

let run: Run | undefined;
afterEach(async () => {
  if (run) await endRun(run);
  run = undefined;
});

const numbers = ({ events }: CloudWatchLogs, of: string): number[] =>
  events.flatMap(({ message }) =>
    [...message.matchAll(new RegExp(`${of}=([0-9]+);`, 'g'))].map((each) => Number(each[1])),
  );

/** What has arrived when an outage is over in which one pod has flooded, beside a quiet one. */
async function outage(limited: boolean) {
  run = await prepareRun(settings({ ...minimal, logs: { ...logs, ...(limited && { limits }) } }));
  const { agent, cloudwatch } = run;
  agent.edit((text) =>
    text
      .replace('interval_sec: 30', 'interval_sec: 1')
      .replace('scheduler.cap: 30', 'scheduler.cap: 4')
      .replaceAll(/storage\.total_limit_size: '[0-9]+M'/g, `storage.total_limit_size: '${DISK}'`),
  );
  await agent.start();
  await cloudwatch.become('refuse');
  for (let second = 0; second < SECONDS; second++) {
    const from = (count: number) => Array.from({ length: count }, (_, index) => second * count + index);
    const quiet = from(QUIET_LINES).map((number) => `{"level":"info","message":"quiet=${number};"}`);
    const flood = from(FLOOD_LINES).map(
      (number) => `{"level":"${number % 100 === 0 ? 'error' : 'info'}","message":"flood=${number}; ${PADDING}"}`,
    );
    writeContainerLog(agent.node, QUIET, quiet);
    writeContainerLog(agent.node, FLOOD, flood);
    await sleep(1000);
  }
  // The outage ends when the flood has been read, however long that takes on a busy machine.
  await until('all lines are read', 120, async () => {
    const { body } = await agent.get('/api/v2/metrics/prometheus');
    const [, read] = /^fluentbit_input_records_total\{name="application-containers"\} ([0-9]+)$/m.exec(body) ?? [];
    return Number(read) === SECONDS * (QUIET_LINES + FLOOD_LINES) || `${read} lines`;
  });
  await cloudwatch.become('ok');
  const counted = (name: string) =>
    cloudwatch.events
      .filter(({ group }) => group === GROUPS.counters)
      .map(({ message }): Record<string, number | string> => JSON.parse(message))
      .filter(({ Application }) => Application === 'flood')
      .reduce((sum, report) => sum + Number(report[name] ?? 0), 0);
  await until('all lines are counted', 60, () => counted('Lines') >= SECONDS * FLOOD_LINES);
  // Longer than a chunk waits for its next try.
  const lines = () => cloudwatch.events.filter(({ group }) => group !== GROUPS.counters);
  await until('nothing more arrives', 60, async () => {
    const { length } = lines();
    await sleep(10_000);
    return lines().length === length;
  });
  const flood = lines().filter(({ message }) => message.includes('flood='));
  return { quiet: numbers(cloudwatch, 'quiet'), flood, counted };
}

jest.setTimeout(240_000);

(FLUENT_BIT ? describe : describe.skip)('limits (skipped unless FLUENT_BIT names the binary)', () => {
  test('without a limit a pod that floods in an outage pushes out the lines of a quiet one', async () => {
    const { quiet } = await outage(false);
    expect(new Set(quiet).size).toBeLessThan(SECONDS * QUIET_LINES);
  });

  test('with one, every line of the quiet pod arrives once, and of the other what the limit allows', async () => {
    const { quiet, flood, counted } = await outage(true);
    expect(quiet.sort((a, b) => a - b)).toEqual(Array.from({ length: SECONDS * QUIET_LINES }, (_, index) => index));
    // Up to three windows, as the flood does not begin with one.
    const bytes = flood.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
    expect(bytes).toBeLessThan(3 * 64 * 20 * 1024 * 1.2);
    expect(flood.filter(({ message }) => message.includes('"level":"error"')).length).toBeGreaterThan(100);
    expect(counted('Limited') + flood.length).toBe(SECONDS * FLOOD_LINES);
    expect(counted('Lines')).toBe(SECONDS * FLOOD_LINES);
  });
});
