import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { AgentFiles } from '../../prove/local/fluent-bit';
import { endLogRun, type LogRun, prepareLogRun } from '../../prove/local/log-run';
import { nodePath, writeContainerLog } from '../../prove/local/node';
import { sleep } from '../../prove/wait';
import { CONTAINER_INSIGHTS, CONTAINER_LINKS, PEER_GROUP, withLinksIn } from './container-insights';
import { engineVersion, FLUENT_BIT, needFluentBit, subject } from './environment';
import { mixedLine } from './lines';
import { cpuSeconds, peakMebibytes } from './process';

/**
 * Runs the log agent of dist/prod and the pipeline of AWS's Container Insights in turn, on the same lines, and compares what they
 * take. Only the ratios are meaningful: both run on the same machine at nearly the same time.
 */
const LINES = 100_000;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const PAGE = 'docs/reference/log-speed.md';

const PODS = Array.from({ length: 8 }, (_, index) => ({
  namespace: 'shop',
  pod: `checkout-7d9f8b6c5-abcd${index}`,
  container: 'checkout',
}));

/** What one run took. */
interface Sample {
  readonly cpuSeconds: number;
  /** What the containers wrote, with the prefix of their runtime, for each CPU second. */
  readonly rawMebibytesPerCpuSecond: number;
  /** What CloudWatch charges for: each message and 26 bytes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
  readonly billedMebibytes: number;
  readonly peakMebibytes: number;
  readonly events: number;
}

/** Writes the lines, the same share to each pod. Their size, in MiB. */
function writeLines({ agent }: LogRun): number {
  const sizes = PODS.map((pod, index) => {
    const numbers = Array.from({ length: LINES / PODS.length }, (_, number) => number * PODS.length + index);
    return statSync(writeContainerLog(agent.node, pod, numbers.map(mixedLine))).size;
  });
  return sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20;
}

/** Links the logs as the kubelet does. */
function linkLogs({ agent }: LogRun): void {
  const links = nodePath(agent.node, CONTAINER_LINKS);
  mkdirSync(links, { recursive: true });
  for (const { namespace, pod, container } of PODS) {
    const file = nodePath(agent.node, `/var/log/pods/${namespace}_${pod}_uid-1/${container}/0.log`);
    symlinkSync(file, join(links, `${pod}_${namespace}_${container}-${'0f'.repeat(32)}.log`));
  }
  agent.edit((text) => withLinksIn(links, text));
}

/** Resolves when events have come, and none for longer than the agent holds one back. */
async function untilQuiet({ agent, cloudwatch }: LogRun): Promise<void> {
  let [count, since] = [0, Date.now()];
  while (count === 0 || Date.now() - since < 8000) {
    if (cloudwatch.events.length !== count) [count, since] = [cloudwatch.events.length, Date.now()];
    if (Date.now() - since > 120_000) throw new Error(`no event arrives:\n${agent.log()}`);
    await sleep(100);
  }
}

/** One of the two that are compared. */
interface Contestant {
  readonly name: string;
  readonly files: AgentFiles;
  readonly groups: readonly string[];
  readonly prepare: (run: LogRun) => void;
}

/** Runs one of the two on the lines. */
async function sample({ files, groups, prepare }: Contestant): Promise<Sample> {
  const pods = PODS.map(({ namespace, pod, container }) => ({ namespace, name: pod, containers: [container] }));
  const run = await prepareLogRun(FLUENT_BIT, files, groups, pods);
  try {
    const rawMebibytes = writeLines(run);
    prepare(run);
    await run.agent.start();
    await untilQuiet(run);
    const { pid } = run.agent;
    const messages = run.cloudwatch.events.filter(({ message }) => message.includes('seq='));
    const bytes = messages.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
    const seconds = cpuSeconds(pid);
    return {
      cpuSeconds: seconds,
      rawMebibytesPerCpuSecond: rawMebibytes / seconds,
      peakMebibytes: peakMebibytes(pid),
      billedMebibytes: bytes / 2 ** 20,
      events: messages.length,
    };
  } finally {
    await endLogRun(run);
  }
}

/** The median of a figure over the rounds. */
function median(samples: readonly Sample[], figure: keyof Sample): number {
  const sorted = samples.map((each) => each[figure]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Digits behind the point, by figure. */
const DIGITS: Readonly<Record<keyof Sample, number>> = {
  cpuSeconds: 2,
  rawMebibytesPerCpuSecond: 1,
  billedMebibytes: 1,
  peakMebibytes: 0,
  events: 0,
};

/** A row of the table: the figure of each contestant, with its ratio to the peer, which is the last. */
function row(what: string, figure: keyof Sample, all: readonly (readonly Sample[])[]): string {
  const values = all.map((samples) => median(samples, figure));
  const peer = values.at(-1) ?? Number.NaN;
  const ratio = (value: number): string => (value === peer ? '' : ` (${(value / peer).toFixed(2)} ×)`);
  return `| ${what} | ${values.map((value) => value.toFixed(DIGITS[figure]) + ratio(value)).join(' | ')} |`;
}

const page = (names: readonly string[], all: readonly (readonly Sample[])[]): string => `# Speed of the log agent

\`npm run bench:logs\` writes this page; do not edit. It runs the Fluent Bit configurations of \`dist/\` and the container pipeline of AWS's
[Container Insights](https://github.com/aws-samples/amazon-cloudwatch-container-insights) in turn, on the same ${LINES.toLocaleString('en')} JSON lines of eight
pods, until CloudWatch (on this machine) has them all. The figures are medians of ${ROUNDS} rounds with Fluent Bit ${engineVersion()} on
${cpus().length} cores. Only the ratios to Container Insights, in brackets, carry over to another machine.

| per ${LINES.toLocaleString('en')} lines | ${names.join(' | ')} |
| --- |${' --- |'.repeat(names.length)}
${row('CPU, seconds', 'cpuSeconds', all)}
${row('raw logs in a CPU second, MiB', 'rawMebibytesPerCpuSecond', all)}
${row('bytes that CloudWatch charges for, MiB', 'billedMebibytes', all)}
${row('events', 'events', all)}
${row('peak memory, MiB', 'peakMebibytes', all)}

\`dist/prod\` drops debug lines, samples info lines and redacts personal data; \`dist/dev\` keeps every line. Both find the level of each line, and
count lines, errors and requests by workload. Container Insights does none of these. It ships the text of a JSON line twice: as it was
written, and as fields. \`model/budgets/reading.ts\` takes the speed of one core from here: it must be below both of ours.
`;

async function main(): Promise<void> {
  needFluentBit();
  const own = (name: string): Contestant => {
    const { agent, groups } = subject(name);
    return { name: `dist/${name}`, files: agent, groups, prepare: () => undefined };
  };
  const peer: Contestant = {
    name: 'Container Insights',
    files: CONTAINER_INSIGHTS,
    groups: [PEER_GROUP],
    prepare: linkLogs,
  };
  const contestants = [own('prod'), own('dev'), peer];
  const all: Sample[][] = contestants.map(() => []);
  for (let round = 1; round <= ROUNDS; round++)
    for (const [index, contestant] of contestants.entries()) {
      const taken = await sample(contestant);
      all[index]?.push(taken);
      console.log(`round ${round}, ${contestant.name}: ${JSON.stringify(taken)}`);
    }
  const text = page(
    contestants.map(({ name }) => name),
    all,
  );
  writeFileSync(PAGE, text);
  console.log(`\n${text}\nwrote ${PAGE}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
