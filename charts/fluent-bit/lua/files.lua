-- The files of containers of which something waits. Lines of one file follow each other by their offsets. Two files of
-- a container, the rotated one and the current one, are read at once at times: a line belongs to that whose last line
-- it follows. A file has places, one for each stream, where its lines wait, and events that are held.

-- `now(group)` gives the tick of a group; `goes_on(trace, text)` tells whether a text goes on with a trace.
local function of(now, goes_on)
  local by_tag, last_number = {}, 0

  local function list_of(tag)
    return by_tag[tag] or { group = tag:match("^containers%.([^.]+)") or "" }
  end

  local function add(tag, list, number)
    last_number = math.max(last_number, number)
    local file = { number = number, places = {}, held = {}, read_at = now(list.group) }
    table.insert(list, file)
    by_tag[tag] = list
    return file
  end

  -- The file that a line stands in; that which was read last, where two could be it.
  local function follow(tag, list, offset, size)
    local file
    for index = #list, 1, -1 do
      local read_to = list[index].read_to
      -- The engine takes off a carriage return at the end of a line.
      if read_to == offset or read_to == offset - 1 then
        file = table.remove(list, index)
        table.insert(list, file)
        break
      end
    end
    if not file then
      file = add(tag, list, last_number + 1)
    end
    file.read_to, file.read_at = offset + size + 1, now(list.group)
    return file
  end

  local function place_of(file, stream)
    file.places[stream] = file.places[stream] or { stream = stream, count = 0 }
    return file.places[stream]
  end

  local function is_waiting(file)
    for _, place in pairs(file.places) do
      if place.count > 0 or place.trace then
        return true
      end
    end
    return #file.held > 0
  end

  -- Forgets files of which nothing waits: all of a container, or those of before if they become many.
  local function forget(tag, list)
    local any = false
    for index = #list, 1, -1 do
      local keeps = is_waiting(list[index]) or list[index].fresh_at
      any = any or keeps
      if not keeps and #list > 4 and index < #list then
        table.remove(list, index)
      end
    end
    by_tag[tag] = any and list or nil
  end

  -- Where something waits, in another file, that a line goes on with.
  local function before(list, file, stream, seconds, text)
    for _, other in ipairs(list) do
      local place = other ~= file and other.places[stream]
      if place and place.count > 0 and place.seconds <= seconds then
        local trace = not place.line and place.trace
        if place.line or trace and goes_on({ state = trace.state, message = trace.message }, text) then
          return place, other
        end
      end
    end
  end

  -- Numbers of files that were opened before are not given again.
  local function number_above(number)
    last_number = math.max(last_number, number)
  end

  return {
    by_tag = by_tag, list_of = list_of, add = add, follow = follow, place_of = place_of, is_waiting = is_waiting,
    forget = forget, before = before, number_above = number_above,
  }
end

return { of = of }
