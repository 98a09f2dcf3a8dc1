import { appendFileSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PATHS } from '../../charts/fluent-bit/settings';
import { JOURNAL_MEBIBYTES } from '../../model/budgets/fluent-bit';
import { overlays } from '../../overlays';
import { nodePath } from '../../prove/local/node';
import { sleep, until } from '../../prove/wait';
import { minimal } from '../support/environments';
import { endRun, FLUENT_BIT, GROUPS, prepareRun, type Run, settings } from './support/run';

const POD = { namespace: 'shop', pod: 'checkout-7d9f8b6c5-abcde', container: 'checkout' };
const PART = 'x'.repeat(16_000);
const TRACE = [
  'java.lang.IllegalStateException: of bob@example.com',
  '\tat com.example.Orders.take(Orders.java:41)',
  'Caused by: java.io.IOException: no stock',
  '\t... 12 more',
];
const SHIPPED_TRACE = TRACE.join('\n').replace('bob@example.com', '[REDACTED-EMAIL]');
const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;

let run: Run;
/** The texts of each event of the run. */
let texts: () => readonly string[][];
let written = 0;

/** Lines as the runtime writes them, each a nanosecond after the one before. */
const cri = (flag: 'P' | 'F', text: string, stream = 'stdout'): string => {
  const nanoseconds = String(written++).padStart(6, '0');
  return `${new Date().toISOString().replace('Z', `${nanoseconds}Z`)} ${stream} ${flag} ${text}\n`;
};

const file = (pod = POD.pod): string =>
  nodePath(run.agent.node, `${PATHS.podLogs}/${POD.namespace}_${pod}_uid-1/${POD.container}/0.log`);

function write(lines: readonly string[], to = file()): void {
  mkdirSync(dirname(to), { recursive: true });
  appendFileSync(to, lines.join(''));
}

let rotations = 0;
const rotate = (from = file()): void => {
  rotations += 1;
  renameSync(from, `${from}.20261121-${100000 + rotations}`);
};

/** What came of the application: the text of each event. */
const shipped = (): string[] => texts().flat();

/** Waits until so many events are there, and then for whatever is too much. */
async function expectShipped(expected: readonly string[], seconds = 30): Promise<void> {
  await until('the events are there', seconds, () => shipped().length >= expected.length).catch(() => undefined);
  await sleep(7000);
  const short = (text: string) => (text.length > 300 ? `${text.length} ${text.slice(0, 20)} ${text.slice(-20)}` : text);
  expect(shipped().map(short).sort()).toEqual(expected.map(short).sort());
}

/** Long enough for the agent to see what was written, and too short for it to give it up. */
const seen = () => sleep(1800);

jest.setTimeout(300_000);

(FLUENT_BIT ? describe : describe.skip)('lines that wait (skipped unless FLUENT_BIT names the binary)', () => {
  beforeEach(async () => {
    run = await prepareRun(settings(overlays.prod ?? minimal));
    texts = run.cloudwatch.each(({ group, message }) =>
      group === GROUPS.application ? [JSON.parse(message).log ?? message] : [],
    );
  });
  afterEach(() => endRun(run));

  test.each(SIGNALS)('a long line of which %s comes in the middle is one event', async (signal) => {
    write([cri('F', 'before')]);
    await run.agent.start();
    write([cri('P', `a${PART}`), cri('P', PART)]);
    await seen();
    await run.agent.stop(signal);
    await run.agent.start();
    write([cri('P', PART), cri('F', 'end'), cri('F', 'after')]);
    await expectShipped(['before', `a${PART}${PART}${PART}end`, 'after']);
  });

  test.each(SIGNALS)('a stack trace that waits at %s is shipped once, whole and redacted', async (signal) => {
    await run.agent.start();
    write(TRACE.slice(0, 2).map((line) => cri('F', line)));
    write([cri('F', 'other', 'stderr')]);
    await seen();
    await run.agent.stop(signal);
    await run.agent.start();
    write(TRACE.slice(2).map((line) => cri('F', line)));
    await expectShipped([SHIPPED_TRACE, 'other']);
  });

  test('a stack trace behind which nothing comes is shipped, and so are parts without an end', async () => {
    await run.agent.start();
    write(TRACE.map((line) => cri('F', line)));
    write([cri('P', 'no end to bob@example.com')], file('other'));
    await expectShipped([SHIPPED_TRACE, 'no end to [REDACTED-EMAIL]']);
  });

  test('a long line that is in two files, because the log was rotated, is one event', async () => {
    await run.agent.start();
    write([cri('F', 'before'), cri('P', `a${PART}`), cri('P', PART)]);
    await seen();
    rotate();
    write([cri('P', PART), cri('F', 'end'), cri('F', 'after'), cri('P', 'b'), cri('F', 'c')]);
    await expectShipped(['before', `a${PART}${PART}${PART}end`, 'after', 'bc']);
  });

  test.each(SIGNALS)('the same, rotated while the agent is down after %s, and read at once', async (signal) => {
    write([cri('F', 'before')]);
    await run.agent.start();
    write([cri('P', `a${PART}`)]);
    await seen();
    await run.agent.stop(signal);
    const many = Array.from({ length: 2000 }, (_, number) => [
      cri('P', `old ${number}`),
      cri('F', ` ${number}`),
    ]).flat();
    write([cri('F', 'end of a'), ...many, cri('P', `b${PART}`)]);
    rotate();
    const others = Array.from({ length: 2000 }, (_, number) => [cri('P', `new ${number}`), cri('F', ` ${number}`)]);
    write([cri('F', 'end of b'), ...others.flat(), cri('F', 'after')]);
    await run.agent.start();
    const numbers = Array.from({ length: 2000 }, (_, number) => [`old ${number} ${number}`, `new ${number} ${number}`]);
    await expectShipped(['before', `a${PART}end of a`, `b${PART}end of b`, 'after', ...numbers.flat()]);
  });

  test('long lines and traces survive one kill after another: none is lost, cut or glued', async () => {
    await run.agent.start();
    const expected: string[] = [];
    const writer = setInterval(() => {
      const number = expected.length / 3;
      const to = file(`pod-${number % 3}`);
      write([cri('P', `seq=${number}; ${PART}`)], to);
      write([cri('P', PART), cri('F', `end ${number}`)], to);
      const trace = TRACE.map((line) => (line.startsWith('\t') ? line : `${line} ${number}`));
      write(
        trace.map((line) => cri('F', line)),
        to,
      );
      write([cri('F', `plain ${number}`)], to);
      expected.push(
        `seq=${number}; ${PART}${PART}end ${number}`,
        trace.join('\n').replace('bob@example.com', '[REDACTED-EMAIL]'),
        `plain ${number}`,
      );
    }, 50);
    for (let kill = 0; kill < 12; kill++) {
      await sleep(3500 + 313 * (kill % 5));
      await run.agent.stop(SIGNALS[kill % 2]);
      await run.agent.start();
    }
    clearInterval(writer);
    const missing = () => {
      const there = new Set(shipped());
      return expected.filter((event) => !there.has(event));
    };
    await until('every event is there', 60, () => missing().length === 0).catch(() => undefined);
    expect(missing()).toEqual([]);
    // A kill while a chunk is on its way ships it again, whole.
    const wanted = new Set(expected);
    expect(shipped().filter((event) => !wanted.has(event))).toEqual([]);
  });

  test('the disk that the journal takes is bounded', async () => {
    await run.agent.start();
    const folder = nodePath(run.agent.node, PATHS.state);
    let most = 0;
    for (let round = 0; round < 40; round++) {
      write(Array.from({ length: 200 }, () => cri('P', PART)).concat(cri('F', 'end')), file(`pod-${round % 4}`));
      await sleep(100);
      const sizes = readdirSync(folder).filter((name) => name.startsWith('waiting'));
      most = Math.max(
        most,
        sizes.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
      );
    }
    expect(most).toBeGreaterThan(2 ** 23);
    expect(most).toBeLessThan(JOURNAL_MEBIBYTES * 2 ** 20);
  });
});
