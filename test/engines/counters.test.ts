import { readFileSync, writeFileSync } from 'node:fs';
import { writeContainerLog } from '../../prove/local/node';
import { sleep, until } from '../../prove/wait';
import { minimal } from '../support/environments';
import { endRun, FLUENT_BIT, GROUPS, prepareRun, type Run, settings } from './support/run';

const GAMES = '/eks/games';

/** Who writes in each round, and what; how many of these lines are what. */
const PODS = [
  {
    ...{ namespace: 'shop', pod: 'checkout-7d9f8b6c5-x2x4f', application: 'checkout', logGroup: GROUPS.application },
    lines: [
      '{"level":"info","message":"kept"}',
      '{"level":"error","message":"kept"}',
      'level=debug msg="dropped"',
      '{"level":"info","trace_id":"4bf92f3577b34da6a3ce929d0e0e4fff"}',
    ],
    counts: { Lines: 4, Errors: 1, Dropped: 1, SampledOut: 1 },
  },
  {
    ...{ namespace: 'shop', pod: 'proxy-0', application: 'proxy', logGroup: GROUPS.application },
    lines: [
      '{"status":200,"duration_milliseconds":5}',
      '{"status":502,"duration_milliseconds":15}',
      '10.0.0.1 - - [31/Jan/2026:12:34:56 +0000] "GET / HTTP/1.1" 503 12',
    ],
    counts: { Lines: 3, Errors: 2, Requests: 3 },
  },
  {
    ...{ namespace: 'chess', pod: 'board-x2x4f', application: 'board', logGroup: GAMES },
    lines: ['FATAL no king', 'plain'],
    counts: { Lines: 2, Errors: 1 },
  },
] as const;

const ROUNDS = 200;
const NAMES = ['Lines', 'Errors', 'Dropped', 'SampledOut', 'Requests'] as const;
type Counts = Readonly<Partial<Record<(typeof NAMES)[number], number>>>;

let run: Run;

const reports = (): Record<string, never>[] =>
  run.cloudwatch.events.filter(({ group }) => group === GROUPS.counters).map(({ message }) => JSON.parse(message));

/** The sum over reports, as CloudWatch would add them up. */
const total = (dimension: string, value: string): Counts => {
  const found = reports().filter((report) => report[dimension] === value);
  return Object.fromEntries(NAMES.map((name) => [name, found.reduce((sum, report) => sum + (report[name] ?? 0), 0)]));
};

const expected = (pods: readonly { readonly counts: Counts }[]): Counts =>
  Object.fromEntries(
    NAMES.map((name) => [name, ROUNDS * pods.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0)]),
  );

jest.setTimeout(120_000);

(FLUENT_BIT ? describe : describe.skip)('counters (skipped unless FLUENT_BIT names the binary)', () => {
  beforeAll(async () => {
    const set = settings({
      ...minimal,
      logs: {
        dropLevels: ['debug'],
        sampleInfoPercent: 10,
        applications: [{ name: 'games', logGroupName: GAMES, namespaces: ['chess'] }],
      },
    });
    run = await prepareRun(set);
    const { agent } = run;
    const text = readFileSync(agent.configurationFile, 'utf8');
    expect(text).toMatch(/interval_sec: 30$/m);
    writeFileSync(agent.configurationFile, text.replace('interval_sec: 30', 'interval_sec: 1'));
    await agent.start();
    for (let round = 0; round < ROUNDS; round += 20) {
      for (const { namespace, pod, lines } of PODS)
        writeContainerLog(agent.node, { namespace, pod, container: 'main' }, Array(20).fill(lines).flat());
      await sleep(500);
    }
    const written = PODS.reduce((sum, { lines }) => sum + lines.length, 0) * ROUNDS;
    const counted = () =>
      PODS.reduce((sum, { application }) => sum + (total('Application', application).Lines ?? 0), 0);
    await until('every line is counted', 60, () => counted() >= written);
    await sleep(8000); // whatever comes after that is too much
  });

  afterAll(() => run && endRun(run));

  test.each(PODS)('every line of $application is counted once, and as what it is', (pod) => {
    expect(total('Application', pod.application)).toEqual(expected([pod]));
  });

  test('errors that are more than 5 % of the lines of an application add up over the reports', () => {
    for (const { application, counts } of PODS) {
      const { Lines, Errors = 0 } = counts;
      const found = reports().filter(({ Application }) => Application === application);
      const sum = found.reduce((all, { ExcessErrors }) => all + Number(ExcessErrors), 0);
      expect(sum).toBeCloseTo(ROUNDS * (Errors - Lines / 20));
    }
  });

  test.each([GROUPS.application, GAMES])(
    '%s has the sum of its applications, and zeros when they are quiet',
    (name) => {
      expect(total('LogGroupName', name)).toEqual(expected(PODS.filter(({ logGroup }) => logGroup === name)));
      expect(reports().some((report) => report.LogGroupName === name && report.Lines === 0)).toBe(true);
    },
  );

  test('what arrives is what was counted, but for what was dropped and sampled out', () => {
    for (const name of [GROUPS.application, GAMES]) {
      const { Lines = 0, Dropped = 0, SampledOut = 0 } = total('LogGroupName', name);
      expect(run.cloudwatch.events.filter(({ group }) => group === name)).toHaveLength(Lines - Dropped - SampledOut);
    }
  });

  test('how long requests took: how many there were, their sum, the least and the greatest', () => {
    const latencies: { Min: number; Max: number; Sum: number; Count: number }[] = reports().flatMap((report) =>
      report.Application === 'proxy' ? (report.Latency ?? []) : [],
    );
    const sum = (key: 'Sum' | 'Count') => latencies.reduce((all, latency) => all + latency[key], 0);
    expect({ Sum: sum('Sum'), Count: sum('Count') }).toEqual({ Sum: 20 * ROUNDS, Count: 2 * ROUNDS });
    for (const { Min, Max } of latencies) expect([Min, Max]).toEqual([5, 15]);
  });

  test('CloudWatch is told that these events, and no others, are metrics', () => {
    for (const { group, format } of run.cloudwatch.events)
      expect({ group, format }).toEqual({ group, format: group === GROUPS.counters ? 'json/emf' : undefined });
    expect(run.cloudwatch.violations).toEqual([]);
    expect(run.agent.log()).not.toMatch(/\[ *(?:warn|error)\] (?!\[aws_credentials\])/);
  });
});
