-- What the journal on disk says of the lines that wait. A place is one stream of one file, as long as something of it
-- waits; its pieces leave it in their order. Entries begin with what they say:
--   = place file stream tag                    a place begins
--   + place offset size seconds flag text      a piece waits: a line, or a part of one
--   - place count offset seconds               the first pieces are shipped, with the line at that offset
--   ! place file stream offset seconds tag text  an event waits; the line at that offset is its last
--   > file offset                              the file is read so far
local ledgers = require("ledger")

-- Bytes of pieces that are shipped, and kept at a start for the case that the engine reads them again: the last block.
local AGAIN_BYTES = 2097152

-- Bytes of an entry without its text, at most.
local ENTRY = 100

-- The key of a line of a container.
local function key(offset, seconds)
  return ("%.0f %.6f"):format(offset, seconds)
end

local function escaped(text)
  return (text:gsub("[\\\n]", { ["\\"] = "\\\\", ["\n"] = "\\n" }))
end

local function unescaped(text)
  return (text:gsub("\\(.)", { ["\\"] = "\\", n = "\n" }))
end

local take = {}

take["="] = function(found, entry)
  local place, file, stream, tag = entry:match("^= (%d+) (%d+) (%a+) (.*)$")
  found.places[tonumber(place)] = {
    file = tonumber(file), stream = stream, tag = tag, pieces = {}, first = 1, last = 0,
  }
  found.last_place = math.max(found.last_place, tonumber(place))
  found.last_file = math.max(found.last_file, tonumber(file))
end

take["+"] = function(found, entry)
  local place, offset, size, seconds, flag, text = entry:match("^%+ (%d+) (%S+) (%d+) (%S+) ([FP]) (.*)$")
  place = found.places[tonumber(place)]
  if place then
    place.last = place.last + 1
    place.pieces[place.last] = {
      offset = tonumber(offset), size = tonumber(size), seconds = tonumber(seconds), flag = flag, text = text,
    }
    found.read_to[place.file] = offset + size + 1
  end
end

take["-"] = function(found, entry)
  local number, count, offset, seconds = entry:match("^%- (%d+) (%d+) (%S+) (%S+)$")
  local place = found.places[tonumber(number)]
  if not place or place.event then
    found.places[tonumber(number) or 0] = nil
    return
  end
  local shipped = { tag = place.tag, stream = place.stream, key = key(tonumber(offset), tonumber(seconds)), size = 0 }
  for index = 1, tonumber(count) do
    local piece = place.pieces[place.first]
    if piece then
      shipped[index], place.pieces[place.first] = piece, nil
      shipped.size, place.first = shipped.size + piece.size, place.first + 1
    end
  end
  table.insert(found.shipped, shipped)
  found.shipped_bytes = found.shipped_bytes + shipped.size
  while found.shipped_bytes > AGAIN_BYTES do
    found.shipped_bytes = found.shipped_bytes - table.remove(found.shipped, 1).size
  end
end

take["!"] = function(found, entry)
  local place, file, stream, offset, seconds, tag, text =
    entry:match("^! (%d+) (%d+) (%a+) (%S+) (%S+) (%S+) (.*)$")
  found.last_place = math.max(found.last_place, tonumber(place))
  found.last_file = math.max(found.last_file, tonumber(file))
  found.places[tonumber(place)] = {
    file = tonumber(file), stream = stream, tag = tag, pieces = {}, first = 1, last = 0,
    event = { text = unescaped(text), seconds = tonumber(seconds) }, key = key(tonumber(offset), tonumber(seconds)),
  }
end

take[">"] = function(found, entry)
  local file, offset = entry:match("^> (%d+) (%S+)$")
  found.read_to[tonumber(file)] = tonumber(offset)
end

-- What waits on disk at a path, in two files that take `step` bytes more than what waits.
--   begin(file, stream, tag)  a new place: its number
--   add(…), ship(…), hold(…), read_to(…)  the entries above
--   write()                   what these have said is on disk
--   read()                    what waited at the end of the last run
local function of(path, step)
  local last_place, file_of, places_of, is_new = 0, {}, {}, false
  local ledger = ledgers.of(path, step, function(entry)
    local kind, number = entry:match("^([=+!>-]) (%d+)")
    return kind == ">" and places_of[tonumber(number)] or file_of[tonumber(number)]
  end)

  local function open(place, file)
    file_of[place], places_of[file] = file, (places_of[file] or 0) + 1
  end

  local function close(place)
    local file = file_of[place]
    file_of[place], places_of[file] = nil, places_of[file] > 1 and places_of[file] - 1 or nil
  end

  local function say(size, ...)
    ledger.append(size, ...)
    is_new = true
  end

  local function begin(file, stream, tag)
    last_place = last_place + 1
    open(last_place, file)
    say(#tag + ENTRY, "= ", last_place, " ", file, " ", stream, " ", tag)
    return last_place
  end

  local function add(place, piece)
    local seconds, size = ("%.6f"):format(piece.seconds), piece.size
    say(size + ENTRY, "+ ", place, " ", piece.offset, " ", size, " ", seconds, " ", piece.flag, " ", piece.text)
  end

  local function hold(file, stream, offset, tag, event)
    last_place = last_place + 1
    open(last_place, file)
    local text, seconds = escaped(event.text), ("%.6f"):format(event.seconds)
    say(#text + ENTRY, "! ", last_place, " ", file, " ", stream, " ", offset, " ", seconds, " ", tag, " ", text)
    return last_place
  end

  local function ship(place, count, is_all, offset, seconds)
    say(ENTRY, "- ", place, " ", count, " ", offset, " ", ("%.6f"):format(seconds))
    if is_all then
      close(place)
    end
  end

  local function write()
    if is_new then
      ledger.flush()
      is_new = false
    end
  end

  local function read()
    local found = { places = {}, read_to = {}, shipped = {}, shipped_bytes = 0, last_place = 0, last_file = 0 }
    ledger.each(function(entry)
      local taken = take[entry:sub(1, 1)]
      if taken then
        taken(found, entry)
      end
    end)
    last_place = found.last_place
    for number, place in pairs(found.places) do
      if place.event or place.first <= place.last then
        open(number, place.file)
      else
        found.places[number] = nil
      end
    end
    return found
  end

  return {
    begin = begin, add = add, hold = hold, ship = ship, write = write, read = read,
    read_to = function(file, offset)
      say(ENTRY, "> ", file, " ", offset)
    end,
  }
end

return { of = of, key = key }
