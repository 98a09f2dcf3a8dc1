import { TRACE_LANGUAGES, type TraceLanguage } from '../../model/facts/trace-languages';

/**
 * Of a trace, what a line may follow and where it leads. Expressions match from the beginning of the line, in a syntax that
 * JavaScript and `expressions.lua` share.
 */
interface TraceRule {
  /** The rule is there for these languages. */
  readonly languages: readonly TraceLanguage[];
  /** States in which the line belongs to the trace; `start`: it begins one. */
  readonly after: readonly string[];
  readonly pattern: string;
  /** State that follows; `+`: the same, and the line is one of a message. */
  readonly next: string;
}

/** State that waits for the first line of a trace. */
const START = 'start';

const ANY = TRACE_LANGUAGES;
/** Their frames begin with `at`. */
const AT = ['java', 'dotnet', 'node'] as const;

const rule = (
  languages: readonly TraceLanguage[],
  after: string | readonly string[],
  pattern: string,
  next: string,
): TraceRule => ({ languages, after: typeof after === 'string' ? [after] : after, pattern, next });

/** A time or a level with which a logger begins a line. */
const TIME = '(?:[A-Z], )?[\\[(<]?(?:[0-9]{2,4}[-/.][0-9A-Za-z]{2,3}[-/.][0-9]|[0-9]{2}:[0-9]{2}:[0-9]{2})';
const LEVEL = '(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)';
const OWN = `${TIME}|[\\[(<]?${LEVEL}[\\]):> ]|[IWEF][0-9]{4} |(?:time|ts|level)=`;
/** Records of a logger that a trace may follow: at another level than information. */
const RECORD =
  `${TIME}\\S* +(?:\\S+ +){0,7}?(?:[^ A-Z]*(?:DEBUG|WARN|WARNING|ERR|ERROR|FATAL|SEVERE|CRITICAL)\\b|\\[(?:debug|warn|warning|error|critical)\\])` +
  '|[\\[(<]?(?:DEBUG|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)[\\]):> ]';

const CLASS = '(?:[A-Za-z_$][\\w$]*\\.)+[A-Za-z_$][\\w$]*';
/** The first line of an exception: a class with its package, and a message. */
const THROWN = `(?:Exception in thread ".*" |Unhandled exception\\. )?(?:[A-Za-z_$][\\w$]*\\.)+[\\w$]*(?:Exception|Error|Throwable)(?::|\\s*$)`;
const FRAME = '\\s+(?:at|eval at|\\.\\.\\. [0-9]+|---) |\\s*\\[CIRCULAR REFERENCE';
const CAUSE = '\\s*(?:Caused by|Wrapped by|nested exception is): |\\s*---> ';
/** Causes whose message is one line. */
const SHORT_CAUSE = '\\s+Suppressed: |\\s*---> .*<---$';
const TRACEBACK = '\\s*(?:\\+ Exception Group )?Traceback \\(most recent call last\\):';
const RUBY_FRAME = "\\s+(?:[0-9]+: )?from |\\S+:[0-9]+:in [`']";
const GOROUTINE = 'goroutine [0-9]+ ';
const BACKTRACE = 'stack backtrace:|note: ';

/** The rule of the lines of a message; it comes last, because it takes any line that begins no record and no trace. */
const message = (languages: readonly TraceLanguage[], state: string): TraceRule =>
  rule(languages, state, `(?!${OWN}|${THROWN})`, '+');

/** What begins a trace, the surest first. */
const STARTS: readonly TraceRule[] = [
  rule(AT, START, THROWN, 'thrown'),
  rule(['node'], START, '(?:file:)?[/][^\\s:]+:[0-9]+$', 'node_source'),
  rule(['python'], START, TRACEBACK, 'python'),
  rule(['go'], START, '(?:panic|fatal error): ', 'go_panic'),
  rule(['go'], START, '.*http: panic serving ', 'go'),
  rule(['ruby'], START, "\\S+:[0-9]+:in [`'].+'(?::|$)", 'ruby_raised'),
  rule(['php'], START, '(?:\\[[^\\]]+\\] )?(?:PHP )?Fatal error:\\s+Uncaught ', 'php_uncaught'),
  rule(['rust'], START, "thread '.*' (?:\\([0-9]+\\) )?panicked at ", 'rust_panic'),
  rule(['dotnet'], START, '(?:fail|crit|warn|info|dbug|trce): [^\\s\\[]+\\[[0-9]+\\]$', 'dotnet_console'),
  rule(ANY, START, RECORD, 'record'),
  rule(AT, START, '.*(?:Exception|Error|Throwable)(?: \\[[A-Z_]+\\])?(?::|\\s*$)', 'named'),
];

/** What may follow the record of a logger that says what was thrown. */
const AFTER_RECORD: readonly TraceRule[] = [
  rule(AT, 'record', `${CLASS}(?::|\\s*$)`, 'thrown'),
  rule(['node'], 'record', '(?:Uncaught )?[A-Za-z]*(?:Error|Exception)(?: \\[[A-Z_]+\\])?(?::|$)', 'named'),
  rule(AT, 'record', FRAME, 'frames'),
  rule(['python'], 'record', TRACEBACK, 'python'),
  rule(['go'], 'record', GOROUTINE, 'go'),
  rule(['ruby'], 'record', RUBY_FRAME, 'ruby'),
  rule(['php'], 'record', '(?:Stack trace:|\\[stacktrace\\]|#0 )', 'php'),
  rule(['rust'], 'record', BACKTRACE, 'rust'),
  rule(ANY, 'record', '\\s*$', 'record'),
];

/** What belongs to a trace, once it has begun. */
const MORE: readonly TraceRule[] = [
  rule(AT, ['thrown', 'named', 'frames'], SHORT_CAUSE, 'frames'),
  rule(AT, ['thrown', 'named', 'frames'], CAUSE, 'thrown'),
  rule(['node'], ['thrown', 'named', 'frames'], '\\s+at .*\\{$', 'node_properties'),
  rule(AT, ['thrown', 'named', 'frames'], FRAME, 'frames'),
  rule(AT, 'named', '\\s+\\S', 'named'),
  rule(['node'], 'frames', 'Node\\.js v[0-9]', 'frames'),
  rule(AT, 'frames', '\\s*$', 'frames'),
  message(AT, 'thrown'),
  rule(['node'], 'node_properties', '\\s+\\S|[}\\]]', 'node_properties'),
  rule(['node'], 'node_source', `(?!${OWN})`, 'node_caret'),
  rule(['node'], 'node_caret', '\\s*\\^+\\s*$', 'node_thrown'),
  rule(['node'], 'node_thrown', '\\s*$', 'node_thrown'),
  rule(['node'], 'node_thrown', `(?!${OWN})`, 'named'),
  rule(['python'], 'python', '\\s', 'python'),
  rule(['python'], 'python', '[A-Za-z_][\\w.]*ValidationError: [0-9]+ validation error', 'python_fields'),
  rule(['python'], 'python', '[A-Za-z_][\\w.]*(?::|$)', 'python_raised'),
  rule(['python'], ['python_raised', 'python_fields'], '(?:During handling of|The above exception was)', 'python_next'),
  rule(['python'], 'python_fields', '\\s|[\\w.\\[\\]-]+$', 'python_fields'),
  rule(
    ['python'],
    'python_raised',
    '\\s|$|(?:DETAIL|HINT|CONTEXT|QUERY|LINE [0-9]+): |\\[(?:SQL|parameters|generated)|\\(Background on ',
    'python_raised',
  ),
  rule(['python'], ['python_next', 'python_raised'], TRACEBACK, 'python'),
  rule(['python'], 'python_next', '$', 'python_next'),
  rule(['go'], 'go_panic', GOROUTINE, 'go'),
  rule(['go'], 'go_panic', '\\[signal |\\s|$|panic: ', 'go_panic'),
  message(['go'], 'go_panic'),
  rule(
    ['go'],
    'go',
    '(?:$|\\s|panic: |\\[signal |goroutine [0-9]+ |created by |[^\\s(]+\\(.*\\)$|[^\\s(]+\\(\\*[^)]+\\)\\S*\\(.*\\)$|exit status |r[0-9a-z]+ +0x)',
    'go',
  ),
  rule(['ruby'], ['ruby_raised', 'ruby'], RUBY_FRAME, 'ruby'),
  message(['ruby'], 'ruby_raised'),
  rule(['php'], 'php', 'Next ', 'php_uncaught'),
  rule(['php'], ['php_uncaught', 'php'], '(?:Stack trace:|#[0-9]+ )', 'php'),
  rule(['php'], 'php', '\\s+thrown in |"\\}|$', 'php'),
  message(['php'], 'php_uncaught'),
  rule(['rust'], ['rust_panic', 'rust'], BACKTRACE, 'rust'),
  rule(['rust'], 'rust', '\\s+(?:[0-9]+: |at )', 'rust'),
  message(['rust'], 'rust_panic'),
  rule(['dotnet'], 'dotnet_console', ' {6}', 'dotnet_console'),
];

/** The rules for some languages, as `stacks.lua` reads them; of the rules of a state the first that matches counts. */
export const traceRules = (languages: readonly TraceLanguage[]): string[] =>
  [...STARTS, ...AFTER_RECORD, ...MORE]
    .filter((each) => each.languages.some((language) => languages.includes(language)))
    .map(({ after, pattern, next }) => `${after.join(',')} ${next} ${pattern}`);
