/** Cases of the corpus that come out wrong, and why, by name. A test fails when one of them comes out right. */
type Known = Readonly<Record<string, string>>;

const of = (reason: string, ...names: string[]): Known => Object.fromEntries(names.map((name) => [name, reason]));

/** What is wrong with one line. */
export const KNOWN_LINES: Known = {
  ...of('the reader does not look into lists', '.NET JSON console: the trace is in a scope'),
};

/** What becomes several events. */
export const KNOWN_JOINS: Known = {
  ...of('no rule knows these lines', 'Elixir: a process that ended'),
  ...of(
    'the first line is a time and a name, as many lines are',
    'java.util.logging: two lines are one event',
    'java.util.logging: SEVERE on the second line',
  ),
};
