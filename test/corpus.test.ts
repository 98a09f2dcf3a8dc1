import { CORPUS_LEVELS, corpus } from './support/corpus';

const cases = corpus();
const text = ({ lines }: (typeof cases)[number]) => Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));

const repeated = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);

test('names are unique', () => {
  expect(repeated(cases.map(({ name }) => name))).toEqual([]);
});

test('no case is there twice', () => {
  expect(repeated(cases.map((one) => text(one).toString('latin1')))).toEqual([]);
});

test('there are hundreds of cases by a hundred programs', () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(new Set(cases.map(({ program }) => program)).size).toBeGreaterThanOrEqual(100);
});

test('every level is expected somewhere in text and in JSON', () => {
  for (const isJson of [true, false]) {
    const some = cases.filter((one) => text(one).toString().trimStart().startsWith('{') === isJson);
    expect(new Set(some.map(({ level }) => level))).toEqual(new Set(CORPUS_LEVELS));
  }
});

/** Whole traces are kept by the last three hexadecimal digits of their ID: 410 of 4096 are 10 %. Of decimal IDs it is the same share. */
const TRACES_KEPT = 410;

/** The number of a trace; a decimal ID, of any length but those of hexadecimal ones, has the same number as if it were hexadecimal. */
const numberOf = (trace: string): number =>
  /^[0-9]+$/.test(trace) && trace.length !== 16 && trace.length !== 32
    ? Number(BigInt(trace) % 4096n)
    : Number.parseInt(trace.slice(-3), 16);

test('what is kept follows from level and trace', () => {
  const follows = ({ level, trace, lines }: (typeof cases)[number]) => {
    const isSampledOut = level === 'info' && trace && numberOf(trace) >= TRACES_KEPT;
    return level !== 'trace' && level !== 'debug' && !isSampledOut && Buffer.concat(lines).length > 0;
  };
  expect(cases.filter((one) => one.kept !== follows(one)).map(({ name }) => name)).toEqual([]);
});

test('the trace is written in the line', () => {
  for (const one of cases) expect(text(one).toString()).toContain(one.trace ?? '');
});

test('what is dropped has no event, and what has kinds has one', () => {
  for (const { name, kept, event, kinds } of cases) {
    if (!kept) expect([name, event]).toEqual([name, undefined]);
    if (kinds) expect([name, event]).toEqual([name, expect.stringContaining('[REDACTED-')]);
  }
});

test('an event is a line with something replaced', () => {
  for (const one of cases.filter(({ event }) => event !== undefined)) {
    expect(one.event).toMatch(/\[REDACTED-[A-Z-]+\]/);
    expect(text(one).toString()).not.toContain(one.event);
  }
});

test('look-alikes survive: none expects a redaction', () => {
  const lookAlikes = cases.filter(({ family }) => family === 'look-alikes');
  expect(lookAlikes.length).toBeGreaterThanOrEqual(40);
  for (const { name, event, kept } of lookAlikes) expect([name, event, kept]).toEqual([name, undefined, true]);
});

test('every kind of personal data has plain cases and encoded ones', () => {
  const kinds = new Set(cases.flatMap((one) => one.kinds ?? []));
  for (const kind of ['email', 'credit-card', 'ssn']) expect([...kinds]).toContain(`${kind}/percent`);
  for (const kind of ['bearer-token', 'aws-key', 'private-key', 'iban', 'ip-address'])
    expect([...kinds]).toContain(kind);
});

test('stack traces of every language are there', () => {
  const programs = new Set(cases.filter(({ lines }) => lines.length > 2).map(({ program }) => program));
  for (const language of ['Java', 'Python', 'Go', '.NET', 'Node.js', 'Ruby', 'PHP', 'Rust']) {
    expect([...programs]).toContain(language);
  }
});
