import { corpus } from './corpus';

/** A line of a container. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Lines of one container and the events that they become. */
export interface TraceCase {
  readonly name: string;
  readonly lines: readonly PrintedLine[];
  readonly events: readonly string[];
}

const out = (...texts: readonly string[]): PrintedLine[] => texts.map((text) => ({ stream: 'stdout', text }));
const err = (...texts: readonly string[]): PrintedLine[] => texts.map((text) => ({ stream: 'stderr', text }));
const event = (...texts: readonly string[]) => texts.join('\n');

const JAVA = [
  'java.lang.IllegalStateException: no stock',
  '\tat com.example.Orders.take(Orders.java:41)',
  '\t... 1 more',
];
/** More than the 32 KiB that the input reads at once. */
const LONG = [JAVA[0] ?? '', ...Array.from({ length: 1999 }, () => '	at a.B.c(B.java:1)')];
const BEFORE = '2026-11-26 03:43:01.123 [main] INFO  c.e.Main - ready';
const AFTER = 'plain text';

/** Programs of the corpus whose traces have no rules. */
const WITHOUT_RULES = ['Elixir'];

const fromCorpus: TraceCase[] = corpus()
  .filter(({ family, program }) => family === 'stack-traces' && !WITHOUT_RULES.includes(program))
  .map(({ name, lines }) => {
    const texts = lines.map(String);
    return { name, lines: out(BEFORE, ...texts, AFTER), events: [BEFORE, event(...texts), AFTER] };
  });

/** The stack traces of the corpus, each between lines that stand alone, and what else can happen to a trace. */
export const TRACE_CASES: readonly TraceCase[] = [
  ...fromCorpus,
  { name: 'two traces in a row', lines: out(...JAVA, ...JAVA), events: [event(...JAVA), event(...JAVA)] },
  { name: 'a trace of 2,000 lines', lines: out(...LONG, AFTER), events: [event(...LONG), AFTER] },
  { name: 'nothing follows the trace', lines: out(...JAVA), events: [event(...JAVA)] },
  {
    name: 'text of the other stream is no part of a trace, and does not cut it',
    lines: JAVA.flatMap((text, index) => [...err(text), ...out(`plain ${index}`)]),
    events: ['plain 0', 'plain 1', 'plain 2', event(...JAVA)],
  },
  {
    name: 'both streams write a trace',
    lines: JAVA.flatMap((text) => [...err(text), ...out(`${text} `)]),
    events: [event(...JAVA), event(...JAVA.map((text) => `${text} `))],
  },
  {
    name: 'a record that looks like a frame in its message',
    lines: out(...JAVA, '2026-11-26 03:43:02.123 [main] INFO  c.e.Main - \tat com.example.A.b(A.java:1)'),
    events: [event(...JAVA), '2026-11-26 03:43:02.123 [main] INFO  c.e.Main - \tat com.example.A.b(A.java:1)'],
  },
  {
    name: 'a message of three lines',
    lines: out(JAVA[0] ?? '', 'the second line', '', 'the fourth line', ...JAVA.slice(1), AFTER),
    events: [event(JAVA[0] ?? '', 'the second line', '', 'the fourth line', ...JAVA.slice(1)), AFTER],
  },
  {
    name: 'a record ends the message of an exception that has no frames',
    lines: out(JAVA[0] ?? '', BEFORE, AFTER),
    events: [JAVA[0] ?? '', BEFORE, AFTER],
  },
  {
    name: 'blank lines inside',
    lines: out(
      'panic: no',
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/src/main.go:1',
      '',
      'goroutine 2 [select]:',
      'exit status 2',
      AFTER,
    ),
    events: [
      'panic: no\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:1\n\ngoroutine 2 [select]:\nexit status 2',
      AFTER,
    ],
  },
  {
    name: 'JSON in the middle stands alone',
    lines: out(...JAVA, '{"level":"info","message":"ready"}', AFTER),
    events: [event(...JAVA), '{"level":"info","message":"ready"}', AFTER],
  },
];
