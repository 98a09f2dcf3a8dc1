import { isDeepStrictEqual } from 'node:util';
import { TASK_LINES } from './charts/ecs-firelens/lua/cases';
import { CONTAINERS, JOURNAL, OWN_PATTERNS } from './charts/fluent-bit/lua/cases';
import { COUNTED, JOURNAL_COUNTED, OBJECTIVES, SAMPLED } from './charts/fluent-bit/lua/counter-cases';
import { JOINING } from './charts/fluent-bit/lua/joining-cases';
import { LIMITS } from './charts/fluent-bit/lua/limit-cases';
import { POSITIONS } from './charts/fluent-bit/lua/position-cases';
import { type LuaSuite, outcomes } from './support/lua-cases';
import { describeLua, type Lua } from './support/luajit';

/** What goes wrong, where, and the text that is replaced by another. */
type Mutation = [what: string, suite: LuaSuite, file: string, from: string, to: string];

const MUTATIONS: readonly Mutation[] = [
  ['addresses are not found', CONTAINERS, 'scan.lua', 'found["email"] = true', ''],
  ['an address is another word', CONTAINERS, 'redaction.lua', '"[REDACTED-EMAIL]"', '""'],
  ['a domain has one label', CONTAINERS, 'emails.lua', 'labels > 1 and size > 1', 'labels > 9'],
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
  [
    'nothing is redacted',
    CONTAINERS,
    'redaction.lua',
    'if not find_own and not is_suspect(found, kinds) then',
    'if true then',
  ],

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

  ['nothing is saved at the end', POSITIONS, 'positions.lua', 'getmetatable(at_end).__gc = save', ''],
  ['any file begins like any other', POSITIONS, 'positions.lua', 'math.abs(file.first - seconds) < PRECISION', 'true'],
  [
    'a beginning that was not seen is anything',
    POSITIONS,
    'positions.lua',
    'not file.taken and file.first >= seconds and ',
    '',
  ],
  [
    'a new line is in a file that is read again',
    POSITIONS,
    'positions.lua',
    ' and may_hold(file, seconds) and',
    ' and',
  ],
  ['the latest line is the last one', POSITIONS, 'positions.lua', 'seconds > file.latest and seconds or', 'seconds or'],
  ['no file goes on', POSITIONS, 'positions.lua', 'file.to == offset and not file.taken', 'false'],
  ['a file is read no further', POSITIONS, 'positions.lua', 'and offset < file.known.to', ''],
  [
    'what is left out counts as read anew',
    POSITIONS,
    'positions.lua',
    'file.known and file.known.to > file.to and',
    'nil and',
  ],
  [
    'what was not read is forgotten',
    POSITIONS,
    'positions.lua',
    '(is_starting() or not files[tag]) and saved[tag] or {}',
    '{}',
  ],
  [
    'what was not read yet is forgotten',
    POSITIONS,
    'positions.lua',
    '(is_starting() or not files[tag]) and saved[tag] or {}',
    'not files[tag] and saved[tag] or {}',
  ],

  ['only the last part of a line', JOINING, 'pieces.lua', 'return table.concat(line)', 'return line[#line]'],
  ['a part is passed on', JOINING, 'pieces.lua', 'if not line and piece.flag == "F"', 'if not line'],
  [
    'parts of both streams mix',
    JOINING,
    'joining.lua',
    'local place = files.place_of(file, stream)',
    'local place = files.place_of(file, "stdout")',
  ],
  ['a line without end grows', CONTAINERS, 'pieces.lua', 'line.size < LONGEST', 'true'],
  ['a trace without end grows', JOINING, 'pieces.lua', 'trace.size >= LONGEST or ', ''],
  [
    'a trace ends with its first line',
    JOINING,
    'pieces.lua',
    'place.trace and stacks.goes_on(place.trace, text)',
    'false',
  ],
  ['a trace has no parts', JOINING, 'pieces.lua', 'trace.pieces + pieces', 'trace.pieces + 1'],
  ['blank lines stay behind a trace', JOINING, 'pieces.lua', 'event[last] == ""', 'false'],
  ['all lines are of one file', JOINING, 'files.lua', 'read_to == offset or read_to == offset - 1', 'true'],
  ['a file has one line', JOINING, 'files.lua', 'read_to == offset or read_to == offset - 1', 'false'],
  ['no file comes before another', JOINING, 'files.lua', 'place.count > 0 and place.seconds <= seconds', 'false'],
  ['the first line of a file does not wait', JOINING, 'joining.lua', 'offset == 0\n', 'false\n'],
  [
    'the first line of a file waits for nothing',
    JOINING,
    'joining.lua',
    'not place and tick - event.at < FRESH_TICKS',
    'false',
  ],
  ['a file that is read ends', JOINING, 'joining.lua', 'each ~= file and tick - each.read_at < END_TICKS', 'false'],
  ['parts wait for ever', JOINING, 'joining.lua', 'place.line and PART_TICKS', 'place.line and math.huge'],
  ['parts do not wait', JOINING, 'joining.lua', 'place.line and PART_TICKS or TRACE_TICKS', 'TRACE_TICKS'],
  ['a trace does not wait', JOINING, 'joining.lua', 'PART_TICKS or TRACE_TICKS', 'PART_TICKS or 1'],
  [
    'a trace ends with its file',
    JOINING,
    'joining.lua',
    'if earlier and not earlier.line and piece.flag == "F" then',
    'if false then',
  ],
  ['what comes again is doubled', JOINING, 'joining.lua', '    if known then\n', '    if false then\n'],
  ['what comes again is left out', JOINING, 'joining.lua', 'ipairs(known.shipped or {})', 'ipairs({})'],
  ['nothing is there after a start', JOINING, 'joining.lua', '  pcall(restore)', '--'],
  ['events that come together have one time', JOINING, 'containers.lua', 'record.time and 1 or 2', '2'],
  ['what waits is not written', JOINING, 'waiting.lua', 'ledger.append(', 'tostring('],
  ['what is shipped stays in the journal', JOINING, 'waiting.lua', 'say(ENTRY, "- "', 'tostring("- "'],
  ['a part with a line break', JOINING, 'waiting.lua', 'escaped(event.text)', 'event.text'],
  ['the journal says nothing of other lines', JOINING, 'waiting.lua', 'say(ENTRY, "> "', 'tostring("> "'],
  ['a new journal is empty', JOINING, 'ledger.lua', 'if counts(entry) then', 'if false then'],
  ['a journal is not read', JOINING, 'ledger.lua', 'take(block:sub(from, to - 2))', 'take("")'],
  ['a line of a message is the last', JOINING, 'stacks.lua', 'trace.message + 1', '100'],
  ['a message has no end', JOINING, 'stacks.lua', 'trace.message >= MESSAGE_LINES', 'false'],
  ['JSON is text', JOINING, 'stacks.lua', 'return byte == 123 or', 'return'],
  ['a state stays', JOINING, 'stacks.lua', 'trace.state or rule.next_state', 'trace.state or trace.state'],
  ['a look ahead is none', JOINING, 'expressions.lua', 'return not inner(text, at) and', 'return'],
  ['a group repeats once', JOINING, 'expressions.lua', 'elseif before < most then', 'elseif before < 1 then'],
  [
    'a class has the first letter of a range',
    JOINING,
    'syntax.lua',
    'range(set, first:byte(), last:byte())',
    'set[first:byte()] = true',
  ],
  ['an end is anywhere', JOINING, 'expressions.lua', 'at > #text and', 'true and'],
  ['the time is that of reading', CONTAINERS, 'containers.lua', 'return 1, seconds', 'return 2, seconds'],
  ['offsets are added', CONTAINERS, 'cri.lua', 'sign == "+" and', 'sign == "-" and'],
  ['a day too few', CONTAINERS, 'cri.lua', '719469', '719470'],
  ['the first minute stays', CONTAINERS, 'cri.lua', ' or line:sub(1, 16) ~= last_minute', ' or not last_minute'],
  ['a second has no digits', CONTAINERS, 'cri.lua', 'value / unit', '0'],
  ['the usual label comes first', CONTAINERS, 'event.lua', 'labels["app.kubernetes.io/name"] or ', ''],
  ['the usual label is not read', CONTAINERS, 'event.lua', 'labels["app"] or ', ''],
  ['the first pod stays', CONTAINERS, 'containers.lua', 'tag ~= last_tag or known ~= last_known', 'not last_tag'],
  ['the streams are swapped', CONTAINERS, 'event.lua', 'stream == "stderr"', 'stream == "stdout"'],
  ['an object forges its pod', CONTAINERS, 'event.lua', '{ kubernetes = true }', '{}'],
  ['an object forges its stream', CONTAINERS, 'event.lua', 'taken.stream = stream == "stderr"', 'taken.stream = false'],
  ['an empty line is shipped', CONTAINERS, 'containers.lua', 'if text == "" then', 'if false then'],
  ['nothing of a container is redacted', CONTAINERS, 'containers.lua', 'line.level, redact(text)', 'line.level, text'],
  ['an object without members gets a comma', CONTAINERS, 'event.lua', 'json.is_blank(own, 1) and "" or ', ''],

  ['a level is misread', CONTAINERS, 'levels.lua', 'debug = "debug dbug', 'debug = "dbug'],
  ['a level that is dropped is kept', CONTAINERS, 'thinning.lua', 'if dropped[line.level] then', 'if false then'],
  ['every trace is kept', CONTAINERS, 'thinning.lua', 'number >= kept_numbers', 'false'],
  [
    'nothing is dropped by its level',
    CONTAINERS,
    'containers.lua',
    '"Limited" or nil\n  counters.count(tag, line, why)\n  if why then',
    '"Limited" or nil\n  counters.count(tag, line, why)\n  if false then',
  ],
  ['the level of a line is not said', CONTAINERS, 'event.lua', 'level ~= nil and line.own_level ~= level', 'false'],

  ['nothing is limited', LIMITS, 'containers.lua', 'not is_within(tag, seconds, text, line)', 'false'],
  ['a limited line counts all the same', LIMITS, 'limits.lua', 'pod.bytes + size > of_pod * share or ', ''],
  ['a namespace has no limit', LIMITS, 'limits.lua', ' or namespace.bytes + size > of_namespace * share', ''],
  ['errors have no reserve', LIMITS, 'limits.lua', 'is_error(line) and 1 or common', 'common'],
  ['all is reserve', LIMITS, 'limits.lua', 'is_error(line) and 1 or common', '1'],
  ['a window never ends', LIMITS, 'limits.lua', 'math.floor(moment / seconds)', '0'],
  ['all share one window of a pod', LIMITS, 'limits.lua', 'tag ~= last_tag or window ~= last_window', 'not last_tag'],
  ['a window begins anew', LIMITS, 'limits.lua', 'young[key]\n', 'nil\n'],
  ['pods have no share of their own', LIMITS, 'limits.lua', 'namespace_name .. "/" .. pod_name', 'namespace_name'],
  ['lines are all of one size', LIMITS, 'limits.lua', 'math.min(#text, LONGEST)', '1'],

  ['errors are not counted', COUNTED, 'counters.lua', 'counts.Errors = counts.Errors + 1', ''],
  ['a status says nothing', COUNTED, 'reader.lua', ' or (read_line.status or 0) >= 500', ''],
  ['the worst level is no error', COUNTED, 'reader.lua', ' or read_line.level == "fatal"', ''],
  [
    'lines are counted twice',
    COUNTED,
    'counters.lua',
    'counts.Lines = counts.Lines + 1',
    'counts.Lines = counts.Lines + 2',
  ],
  ['what is left out is not counted', COUNTED, 'counters.lua', 'counts[left_out] = counts[left_out] + 1', ''],
  ['what is limited counts as dropped', COUNTED, 'containers.lua', '"Limited"', '"Dropped"'],
  ['what is sampled out counts as dropped', SAMPLED, 'thinning.lua', '"SampledOut"', '"Dropped"'],
  [
    'what is left out is not counted, but what is kept',
    COUNTED,
    'containers.lua',
    '"Limited" or nil\n  counters.count(tag, line, why)',
    '"Limited" or nil',
  ],
  ['a slow request is a failed one', OBJECTIVES, 'counters.lua', 'if each.over then', 'if false then'],
  [
    'a failed request is a slow one',
    OBJECTIVES,
    'counters.lua',
    'is_bad = (line.milliseconds',
    'is_bad = is_bad or (line.milliseconds',
  ],
  [
    'as slow as promised is too slow',
    OBJECTIVES,
    'counters.lua',
    '(line.milliseconds or 0) > each.over',
    '(line.milliseconds or 0) >= each.over',
  ],
  ['bad requests are counted for ever', OBJECTIVES, 'counters.lua', 'bad.count = 0', ''],
  [
    'every workload has the objectives of one',
    OBJECTIVES,
    'counters.lua',
    'bad_of[namespace .. "/" .. application]',
    'bad_of["h/web"]',
  ],
  ['requests are not counted', COUNTED, 'counters.lua', 'counts.Requests = counts.Requests + 1', ''],
  ['a time below zero counts', COUNTED, 'counters.lua', 'took >= 0 and ', ''],
  ['the least time is the last', COUNTED, 'counters.lua', 'math.min(latency.least, least)', 'least'],
  ['the greatest time is the last', COUNTED, 'counters.lua', 'math.max(latency.greatest, greatest)', 'greatest'],
  ['every error is too much', COUNTED, 'counters.lua', ' - each.counts.Lines * tolerated_error_percent / 100', ''],
  ['counts grow for ever', COUNTED, 'counters.lua', 'each.counts = nothing()', ''],
  ['a log group has the counts of one workload', COUNTED, 'counters.lua', 'total[name] + counts[name]', 'counts[name]'],
  ['a quiet workload is reported', COUNTED, 'counters.lua', 'each.counts.Lines > 0', 'true'],
  ['a quiet log group is not', COUNTED, 'counters.lua', 'totals[group], true, {})', 'totals[group], false, {})'],
  ['every pod is a workload', COUNTED, 'counters.lua', 'return deployment', 'return pod'],
  ['every ordinal is a workload', COUNTED, 'counters.lua', '(set:gsub("%-%d+$", ""))', 'set'],
  ['seconds are no milliseconds', COUNTED, 'counters.lua', 'seconds * 1000', 'seconds'],
  ['the first workload stays', COUNTED, 'counters.lua', 'if tag ~= last_tag then', 'if not last_tag then'],

  ['own patterns are not looked for', OWN_PATTERNS, 'redaction.lua', 'find_own(decoded, add)', ''],
  ['a line without kinds has no own pattern', OWN_PATTERNS, 'redaction.lua', 'not find_own and ', ''],
  ['an own pattern is replaced as a kind', OWN_PATTERNS, 'redaction.lua', 'own or replacement', 'replacement or own'],
  [
    'a letter in front does not matter',
    OWN_PATTERNS,
    'patterns.lua',
    ' and not IS_ALPHANUMERIC[last_byte(text, at - 1) or 0]',
    '',
  ],
  ['a letter behind does not matter', OWN_PATTERNS, 'patterns.lua', 'not IS_ALPHANUMERIC[byte or 0] and last', 'last'],
  ['a count has no least', OWN_PATTERNS, 'patterns.lua', 'count < part.least', 'false'],
  ['a count has no most', OWN_PATTERNS, 'patterns.lua', 'count < part.most and ', ''],
  [
    'a question mark is one',
    OWN_PATTERNS,
    'patterns.lua',
    'least, most, after = 0, 1, behind + 1',
    'least, most, after = 1, 1, behind + 1',
  ],
  ['a range of counts is the least', OWN_PATTERNS, 'patterns.lua', 'tonumber(most) or least', 'least'],
  ['the first pattern alone', OWN_PATTERNS, 'patterns.lua', 'ipairs(patterns)', 'ipairs({ patterns[1] })'],
  [
    'encoded characters are not seen',
    OWN_PATTERNS,
    'patterns.lua',
    'next_byte(text, position + 1)',
    'text:byte(position + 1), position + 1',
  ],
  ['a match begins within another', OWN_PATTERNS, 'patterns.lua', 'at >= behind and ', ''],

  ['a message stays', JOURNAL, 'containers.lua', 'text ~= "" and redact(text) or record.message', 'record.message'],
  [
    'the journal is not counted',
    JOURNAL_COUNTED,
    'containers.lua',
    'line.level\n  counters.count(tag, line, why)',
    'line.level',
  ],
  ['the journal is of no group', JOURNAL_COUNTED, 'counters.lua', 'group or tag:match("^%a+%.([^.]+)")', 'group or ""'],
  ['a record has no level', JOURNAL, 'containers.lua', 'return 2, timestamp, record', 'return 0, timestamp, record'],
  [
    'a priority says nothing',
    JOURNAL,
    'journal.lua',
    'line.level or levels.syslog[tonumber(record.priority)]',
    'line.level',
  ],
  ['a priority says all', JOURNAL, 'journal.lua', 'line.level or ', ''],

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
    for (const suite of [
      CONTAINERS,
      JOINING,
      OWN_PATTERNS,
      LIMITS,
      COUNTED,
      SAMPLED,
      OBJECTIVES,
      JOURNAL_COUNTED,
      JOURNAL,
      TASK_LINES,
    ])
      expect(failures(lua, suite)).toEqual([]);
  });
});
