import type { FluentBitMultilineParser, FluentBitParser } from '../common/fluent-bit/model';
import type { FluentBitSettings } from './settings';

/** Multiline parser that joins stack traces. */
export const STACK_TRACES = 'stack-traces';
/** Parser that reads namespace, container and pod out of a tag (inputs.ts). */
export const CONTAINER_TAG = 'container-tag';

/** Parser of an event as it is shipped. */
export const EVENT = 'event';

/** Parser of CRI lines that can belong to a stack trace: whole ones (F) that are no JSON. */
const TRACE_LINE = 'trace-line';

/** Parsers of the DaemonSet. */
export const parsers: readonly FluentBitParser[] = [
  {
    // `++` does not try again what it has taken, `(?m:.*)` without `$` takes the rest of the line in one step: cheap, which
    // counts for the lines that do not match.
    name: TRACE_LINE,
    properties: [
      ['format', 'regex'],
      ['regex', '\\A(?<time>[^ ]++) (?<stream>stdout|stderr) F (?<log>(?!\\s*+\\{)(?m:.*))'],
      ['time_key', 'time'],
      ['time_format', '%Y-%m-%dT%H:%M:%S.%L%z'],
      ['time_keep', false],
      // Traces hold empty lines.
      ['skip_empty_values', false],
    ],
  },
  {
    name: CONTAINER_TAG,
    properties: [
      ['format', 'regex'],
      ['regex', '^[^.]+\\.(?<namespace_name>[^.]+)\\.(?<container_name>[^.]+)\\.[0-9]+\\.(?<pod_name>.+)$'],
    ],
  },
  { name: EVENT, properties: [['format', 'json']] },
];

type Rule = NonNullable<FluentBitMultilineParser['rules']>[number];
const rule = (state: string, regex: string, nextState: string): Rule => ({ state, regex, nextState });

/** How a stack trace begins and what belongs to it. */
const TRACES: Record<FluentBitSettings['multiline'][number], { start: Rule; more: Rule[] }> = {
  // Also Kotlin, Scala, .NET and Node.js, whose traces look the same.
  java: {
    start: rule('start_state', '(?:Exception|Error|Throwable)(?::|\\s*$)', 'java'),
    more: [
      rule(
        'java',
        '^\\s+(?:at|eval at|\\.\\.\\. [0-9]+|--- End) |^\\s*(?:Caused by|Suppressed|nested exception is):',
        'java',
      ),
    ],
  },
  python: {
    start: rule('start_state', '^\\s*Traceback \\(most recent call last\\):', 'python'),
    more: [
      rule('python', '^\\s', 'python'),
      rule('python', '^[A-Za-z_][A-Za-z0-9_.]*(?::|$)', 'python_end'),
      rule('python_end', '^$', 'python_end'),
      rule('python_end', '^(?:During handling of|The above exception was)', 'python_next'),
      rule('python_next', '^$', 'python_next'),
      rule('python_next', '^Traceback \\(most recent call last\\):', 'python'),
    ],
  },
  go: {
    start: rule('start_state', '^(?:panic|fatal error): |http: panic serving ', 'go'),
    more: [
      rule(
        'go',
        '^(?:$|\\s|panic: |\\[signal |goroutine [0-9]+ |created by |[^\\s(]+\\(.*\\)$|[^\\s(]+\\(\\*[^)]+\\)\\S*\\(.*\\)$|exit status )',
        'go',
      ),
    ],
  },
};

/** An unfinished trace is passed on after this time. */
const FLUSH_MILLISECONDS = 1000;

/**
 * Joins stack traces, and lets every other line pass at once and as it is (script.ts reads it). It goes with the tail input
 * rather than with the `multiline` filter: that one re-emits records through an input of its own, which pauses the tail in
 * an outage until lines are rotated away, and never forgets a container.
 * One parser for all languages: of several, the one that took the last line would take the next one too.
 */
export const multilineParsers = ({
  multiline,
}: Pick<FluentBitSettings, 'multiline'>): readonly FluentBitMultilineParser[] =>
  multiline.length === 0
    ? []
    : [
        {
          name: STACK_TRACES,
          properties: [
            ['type', 'regex'],
            ['parser', TRACE_LINE],
            ['key_content', 'log'],
            ['key_group', 'stream'],
            ['flush_timeout', FLUSH_MILLISECONDS],
          ],
          rules: [
            ...multiline.map((language) => TRACES[language].start),
            ...multiline.flatMap((language) => TRACES[language].more),
          ],
        },
      ];
