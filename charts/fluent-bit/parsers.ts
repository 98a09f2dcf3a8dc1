import type { FluentBitMultilineParser, FluentBitParser } from '../common/fluent-bit/model';
import type { FluentBitSettings } from './settings';
import { traceRules } from './traces';

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

/**
 * So often the engine passes on what is unfinished, however new it is: a trace that it is reading just then is cut. A kill loses
 * what waits, and what still waits at the end of a shutdown would pass the filters by: more would be worse.
 */
const FLUSH_MILLISECONDS = 1000;

/**
 * Joins stack traces, and lets every other line pass at once and as it is (script.ts reads it). It goes with the tail input
 * rather than with the `multiline` filter: that one re-emits records through an input of its own, which pauses the tail in
 * an outage until lines are rotated away, and never forgets a container.
 * One parser for all languages: of several, the one that took the last line would take the next one too.
 * https://docs.fluentbit.io/manual/data-pipeline/parsers/multiline-parsing
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
          rules: traceRules(multiline),
        },
      ];
