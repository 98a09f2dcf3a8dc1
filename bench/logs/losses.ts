import { writeFileSync } from 'node:fs';
import { Writer } from '../../prove/local/container-logs';
import { type Delivery, delivery, endLogRun, prepareLogRun } from '../../prove/local/log-run';
import { sleep } from '../../prove/wait';
import { engineVersion, FLUENT_BIT, needFluentBit, type Subject, subject } from './environment';
import { peakMebibytes } from './process';
import { SCENARIOS, type Scenario, WRITER } from './scenarios';

/**
 * Makes each failure happen to the log agent of dist/prod, while one container writes all of the environment's peak, and counts what
 * arrives. Names as arguments run only the failures that contain one of them, and then write no page.
 */
const PAGE = 'docs/reference/log-losses.md';

/** Bytes of a line, with what the container runtime writes before it. */
const LINE_BYTES = 300;
const PADDING = 'x'.repeat(LINE_BYTES - 90);

/** What became of the lines of a scenario. */
interface Outcome extends Delivery {
  readonly lines: number;
  readonly peakMebibytes: number;
}

async function outcomeOf({ happen }: Scenario, { agent, groups, logs }: Subject): Promise<Outcome> {
  const pod = { namespace: WRITER.namespace, name: WRITER.pod, containers: [WRITER.container] };
  const run = await prepareLogRun(FLUENT_BIT, agent, groups, [pod]);
  try {
    await run.agent.start();
    const linesPerSecond = (logs.peakKibibytesPerSecond * 1024) / LINE_BYTES;
    const writer = new Writer(run.agent.node, WRITER, linesPerSecond, PADDING);
    await sleep(8000);
    const rotationSeconds = (logs.kubelet.containerLogMaxMebibytes * 1024) / logs.peakKibibytesPerSecond;
    await happen({ run, writer, rotationSeconds });
    const lines = await writer.stop();
    const { lost, twice } = await delivery(run, lines, 45);
    if (run.cloudwatch.violations.length > 0) throw new Error(run.cloudwatch.violations.join('\n'));
    return { lines, lost, twice, peakMebibytes: peakMebibytes(run.agent.pid) };
  } finally {
    await endLogRun(run);
  }
}

const page = (rows: readonly string[], peakKibibytesPerSecond: number): string => `# What a failure costs

\`npm run bench:losses\` writes this page; do not edit. It makes each failure happen to Fluent Bit ${engineVersion()} with the files of
\`dist/prod\`, while one container writes all of the environment's peak (${peakKibibytesPerSecond} KiB/s), and counts numbered lines in CloudWatch.

| failure | lines | lost | shipped twice | peak memory, MiB | why |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;

async function main(): Promise<void> {
  needFluentBit();
  const prod = subject();
  const names = process.argv.slice(2);
  const chosen = SCENARIOS.filter(({ failure }) => names.length === 0 || names.some((name) => failure.includes(name)));
  const rows: string[] = [];
  for (const scenario of chosen) {
    const { lines, lost, twice, peakMebibytes: memory } = await outcomeOf(scenario, prod);
    rows.push(
      `| ${scenario.failure} | ${[lines, lost, twice, memory].map((value) => Math.round(value).toLocaleString('en')).join(' | ')} | ${scenario.why} |`,
    );
    console.log(rows.at(-1));
  }
  if (names.length > 0) return;
  writeFileSync(PAGE, page(rows, prod.logs.peakKibibytesPerSecond));
  console.log(`wrote ${PAGE}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
