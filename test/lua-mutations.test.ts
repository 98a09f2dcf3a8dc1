import { isDeepStrictEqual } from 'node:util';
import { TASK_LINES } from './charts/ecs-firelens/lua/cases';
import { CONTAINERS, JOURNAL } from './charts/fluent-bit/lua/cases';
import { type LuaSuite, outcomes } from './support/lua-cases';
import { describeLua, type Lua } from './support/luajit';

/** What goes wrong, where, and the text that is replaced by another. */
type Mutation = [what: string, suite: LuaSuite, file: string, from: string, to: string];

const MUTATIONS: readonly Mutation[] = [
  ['addresses are not found', CONTAINERS, 'scan.lua', 'found["email"] = true', ''],
  ['an address is another word', CONTAINERS, 'redaction.lua', '"[REDACTED-EMAIL]"', '""'],
  ['a domain has one label', CONTAINERS, 'kinds.lua', 'labels > 1 and size > 1', 'labels > 9'],
  [
    'a percent sign is one',
    CONTAINERS,
    'encodings.lua',
    'return code < 128 and character(code) or LETTER',
    'return nil',
  ],
  ['any digits are a card', CONTAINERS, 'cards.lua', 'return sum % 10 == 0', 'return true'],
  ['no digits are a card', CONTAINERS, 'cards.lua', 'return sum % 10 == 0', 'return false'],
  ['Luhn doubles no digit', CONTAINERS, 'cards.lua', 'digit = digit * 2', ''],
  ['cards are not found', CONTAINERS, 'scan.lua', 'found["credit-card"] = true', ''],
  ['a number of JSON becomes a bare word', CONTAINERS, 'redaction.lua', `'"' .. replacement .. '"'`, 'replacement'],
  ['an area that is never given counts', CONTAINERS, 'kinds.lua', 'area ~= "000" and ', ''],
  ['social security numbers are not found', CONTAINERS, 'scan.lua', 'found["ssn"] = true', ''],
  ['nothing is redacted', CONTAINERS, 'redaction.lua', 'if not is_suspect(found, kinds) then', 'if true then'],

  [
    'a trailing comma',
    CONTAINERS,
    'json.lua',
    'at + 1, opened[depth] == 123 and KEY or VALUE\n',
    'at + 1, KEY_OR_END\n',
  ],
  ['a leading zero', CONTAINERS, 'json.lua', 'text:byte(first) == 48', 'false'],
  ['something behind the object', CONTAINERS, 'reader.lua', 'json.is_blank(text, behind)', 'true'],
  ['any bracket closes any', CONTAINERS, 'json.lua', 'byte == opened[depth] + 2', '(byte == 93 or byte == 125)'],
  ['any character is escaped', CONTAINERS, 'json.lua', 'not ESCAPED[byte]', 'false'],
  ['any digits behind \\u', CONTAINERS, 'json.lua', 'not is_hex(text:byte(digit))', 'false'],
  ['a bare tab in a string', CONTAINERS, 'json.lua', 'byte < 32', 'byte < 9'],
  ['a taken key that is escaped', CONTAINERS, 'reader.lua', 'key = json.unescaped(key)', 'key = key'],
  ['a taken key stays', CONTAINERS, 'event.lua', 'table.concat(parts, "_") .. "_"', 'table.concat(parts)'],
  ['a quote ends the text', CONTAINERS, 'json.lua', `'[%c"\\\\]'`, `'[%c\\\\]'`],

  ['only the last part of a line', CONTAINERS, 'containers.lua', 'table.concat(parts)', 'parts[#parts]'],
  [
    'a part is passed on',
    CONTAINERS,
    'containers.lua',
    'held < MOST then\n    return nil',
    'held < MOST then\n    return text',
  ],
  ['parts of both streams mix', CONTAINERS, 'containers.lua', 'tag .. " " .. stream', 'tag'],
  ['parts of all containers mix', CONTAINERS, 'containers.lua', 'tag .. " " .. stream', 'stream'],
  ['a line without end grows', CONTAINERS, 'containers.lua', 'parts.size < LONGEST', 'true'],
  ['the time is that of reading', CONTAINERS, 'containers.lua', 'return 1, moment', 'return 2, moment'],
  ['offsets are added', CONTAINERS, 'cri.lua', 'sign == "+" and', 'sign == "-" and'],
  ['a day too few', CONTAINERS, 'cri.lua', '719469', '719470'],
  ['the first minute stays', CONTAINERS, 'cri.lua', 'minute ~= last_minute', 'not last_minute'],
  ['a joined trace is read again', CONTAINERS, 'containers.lua', '  if stream then', '  if false then'],
  ['the usual label comes first', CONTAINERS, 'event.lua', 'labels["app.kubernetes.io/name"] or ', ''],
  ['the usual label is not read', CONTAINERS, 'event.lua', 'labels["app"] or ', ''],
  ['the first pod stays', CONTAINERS, 'containers.lua', 'tag ~= last_tag or known ~= last_known', 'not last_tag'],
  ['the streams are swapped', CONTAINERS, 'event.lua', 'stream == "stderr"', 'stream == "stdout"'],
  ['an object forges its pod', CONTAINERS, 'event.lua', '{ kubernetes = true }', '{}'],
  ['an object forges its stream', CONTAINERS, 'event.lua', 'taken.stream = stream == "stderr"', 'taken.stream = false'],
  ['an empty line is shipped', CONTAINERS, 'containers.lua', ' or text == ""', ''],
  ['nothing of a container is redacted', CONTAINERS, 'containers.lua', 'redact(text)', 'text'],
  ['an object without members gets a comma', CONTAINERS, 'event.lua', 'json.is_blank(own, 1) and "" or ', ''],

  ['a level is misread', CONTAINERS, 'levels.lua', 'debug = "debug dbug', 'debug = "dbug'],
  ['a level that is dropped is kept', CONTAINERS, 'thinning.lua', 'if dropped[line.level] then', 'if false then'],
  ['every trace is kept', CONTAINERS, 'thinning.lua', 'number < kept_numbers', 'true'],
  ['nothing is dropped by its level', CONTAINERS, 'containers.lua', 'if not kept then', 'if false then'],
  ['the level of a line is not said', CONTAINERS, 'event.lua', 'level ~= nil and line.own_level ~= level', 'false'],

  ['a message stays', JOURNAL, 'journal.lua', 'redacted(text)', 'text'],
  ['a message that is redacted is not written', JOURNAL, 'journal.lua', 'and 0 or 2', 'and 0 or 0'],

  ['only the last part of a line', TASK_LINES, 'task.lua', 'table.concat(parts)', 'parts[#parts]'],
  [
    'a line whose end never came is glued to the next',
    TASK_LINES,
    'task.lua',
    'parts.id ~= record.partial_id',
    'false',
  ],
  ['a line without end grows', TASK_LINES, 'task.lua', 'parts.size < LONGEST', 'true'],
  ['an empty line is shipped', TASK_LINES, 'task.lua', ' or line == ""', ''],
  ['nothing of a task is redacted', TASK_LINES, 'task.lua', 'redact(line)', 'line'],
  ['the stream is forgotten', TASK_LINES, 'task.lua', 'source = record.source,', ''],
  ['the task is named by its ID alone', TASK_LINES, 'task.lua', 'settings.task_arn_prefix .. ', ''],
];

/** Names of the cases that fail. */
function failures(lua: Lua, suite: LuaSuite): string[] {
  const found = outcomes(lua, suite);
  return Object.entries(suite.cases).flatMap(([name, { events }]) =>
    isDeepStrictEqual(found[name], events) ? [] : [name],
  );
}

describeLua('a core case fails', (lua) => {
  test.each(MUTATIONS)('%s', (_, suite, file, from, to) => {
    const [before, after, ...more] = suite.files[file]?.split(from) ?? [];
    expect({ once: after !== undefined && more.length === 0 }).toEqual({ once: true });
    const mutated = { ...suite, files: { ...suite.files, [file]: `${before}${to}${after}` } };
    expect(failures(lua, mutated)).not.toEqual([]);
  });

  test('of none where nothing is changed', () => {
    for (const suite of [CONTAINERS, JOURNAL, TASK_LINES]) expect(failures(lua, suite)).toEqual([]);
  });
});
