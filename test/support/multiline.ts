import type { FluentBitMultilineParser } from '../../charts/common/fluent-bit/model';

/** A line of a container. */
export interface PrintedLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

interface Rule {
  readonly after: readonly string[];
  readonly pattern: RegExp;
  readonly next: string;
}

/** What one stream waits with. */
interface Group {
  event: string;
  state?: string;
}

const START = 'start_state';

/**
 * Joins lines as Fluent Bit's multiline parser of type regex does, without its timeout: of the rules that may follow the state,
 * the first that matches counts; then those that start. A line that no rule takes, or that is no text (JSON), sends off what all
 * streams of the file wait with, but the state stays.
 */
export function joinLines(
  rules: NonNullable<FluentBitMultilineParser['rules']>,
  lines: readonly PrintedLine[],
): string[] {
  const compiled = rules.map(
    ({ state, regex, nextState }): Rule => ({
      after: state.split(', '),
      pattern: new RegExp(regex.replace('\\A', '^')),
      next: nextState,
    }),
  );
  const find = (state: string, text: string) =>
    compiled.find(({ after, pattern }) => after.includes(state) && pattern.test(text));
  const groups = new Map<string, Group>();
  const events: string[] = [];
  const flush = (group: Group | undefined) => {
    if (group?.event) events.push(group.event);
    if (group) group.event = '';
  };
  for (const { stream, text } of lines) {
    const group: Group = groups.get(stream) ?? { event: '' };
    groups.set(stream, group);
    const isText = !/^\s*\{/.test(text);
    const more = isText && group.state ? find(group.state, text) : undefined;
    const start = isText && !more ? find(START, text) : undefined;
    if (more) group.event += `${group.event && !group.event.endsWith('\n') ? '\n' : ''}${text || '\n'}`;
    else if (start) {
      flush(group);
      group.event = text;
    } else {
      for (const each of groups.values()) flush(each);
      events.push(text);
    }
    const taken = more ?? start;
    if (taken) group.state = taken.next;
  }
  for (const group of groups.values()) flush(group);
  return events;
}
