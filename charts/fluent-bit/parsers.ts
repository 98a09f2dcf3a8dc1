import type { FluentBitMultilineParser, FluentBitParser } from '../common/fluent-bit/model';
import type { FluentBitSettings } from './settings';

/** Multiline parser of container logs. */
export const CONTAINER_LINES = 'container-lines';
/** Parser that reads namespace, container and pod out of a tag (inputs.ts). */
export const CONTAINER_TAG = 'container-tag';

export const parsers: readonly FluentBitParser[] = [
  {
    // A CRI line. `(?m:.*)` without `$` makes Onigmo take the rest of the line in one step: a third cheaper.
    // https://github.com/kubernetes/cri-api: <RFC 3339 time> <stream> <P or F> <text>
    name: 'cri',
    properties: [
      ['format', 'regex'],
      ['regex', '^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<_p>[FP]) (?<log>(?m:.*))'],
      ['time_key', 'time'],
      ['time_format', '%Y-%m-%dT%H:%M:%S.%L%z'],
      ['time_keep', false],
      // An empty line has to match too: traces hold some.
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
        '^(?:$|\\s|panic: |\\[signal |goroutine [0-9]+ |created by |[^\\s(]+\\(.*\\)$|[^\\s(]+\\(\\*[^)]+\\)\\S*\\(.*\\)$)',
        'go',
      ),
    ],
  },
};

/**
 * One parser for all container logs, because of several the first that matches would take every line. It goes with the tail
 * input rather than with the `multiline` filter: that one re-emits records through an input of its own, which pauses the
 * tail in an outage (lines are rotated away) and never forgets a container.
 * A JSON line is passed on at once, without a look at traces; so is every line that begins no trace.
 */
export function multilineParsers(settings: Pick<FluentBitSettings, 'multiline'>): FluentBitMultilineParser[] {
  const common = [
    ['parser', 'cri'],
    ['key_content', 'log'],
    ['key_group', 'stream'],
    ['flush_timeout', 2000],
  ] as const;
  const traces = settings.multiline.map((language) => TRACES[language]);
  if (traces.length === 0) {
    return [
      {
        name: CONTAINER_LINES,
        properties: [['type', 'equal'], ['match_string', 'F'], ['key_pattern', '_p'], ...common],
      },
    ];
  }
  return [
    {
      name: CONTAINER_LINES,
      properties: [['type', 'regex'], ...common],
      rules: [
        rule('start_state', '\\A\\s*\\{', 'start_state'),
        ...traces.map(({ start }) => start),
        rule('start_state', '\\A', 'start_state'),
        ...traces.flatMap(({ more }) => more),
      ],
    },
  ];
}
