/**
 * A reader of the query language of Logs Insights, as far as the saved queries go: commands, functions, aliases, fields.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
const COMMANDS = new Set(['fields', 'filter', 'stats', 'sort', 'limit', 'display', 'dedup', 'parse']);
const AGGREGATIONS = new Set(['avg', 'count', 'count_distinct', 'max', 'min', 'pct', 'sum', 'latest', 'earliest']);
const FUNCTIONS = new Set(['bin', 'coalesce', 'ispresent', 'strlen', 'concat', 'tolower', 'isblank']);
const WORDS = new Set(['and', 'or', 'not', 'like', 'in', 'by', 'as', 'asc', 'desc']);

const TOKEN =
  /\s+|(?<text>"(?:[^"\\]|\\.)*")|(?<regex>\/(?:[^/\\]|\\.)+\/)|(?<number>\d+(?:\.\d+)?[smhd]?)|(?<name>@?[A-Za-z_][\w.]*)|(?<sign>[<>!]=|[-+*/%^=<>(),[\]])/y;

interface Token {
  readonly kind: 'text' | 'regex' | 'number' | 'name' | 'sign';
  readonly word: string;
}

/** @throws on a character that no token begins with */
function tokens(command: string): Token[] {
  const found: Token[] = [];
  const reader = new RegExp(TOKEN);
  for (let at = 0; at < command.length; at = reader.lastIndex) {
    reader.lastIndex = at;
    const match = reader.exec(command);
    if (!match) throw new Error(`${command}: cannot be read from ${JSON.stringify(command.slice(at, at + 20))} on`);
    const [kind, word] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind && word) found.push({ kind: kind as Token['kind'], word });
  }
  return found;
}

/** Reads a query. @returns the fields of events that it uses @throws on what is no command, no function, or no column at that point */
export function fieldsOf(commands: readonly string[]): string[] {
  const used = new Set<string>();
  let columns = new Set<string>();
  let isAggregated = false;
  for (const command of commands) {
    const [{ word: name = '' } = {}, ...rest] = tokens(command);
    if (!COMMANDS.has(name)) throw new Error(`${command}: ${name} is no command`);
    if (name === 'limit' && !(rest.length === 1 && /^\d+$/.test(rest[0]?.word ?? '')))
      throw new Error(`${command}: no number`);
    const made = new Set<string>();
    let depth = 0;
    for (const [at, { kind, word }] of rest.entries()) {
      if (word === '(') depth++;
      if (word === ')' && --depth < 0) throw new Error(`${command}: a bracket too many`);
      if (kind !== 'name' || WORDS.has(word)) continue;
      if (rest[at + 1]?.word === '(') {
        if (!FUNCTIONS.has(word) && !(name === 'stats' && AGGREGATIONS.has(word)))
          throw new Error(`${command}: ${word} is no function here`);
      } else if (rest[at - 1]?.word === 'as') made.add(word);
      else if (columns.has(word) || made.has(word)) {
        if (name === 'stats') made.add(word);
      } else if (isAggregated) throw new Error(`${command}: ${word} is no column any more`);
      else {
        used.add(word);
        if (name === 'stats') made.add(word);
      }
    }
    if (depth !== 0) throw new Error(`${command}: a bracket is open`);
    if (name === 'stats') isAggregated = true;
    columns = name === 'stats' ? made : new Set([...columns, ...made]);
  }
  return [...used];
}
