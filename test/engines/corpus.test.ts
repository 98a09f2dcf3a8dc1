import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { renderYaml } from '../../charts/common/fluent-bit/yaml';
import { CONFIGURATION_FILE, configuration, configurationFiles } from '../../charts/fluent-bit/configuration';
import { scripts } from '../../charts/fluent-bit/scripts';
import { ENVIRONMENT, type FluentBitSettings, PATHS } from '../../charts/fluent-bit/settings';
import { sleep, until } from '../../prove/wait';
import { type CorpusCase, corpus } from '../support/corpus';
import { KNOWN_JOINS, KNOWN_LINES } from '../support/corpus-known';
import { CORPUS_REDACTIONS, expected, redacted } from '../support/corpus-outcome';
import { minimal } from '../support/environments';
import { FLUENT_BIT, settings } from './support/run';

const cases = corpus();

/** Cases whose lines are right on their own and as one event. */
const right = cases.filter(({ name }) => !Object.hasOwn(KNOWN_LINES, name) && !Object.hasOwn(KNOWN_JOINS, name));

/** A policy that drops, samples and redacts. */
const POLICY = settings({
  ...minimal,
  logs: { dropLevels: ['trace', 'debug'], sampleInfoPercent: 10, redact: [...CORPUS_REDACTIONS] },
});

let folder: string;
let fluentBit: ChildProcess | undefined;

/** Below the folder of the run: all that the engine reads and writes. */
const local = (path: string): string => join(folder, path);

/** The shipped pipeline of the application logs, from the files to the event; what it makes goes to a file. */
function pipeline(set: FluentBitSettings): string {
  const shipped = configuration(set);
  const minimalPipeline = {
    parsers: shipped.parsers,
    inputs: shipped.inputs?.filter(({ properties }) =>
      properties.some(([key, value]) => key === 'tag' && String(value).startsWith('containers.application.')),
    ),
    filters: shipped.filters?.filter(({ properties }) =>
      properties.some(([, value]) => /containers\.lua$/.test(String(value))),
    ),
    outputs: [
      {
        name: 'file',
        properties: [
          ['match', '*'],
          ['path', folder],
          ['file', 'events'],
          ['format', 'plain'],
        ] as const,
      },
    ],
  };
  const service = [
    ['flush', 0.2],
    ['log_level', 'warn'],
    ['storage.path', `${PATHS.state}/chunks`],
  ] as const;
  const text = renderYaml({ ...minimalPipeline, service }, { environment: ENVIRONMENT });
  return Object.values(PATHS).reduce((found, path) => found.replaceAll(path, local(path)), text);
}

function writeFile(path: string, text: string | Buffer): void {
  mkdirSync(dirname(local(path)), { recursive: true });
  writeFileSync(local(path), text);
}

/** Bytes of a line that the container runtime writes at once. */
const PART_BYTES = 16 * 1024;

/** A line as the container runtime writes it: in parts, all but the last marked P. */
function cri(line: Buffer): Buffer {
  const count = Math.max(1, Math.ceil(line.length / PART_BYTES));
  const parts = Array.from({ length: count }, (_, index) => [
    Buffer.from(`2026-11-26T03:43:02.123456789Z stdout ${index < count - 1 ? 'P' : 'F'} `),
    line.subarray(index * PART_BYTES, (index + 1) * PART_BYTES),
    Buffer.from('\n'),
  ]);
  return Buffer.concat(parts.flat());
}

const podOf = (one: CorpusCase): string => `case-${cases.indexOf(one)}`;
/** A pod that prints all stack traces, one after another; those of one program apart, because most programs end with one. */
const TRACES_POD = 'traces';
const traces = right
  .filter(({ family }) => family === 'stack-traces')
  .map((one, index, all) => ({
    one,
    round: all.slice(0, index).filter(({ program }) => program === one.program).length,
  }))
  .sort((left, other) => left.round - other.round)
  .map(({ one }) => one);

const writePod = (pod: string, lines: readonly Buffer[]): void =>
  writeFile(`${PATHS.podLogs}/shop_${pod}_uid-1/shop/0.log`, Buffer.concat(lines.map(cri)));

/** Events by pod, in the order in which they were read. */
function events(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of readFileSync(local('events'), 'utf8').split('\n').filter(Boolean)) {
    const { log } = JSON.parse(line) as { log: string };
    const { kubernetes } = JSON.parse(log) as { kubernetes: { pod_name: string } };
    found.set(kubernetes.pod_name, [...(found.get(kubernetes.pod_name) ?? []), log]);
  }
  return found;
}

async function settled(): Promise<void> {
  let [size, since] = [-1, Date.now()];
  await until('no more events come', 60, () => {
    const now = existsSync(local('events')) ? statSync(local('events')).size : 0;
    if (now !== size) [size, since] = [now, Date.now()];
    return size > 0 && Date.now() - since > 6000;
  });
}

jest.setTimeout(120_000);

(FLUENT_BIT ? describe : describe.skip)('the corpus in Fluent Bit (skipped unless FLUENT_BIT names the binary)', () => {
  let found: Map<string, string[]>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    for (const [name, text] of Object.entries({
      ...scripts(),
      ...configurationFiles(POLICY),
      [CONFIGURATION_FILE]: pipeline(POLICY),
    }))
      writeFile(`${PATHS.configuration}/${name}`, text);
    mkdirSync(local(`${PATHS.state}/chunks`), { recursive: true });
    for (const one of cases) writePod(podOf(one), one.lines);
    writePod(
      TRACES_POD,
      traces.flatMap(({ lines }) => lines),
    );
    fluentBit = spawn(FLUENT_BIT ?? '', ['-c', local(`${PATHS.configuration}/${CONFIGURATION_FILE}`)], {
      stdio: 'ignore',
    });
    await settled();
    found = events();
  });
  afterAll(async () => {
    fluentBit?.kill('SIGKILL');
    await sleep(100);
    rmSync(folder, { recursive: true, force: true });
  });

  const outcome = (one: CorpusCase) => {
    const shipped = found.get(podOf(one)) ?? [];
    return { events: shipped.length, event: redacted(one, shipped[0]) };
  };
  const wanted = (one: CorpusCase) => ({ events: one.kept ? 1 : 0, event: expected(one).event });

  test.each(right.map((one) => [one.family, one.name, one] as const))('%s: %s', (_family, _name, one) =>
    expect(outcome(one)).toEqual(wanted(one)),
  );

  test('stack traces that come one after another stay apart', () => {
    const beginning = (text: string) => text.split('\n')[0];
    const texts = (found.get(TRACES_POD) ?? []).map((event) => JSON.parse(event).log ?? '');
    const printed = traces.filter(({ kept }) => kept).map(({ lines }) => lines[0]?.toString() ?? '');
    // The first of a file comes later than those behind it.
    expect(texts.map(beginning).sort()).toEqual(
      printed.map((line) => (line.trimStart().startsWith('{') ? '' : line)).sort(),
    );
  });

  test('what is known to become several events still does', () => {
    const known = cases.filter(({ name }) => Object.hasOwn(KNOWN_JOINS, name));
    expect(known.filter((one) => isDeepStrictEqual(outcome(one), wanted(one))).map(({ name }) => name)).toEqual([]);
  });
  for (const [name, reason] of Object.entries(KNOWN_JOINS)) test.todo(`${name}: ${reason}`);
});
