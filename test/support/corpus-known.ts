/** Cases of the corpus that come out wrong, and why, by name. A test fails when one of them comes out right. */
type Known = Readonly<Record<string, string>>;

const of = (reason: string, ...names: string[]): Known => Object.fromEntries(names.map((name) => [name, reason]));

/** What is wrong with one line. */
export const KNOWN_LINES: Known = {
  ...of('the reader does not look two objects deep', 'loguru serialized: the level is an object in the record'),
  ...of('the reader does not look into lists', '.NET JSON console: the trace is in a scope'),
};

/** What becomes several events in the engine. */
export const KNOWN_JOINS: Known = {
  ...of(
    'what is logged in front of a trace is an event of its own',
    'Java: logged by logback',
    'Java: debug, dropped with its trace',
    'Spring Boot: a start that failed',
    'Python: chained',
    '.NET: logged by the simple console',
    '.NET: logged by Serilog, aggregated',
    '.NET simple console: two lines are one event',
    '.NET simple console: fail',
    'java.util.logging: two lines are one event',
    'java.util.logging: SEVERE on the second line',
    'Ruby: logged',
    'Elixir: a process that ended',
  ),
  ...of(
    'a message of several lines falls apart',
    'Java: a message of several lines, by PostgreSQL',
    'Java: a second line of the message that begins with at',
    'Java: an address in the detail of PostgreSQL',
    'Python: the message of SQLAlchemy has several lines',
  ),
  ...of(
    'no parser knows these lines',
    'Java: a circular reference',
    'Python: a group of exceptions',
    '.NET: unhandled, with an inner exception',
    'Node: uncaught',
    'Node: console.error with a cause',
    'Node: properties after the frames',
    'Ruby: uncaught, with a cause',
    'PHP: uncaught',
    'PHP: chained',
    'Laravel: a trace that Monolog writes on lines of its own',
    'Rust: a panic with a backtrace',
    'Rust: a panic without one',
  ),
};
