-- How far each log file is read, on disk when the agent stops in order: then the engine forgets how far it has read
-- the files that were rotated while it ran, and reads them from their beginning at the next start.
-- https://github.com/fluent/fluent-bit/blob/v5.1.1/plugins/in_tail/tail_file.c
-- A file has no name here: it is known by the time of its first line, and lines of one file follow each other by their
-- offsets. Where a line could be one that was read or one that was not, it is one that was not: a line that comes twice
-- is better than one that is lost.
local MOST_FILES = 8 -- of a container, of each run
local MOST_AGE = 604800 -- seconds since the last line for which a position is kept
local START_SECONDS = 600 -- after a start in which files whose beginning the last run did not see may come again
local PRECISION = 0.000001 -- seconds: a line that is read again has the same time

local function load(path)
  local found, file = {}, io.open(path, "rb")
  if not file then
    return found
  end
  for line in file:lines() do
    local from, first, to, latest, tag = line:match("^(%d+) (%S+) (%d+) (%S+) (%S+)$")
    if from then
      local list = found[tag] or {}
      if #list == 2 * MOST_FILES then
        table.remove(list, 1)
      end
      found[tag], list[#list + 1] = list, {
        from = tonumber(from), first = tonumber(first), to = tonumber(to), latest = tonumber(latest),
      }
    end
  end
  file:close()
  return found
end

-- Positions in a file on disk; without a path nothing is known.
--   is_read(tag, offset, size, seconds)  whether the last run has read the line
--   save()                               what is known is on disk
local function of(path)
  if not path then
    return {
      is_read = function()
        return false
      end,
      save = function() end,
    }
  end
  -- Of a file: `from` which offset it was seen, the time of the line there, `to` which offset it is read, the time of
  -- the last line and the latest time. Files of the last run are `taken` by those of this one.
  local saved, files, started = load(path), {}, os.time()

  local function is_starting()
    return os.time() - started < START_SECONDS
  end

  -- The file of the last run that begins with a line of a time. If its beginning was not seen, its first line is older
  -- than what was.
  local function known(tag, seconds)
    local found
    for _, file in ipairs(saved[tag] or {}) do
      if file.from == 0 and math.abs(file.first - seconds) < PRECISION then
        return file
      elseif file.from > 0 and not file.taken and file.first >= seconds and is_starting() then
        found = found and found.first <= file.first and found or file
      end
    end
    return found
  end

  -- The file of the last run that goes on at an offset.
  local function continued(tag, offset)
    for _, file in ipairs(saved[tag] or {}) do
      if file.to == offset and not file.taken then
        return file
      end
    end
  end

  local function add(tag, list, offset, seconds)
    if #list == MOST_FILES then
      table.remove(list, 1)
    end
    local file = { from = offset, first = seconds, latest = seconds }
    local before = offset == 0 and known(tag, seconds) or continued(tag, offset)
    if before then
      before.taken = true
    end
    if offset == 0 then
      file.known = before
    elseif before then
      file.from, file.first, file.latest = before.from, before.first, before.latest
    end
    list[#list + 1], files[tag] = file, list
    return file
  end

  -- Whether a line may stand in a file: while that is read again, no line is newer than what was read of it.
  local function may_hold(file, seconds)
    return not file.known or file.to >= file.known.to or seconds < file.known.latest + PRECISION
  end

  -- Whether a line rather stands in a file than in another one: behind what is read of it, and not before its time.
  local function is_closer(file, other, seconds)
    return file.to > other.to or file.to == other.to and file.seconds <= seconds
  end

  -- The file of a line: it follows the last line, or comes behind what is no line; that which was read last is last.
  local function file_of(tag, offset, seconds)
    local list, at = files[tag] or {}, nil
    for index, file in ipairs(list) do
      if file.to <= offset and may_hold(file, seconds) and (not at or is_closer(file, list[at], seconds)) then
        at = index
      end
    end
    if not at or list[at].to < offset and continued(tag, offset) then
      return add(tag, list, offset, seconds)
    end
    local file = table.remove(list, at)
    list[#list + 1] = file
    return file
  end

  local function is_read(tag, offset, size, seconds)
    if not offset then
      return false
    end
    local list = files[tag]
    local file = list and list[#list]
    if not file or file.to ~= offset or file.seconds > seconds or not may_hold(file, seconds) then
      file = file_of(tag, offset, seconds)
    end
    file.to, file.seconds = offset + size + 1, seconds
    file.latest = seconds > file.latest and seconds or file.latest
    return file.known ~= nil and offset < file.known.to
  end

  -- What is known of a container: what this run has not read yet may still come again.
  local function positions_of(tag)
    local list = {}
    for _, file in ipairs((is_starting() or not files[tag]) and saved[tag] or {}) do
      list[#list + 1] = not file.taken and file or nil
    end
    for _, file in ipairs(files[tag] or {}) do
      list[#list + 1] = file.known and file.known.to > file.to and file.known or file
    end
    return list
  end

  local function save()
    local file = io.open(path .. ".new", "wb")
    if not file then
      return
    end
    local oldest, tags = os.time() - MOST_AGE, {}
    for tag in pairs(saved) do
      tags[tag] = true
    end
    for tag in pairs(files) do
      tags[tag] = true
    end
    for tag in pairs(tags) do
      local is_old = true
      for _, each in ipairs(positions_of(tag)) do
        is_old = is_old and each.latest < oldest
        file:write(("%.0f %.17g %.0f %.17g %s\n"):format(each.from, each.first, each.to, each.latest, tag))
      end
      if is_old then
        files[tag], saved[tag] = nil, nil
      end
    end
    file:close()
    os.rename(path .. ".new", path)
  end

  -- Compiled code of LuaJIT may run for ever in a finalizer.
  for _, interpreted in ipairs({ save, positions_of, is_starting }) do
    jit.off(interpreted)
  end

  -- The engine closes the state of its filters before it ends.
  local at_end = newproxy(true)
  getmetatable(at_end).__gc = save
  return { is_read = is_read, save = save, at_end = at_end }
end

return { of = of }
