-- The pieces of one stream of a file, lines and parts of lines, and the events that they become.

local LONGEST = 1048576 -- what is longer comes as several events

-- The text of an event, without blank lines behind it.
local function text_of(event)
  local last = #event
  while last > 1 and event[last] == "" do
    last = last - 1
  end
  return last == 1 and event[1] or table.concat(event, "\n", 1, last)
end

-- `stacks`, the rules of stack traces; `most` bytes may wait in all.
--   push(place, piece, events)  adds a piece to a place; the events that are complete then go to a list, each with its
--                               time and the number of its pieces
--   flush(place, events)        what a place waits with is complete
--   keep(size), drop(size)      so much waits elsewhere, or does not any more
--   is_full()                   whether nothing more may wait
local function of(stacks, most)
  local held = 0

  local function new_trace(state, seconds)
    return { state = state, message = 0, seconds = seconds, size = 0, pieces = 0 }
  end

  local function is_full()
    return held >= most
  end

  -- The line that a piece completes; nil if there is more to come of it.
  local function line_of(place, piece)
    local line = place.line
    if not line and piece.flag == "F" then
      return piece.text, piece.seconds, 1
    end
    line = line or { seconds = piece.seconds, size = 0 }
    line[#line + 1], line.size, held = piece.text, line.size + #piece.text, held + #piece.text
    place.line = line
    if piece.flag == "P" and line.size < LONGEST and held < most then
      return nil
    end
    place.line, held = nil, held - line.size
    return table.concat(line), line.seconds, #line
  end

  local function end_trace(place, events)
    local trace = place.trace
    place.trace, held = nil, held - trace.size
    events[#events + 1] = #trace > 0 and trace or nil
  end

  local function push(place, piece, events)
    local text, seconds, pieces = line_of(place, piece)
    if not text then
      return
    end
    local goes_on = place.trace and stacks.goes_on(place.trace, text)
    if place.trace and not goes_on then
      end_trace(place, events)
    end
    local state = not goes_on and held < most and stacks.begins(text)
    if state then
      place.trace = new_trace(state, seconds)
    elseif not goes_on then
      events[#events + 1] = { text, seconds = seconds, pieces = pieces }
      return
    end
    local trace = place.trace
    trace[#trace + 1], trace.size, trace.pieces = text, trace.size + #text, trace.pieces + pieces
    held = held + #text
    if trace.size >= LONGEST or held >= most then
      end_trace(place, events)
      place.trace = new_trace(trace.state, seconds)
    end
  end

  local function flush(place, events)
    local line = place.line
    if place.trace then
      end_trace(place, events)
    end
    if line then
      place.line, held = nil, held - line.size
      events[#events + 1] = { table.concat(line), seconds = line.seconds, pieces = #line }
    end
  end

  return {
    push = push, flush = flush, is_full = is_full,
    keep = function(size)
      held = held + size
    end,
    drop = function(size)
      held = held - size
    end,
  }
end

return { of = of, text_of = text_of }
