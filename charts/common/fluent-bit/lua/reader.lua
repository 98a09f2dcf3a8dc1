-- The one reader of a line: what it is, its level, its trace. All that is decided about a line follows from this.
local json = require("json")
local layouts = require("layouts")
local levels = require("levels")
local logfmt = require("logfmt")
local traces = require("traces")

local function set(names)
  local found = {}
  for name in names:gmatch("%S+") do
    found[name] = true
  end
  return found
end

-- What else is read, by key: the message, the status of a request, its duration (with the factor to milliseconds).
local MESSAGE = set("message msg log MESSAGE @m @mt short_message M")
local STATUS = set("status status_code statusCode response_code http.status_code res.statusCode")
local DURATION = {
  duration_seconds = 1000, request_time = 1000, duration_milliseconds = 1, duration_ms = 1, latency_ms = 1,
  responseTime = 1,
}
-- Read together: only GELF has levels of syslog in `level`, and Serilog leaves out the level of information.
local TELLING = set("version @t @l")
-- Keys that the event has too.
local OURS = set("kubernetes stream level")

-- Levels in a spelling that queries and alarms know.
local READABLE = {}
for word in pairs(set("trace debug info notice warn warning error err fatal crit critical panic severe alert emerg")) do
  READABLE[word], READABLE[word:upper()], READABLE[word:gsub("^%l", string.upper)] = true, true, true
end

-- The answer, which holds until the next line is read:
--   format        "json" (one object and nothing else), "broken" (an object that breaks off, or with something behind
--                 it), "logfmt", "klog", "access", "text"
--   level         "trace", "debug", "info", "warn", "error" or "fatal"; nil if it says none
--   trace         the trace ID; nil if it has none
--   message       position of the message; nil if it is not known
--   status        of a request: HTTP status
--   milliseconds  of a request: how long it took
-- and of format "json":
--   first, last   where its members begin and end
--   own_level     what its key "level" says, if that is in a spelling that queries know, else "other"; nil without one
--   ours          how many of its keys the event has too: their names and ends are in `ours_name` and `ours_last`
local line = { ours_name = {}, ours_last = {} }

local of_level, wanted, parents -- the keys of levels, those that `walk` looks out for, those with members that are read
local parent, rank, number -- of the line: the object that is read, how sure its level is, a level of unknown scale
local telling = {}

local function take_level(text, key, role, value, is_string)
  local value_number = tonumber(value)
  local level
  if value_number then
    level = role.number(value_number)
  elseif #value <= 64 then
    level = role.word(value)
  end
  if key == "level" then
    line.own_level = is_string and READABLE[value] and level or "other"
    number = value_number
  elseif key == "s" and not text:find('^%s*{%s*"t"') then
    return -- not MongoDB's
  end
  if level and (not rank or role.rank <= rank) then
    line.level, rank = level, role.rank
  elseif role.rank == rank then
    line.level, rank = nil, nil -- of two keys of one name the last counts
  end
end

local function take(text, key, value, is_string)
  local role = of_level[key]
  if role then
    take_level(text, key, role, value, is_string)
  elseif traces.keys[key] then
    line.trace = traces.id(value)
  end
  if TELLING[key] then
    telling[key] = value
  elseif STATUS[key] then
    line.status = tonumber(value:match("^%d%d%d$")) or line.status
  elseif DURATION[key] then
    local duration = tonumber(value)
    line.milliseconds = duration and duration * DURATION[key] or line.milliseconds
  end
end

-- Gets the members of objects and the pairs of logfmt, as `walk` of json.lua says.
local function visit(text, key_first, key_last, escaped, first, last, inner)
  if key_last - key_first > 200 then
    return false
  end
  local key = text:sub(key_first, key_last)
  if escaped then
    key = json.unescaped(key)
  end
  if inner then
    key = parent .. "." .. key
  elseif OURS[key] then
    local count = line.ours + 1
    line.ours, line.ours_name[count], line.ours_last[count] = count, key, key_last
    line.own_level = key == "level" and "other" or line.own_level
  end
  if not last then
    parent = key
    return parents[key]
  elseif MESSAGE[key] then
    line.message, telling[key] = line.message or first, true
    return false
  end
  local is_string = text:byte(first) == 34
  local value = is_string and text:sub(first + 1, last - 1) or text:sub(first, last)
  if is_string and #value <= 200 and value:find("\\", 1, true) then
    value = json.unescaped(value)
  end
  take(text, key, value, is_string)
  return false
end

-- What only several keys together say.
local function conclude()
  if line.level then
    return
  elseif number and (telling.version == "1.1" or telling.version == "1.0") then
    line.level = levels.syslog[number]
  elseif telling["@t"] and (telling["@mt"] or telling["@m"]) and not telling["@l"] then
    line.level = "info"
  end
end

local function forget()
  line.format, line.level, line.trace, line.message, line.status, line.milliseconds = nil, nil, nil, nil, nil, nil
  line.first, line.last, line.own_level, line.ours = nil, nil, nil, 0
  rank, number = nil, nil
  telling.version, telling["@t"], telling["@l"], telling["@m"], telling["@mt"] = nil, nil, nil, nil, nil
end

-- Reads the object that begins at a position: whether it is whole, and nothing follows.
local function read_object(text, at)
  local behind = json.walk(text, at, wanted, visit)
  conclude()
  if not behind or not json.is_blank(text, behind) then
    return false
  end
  line.first, line.last = at + 1, behind - 2
  return true
end

local OF_RUNTIME = set("stdout stderr F P")

-- Where an object begins behind what supervisors write in front of their children's lines: "web_1  | {"; nil if what is
-- in front of it is a sentence.
local function prefixed_object(text)
  local at = text:sub(1, 160):find('{%s*"')
  if not at or text:byte(-1) ~= 125 then
    return nil
  end
  for word in text:sub(1, at - 1):gmatch("%S+") do
    if word:find("^%a+$") and not OF_RUNTIME[word] then
      return nil
    end
  end
  return at
end

local function read_text(text)
  line.format, line.level, line.message, line.status = layouts.read(text, of_level)
  if line.level then
    line.trace = line.format == "text" and traces.in_text(text) or nil
    return
  end
  local object = line.format == "text" and prefixed_object(text)
  if object and not read_object(text, object) then
    line.level = nil
  end
end

-- Reads a text.
local function read(text)
  forget()
  local at, byte = json.skip_blanks(text, 1)
  if byte == 123 then
    line.format = read_object(text, at) and "json" or "broken"
  elseif byte and logfmt.equals_sign(text, at) then
    line.format = "logfmt"
    logfmt.walk(text, at, wanted, visit)
  else
    read_text(text)
  end
  return line
end

-- The reader, with keys for the level that count before the usual ones.
local function of(level_keys)
  of_level, parents = levels.keys(level_keys), {}
  local keys = {}
  for _, names in ipairs({ of_level, traces.keys, MESSAGE, STATUS, DURATION, TELLING, OURS }) do
    for key in pairs(names) do
      local outer = key:match("^([%w_]+)%.[%w_]+$") -- "log.level" is also `"log":{"level":…}`
      keys[key] = true
      if outer then
        parents[outer], keys[outer] = true, true
      end
    end
  end
  wanted = json.lookout(keys)
  return read
end

-- Whether a line that was read is an error: by its level, or by the status of a request.
local function is_error(read_line)
  return read_line.level == "error" or read_line.level == "fatal" or (read_line.status or 0) >= 500
end

return { of = of, is_error = is_error }
