-- Joins what is one event in several lines of a container: the parts of a long line, and stack traces. What waits for
-- more is on disk too (waiting.lua), because the engine counts it as read. Which file a line stands in: files.lua.
local containers = require("files")
local pieces = require("pieces")
local waiting = require("waiting")

-- Ticks, one a second, after which a trace is complete, and parts of which no end has come.
local TRACE_TICKS, PART_TICKS = 3, 10
-- Ticks for which the first line of a file waits for the end of the file before it, which may be read later: at least,
-- and at most; and ticks without a line after which that file is read to its end.
local FRESH_TICKS, MOST_FRESH_TICKS, END_TICKS = 3, 30, 2
-- Ticks after a start in which files of any container may have been rotated, and in which lines may come again.
local START_TICKS, AGAIN_TICKS = 10, 60

-- `stacks`, the rules of stack traces; `path` and `step`, of the journal; `most` bytes may wait.
--   take(tag, offset, size, seconds, stream, flag, text)
--                what a line completes: its text and its time, nil if there is more to come; and events before it
--   tick(group)  events of a group for which nothing more has come
-- An event has tag, stream, seconds and text.
local function of(stacks, path, step, most)
  local journal, store = waiting.of(path, step), pieces.of(stacks, most)
  local again = {} -- lines that may come again after a crash, by tag and key
  local ticks = {} -- by group
  local recent, recent_before, last_tag, first_group = {}, {}, nil, nil

  local function now(group)
    ticks[group] = ticks[group] or 0
    return ticks[group]
  end

  local files = containers.of(now, stacks.goes_on)

  -- Keeps the first event of a stream of a file until it is known what was in the file before it.
  local function hold(file, tag, stream, event, offset)
    event.text, event.tag, event.stream, event.at = pieces.text_of(event), tag, stream, now(files.list_of(tag).group)
    event.number = journal.hold(file.number, stream, offset, tag, event)
    store.keep(#event.text)
    table.insert(file.held, event)
  end

  -- Takes a piece into its place, and writes down what waits then, and what does not any more. The events that are
  -- complete, and whether the piece waits.
  local function add(file, place, tag, piece, is_known)
    local events = {}
    store.push(place, piece, events)
    local remaining = place.count + 1
    for _, event in ipairs(events) do
      remaining = remaining - event.pieces
    end
    local waits = remaining > 0
    if waits and not is_known then
      place.number = place.number or journal.begin(file.number, place.stream, tag)
      journal.add(place.number, piece)
    end
    local offset = piece.offset
    local shipped = place.count - remaining + ((waits or is_known) and 1 or 0)
    if events[1] and file.fresh_at and not place.is_past_head and not store.is_full() then
      hold(file, tag, place.stream, events[1], not waits and not events[2] and offset or -1)
      table.remove(events, 1)
      offset = -1
    end
    place.is_past_head = place.is_past_head or remaining <= place.count
    if shipped > 0 then
      journal.ship(place.number, shipped, not waits, offset, piece.seconds)
    end
    place.count, place.seconds, place.read_at = remaining, piece.seconds, file.read_at
    place.number = waits and place.number or nil
    return events, waits
  end

  -- A line that comes again: it waits already, or the engine has not counted it as read although it was shipped, with
  -- what had waited for it.
  local function repeated(known, piece)
    local place, events = {}, {}
    for _, each in ipairs(known.shipped or {}) do
      store.push(place, each, events)
    end
    if known.waits then
      store.flush(place, events)
    else
      store.push(place, piece, events)
      store.flush(place, events)
    end
    return events
  end

  local function give(given, tag, stream, events)
    for _, event in ipairs(events) do
      given[#given + 1] = { tag = tag, stream = stream, seconds = event.seconds, text = pieces.text_of(event) }
    end
    return given
  end

  local function answer(tag, stream, events)
    local last = table.remove(events)
    if last then
      return pieces.text_of(last), last.seconds, #events > 0 and give({}, tag, stream, events) or nil
    end
  end

  -- A trace at the end of one file goes on in the next one: the same state, without a line yet.
  local function go_on(list, file, place, piece)
    local earlier = files.before(list, file, place.stream, piece.seconds, piece.text)
    if earlier and not earlier.line and piece.flag == "F" then
      local trace = earlier.trace
      place.trace = { state = trace.state, message = trace.message, seconds = piece.seconds, size = 0, pieces = 0 }
    end
  end

  local function take(tag, offset, size, seconds, stream, flag, text)
    local list = files.by_tag[tag]
    local is_first = offset == 0
      and (recent[tag] or recent_before[tag] or list or now(files.list_of(tag).group) < START_TICKS)
    if tag ~= last_tag then
      recent[tag], last_tag = true, tag
    end
    if not list and not is_first and flag == "F" and not again[tag] and not stacks.begins(text) then
      return text, seconds -- as nearly all lines
    end
    list = list or files.list_of(tag)
    offset = offset or list[1] and list[#list].read_to or 1
    local piece = { offset = offset, size = size, seconds = seconds, flag = flag, text = text }
    local known = again[tag] and again[tag][waiting.key(offset, seconds)]
    if known then
      return answer(tag, stream, repeated(known, piece))
    end
    local file = files.follow(tag, list, offset, size)
    local place = files.place_of(file, stream)
    file.fresh_at = is_first and file.read_at or file.fresh_at
    if file.fresh_at and place.count == 0 and not place.is_past_head then
      go_on(list, file, place, piece)
    end
    local events, waits = add(file, place, tag, piece)
    if not waits and files.is_waiting(file) then
      journal.read_to(file.number, file.read_to)
    end
    journal.write()
    files.forget(tag, list)
    return answer(tag, stream, events)
  end

  local function ship_all(place, events)
    store.flush(place, events)
    if place.count > 0 then
      journal.ship(place.number, place.count, true, -1, 0)
      place.count, place.number = 0, nil
    end
  end

  -- Whether a held event is given out, joined to what waits in the file before it.
  local function give_held(given, tag, list, file, event)
    local tick, first_line = now(list.group), event.text:match("^[^\n]*")
    local place, other = files.before(list, file, event.stream, event.seconds, first_line)
    local is_late, is_read = tick - event.at >= MOST_FRESH_TICKS, false
    for _, each in ipairs(list) do
      is_read = is_read or each ~= file and tick - each.read_at < END_TICKS
    end
    if not is_late and (is_read or not place and tick - event.at < FRESH_TICKS) then
      return false
    end
    local events = {}
    store.drop(#event.text)
    if place and tick - other.read_at >= END_TICKS then
      store.push(place, { text = event.text, seconds = event.seconds, flag = "F" }, events)
      ship_all(place, events)
    else
      events[1] = { event.text, seconds = event.seconds }
    end
    journal.ship(event.number, 1, true, -1, 0)
    give(given, tag, event.stream, events)
    return true
  end

  local function give_quiet(given, tag, list, file)
    local tick, is_followed = now(list.group), false
    for _, other in ipairs(list) do
      is_followed = is_followed or other ~= file and other.fresh_at ~= nil
    end
    for stream, place in pairs(file.places) do
      local most_ticks = is_followed and MOST_FRESH_TICKS or place.line and PART_TICKS or TRACE_TICKS
      if (place.count > 0 or place.trace) and tick - place.read_at >= most_ticks then
        local events = {}
        ship_all(place, events)
        if file.fresh_at and not place.is_past_head and events[1] then
          place.is_past_head = true
          hold(file, tag, stream, table.remove(events, 1), -1)
        end
        give(given, tag, stream, events)
      end
    end
  end

  local function give_file(given, tag, list, file)
    for index = #file.held, 1, -1 do
      if give_held(given, tag, list, file, file.held[index]) then
        table.remove(file.held, index)
      end
    end
    give_quiet(given, tag, list, file)
    local age = file.fresh_at and now(list.group) - file.fresh_at
    if age and (age >= FRESH_TICKS and not files.is_waiting(file) or age >= MOST_FRESH_TICKS) then
      file.fresh_at = nil
    end
  end

  local function tick(group)
    ticks[group] = now(group) + 1
    first_group = first_group or group
    if group == first_group then
      recent, recent_before, last_tag = {}, recent, nil
      again = ticks[group] < AGAIN_TICKS and again or {}
    end
    local given = {}
    for tag, list in pairs(files.by_tag) do
      if list.group == group then
        for _, file in ipairs(list) do
          give_file(given, tag, list, file)
        end
        files.forget(tag, list)
      end
    end
    journal.write()
    return given
  end

  -- What waited at the end of the last run.
  local function restore()
    local found = journal.read()
    local opened, numbers = {}, {}
    files.number_above(found.last_file)
    local function know(tag, key)
      again[tag] = again[tag] or {}
      again[tag][key] = again[tag][key] or {}
      return again[tag][key]
    end
    for number in pairs(found.places) do
      numbers[#numbers + 1] = number
    end
    table.sort(numbers)
    for _, number in ipairs(numbers) do
      local saved = found.places[number]
      local tag = saved.tag
      local file = opened[saved.file] or files.add(tag, files.list_of(tag), saved.file)
      local place = files.place_of(file, saved.stream)
      opened[saved.file], file.read_to = file, found.read_to[saved.file]
      if saved.event then
        local event = saved.event
        event.tag, event.stream, event.at, event.number = tag, saved.stream, 0, number
        store.keep(#event.text)
        table.insert(file.held, event)
        file.fresh_at, place.is_past_head = 0, true
        know(tag, saved.key).waits = true
      end
      for index = saved.first, saved.last do
        local piece = saved.pieces[index]
        file.fresh_at = piece.offset == 0 and 0 or file.fresh_at
        place.number = number
        know(tag, waiting.key(piece.offset, piece.seconds)).waits = true
        for _, event in ipairs(add(file, place, tag, piece, true)) do
          hold(file, tag, saved.stream, event, -1)
        end
      end
    end
    for _, group in ipairs(found.shipped) do
      know(group.tag, group.key).shipped = group
      for _, piece in ipairs(group) do
        know(group.tag, waiting.key(piece.offset, piece.seconds)).waits = true
      end
    end
    journal.write()
  end

  pcall(restore) -- without a journal that can be read, nothing has waited
  return { take = take, tick = tick }
end

return { of = of }
