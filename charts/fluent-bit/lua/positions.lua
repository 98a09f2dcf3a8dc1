-- How far each log file is read, on disk when the agent stops in order: then the engine forgets how far it has read
-- the files that were rotated while it ran, and reads them from their beginning at the next start.
-- https://github.com/fluent/fluent-bit/blob/v5.1.1/plugins/in_tail/tail_file.c
-- A file has no name here. Lines of one file follow each other by their offsets, and the files of a container by the
-- times of their lines: a file that is read from its beginning is the first one whose last line is not older.
local MOST_FILES = 4 -- of a container
local MOST_AGE = 604800 -- seconds since the last line for which a position is kept
local START_SECONDS = 600 -- after a start in which files may come again; later a time in the past is a clock set back

local function load(path)
  local found, file = {}, io.open(path, "rb")
  if not file then
    return found
  end
  for line in file:lines() do
    local to, seconds, tag = line:match("^(%d+) (%S+) (%S+)$")
    if to then
      found[tag] = found[tag] or {}
      table.insert(found[tag], { to = tonumber(to), seconds = tonumber(seconds) })
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
  local saved, files, started = load(path), {}, os.time()

  -- The position in the last run of a file, by the time of its first line.
  local function known(tag, seconds)
    local found
    for _, file in ipairs(os.time() - started < START_SECONDS and saved[tag] or {}) do
      if file.seconds >= seconds and (not found or file.seconds < found.seconds) then
        found = file
      end
    end
    return found
  end

  local function add(tag, list, offset, seconds)
    if #list == MOST_FILES then
      table.remove(list, 1)
    end
    local file = { known = offset == 0 and known(tag, seconds) or nil }
    list[#list + 1], files[tag] = file, list
    return file
  end

  -- Whether a line rather stands in a file than in another one: behind what is read of it, and not before its time.
  local function is_closer(file, other, seconds)
    return file.to > other.to or file.to == other.to and file.seconds <= seconds
  end

  -- The file of a line: it follows the last line, or comes behind what is no line; that which was read last is last.
  local function file_of(tag, offset, seconds)
    local list, at = files[tag] or {}, nil
    for index, file in ipairs(list) do
      if file.to <= offset and (not at or is_closer(file, list[at], seconds)) then
        at = index
      end
    end
    if not at then
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
    if not file or file.to ~= offset or file.seconds > seconds then
      file = file_of(tag, offset, seconds)
    end
    file.to, file.seconds = offset + size + 1, seconds
    return file.known ~= nil and offset < file.known.to
  end

  local function save()
    local file = io.open(path .. ".new", "wb")
    if not file then
      return
    end
    local oldest = os.time() - MOST_AGE
    for tag, list in pairs(saved) do
      files[tag] = files[tag] or list
    end
    for tag, list in pairs(files) do
      if list[#list].seconds < oldest then
        files[tag], saved[tag] = nil, nil
      else
        for _, each in ipairs(list) do
          each = each.known and each.known.to > each.to and each.known or each
          file:write(("%.0f %.17g %s\n"):format(each.to, each.seconds, tag))
        end
      end
    end
    file:close()
    os.rename(path .. ".new", path)
  end

  -- The engine closes the state of its filters before it ends.
  local at_end = newproxy(true)
  getmetatable(at_end).__gc = save
  return { is_read = is_read, save = save, at_end = at_end }
end

return { of = of }
