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
-- Read together with others: `conclude` says how.
local TOLD = { "version", "@t", "@l", "@m", "@mt", "type", "tags" }
local TELLING = set(table.concat(TOLD, " "))
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
local rank, number -- of the line: how sure its level is, a level of unknown scale
local path = {} -- the names of the objects that are read, by their depth
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
local function visit(text, key_first, key_last, escaped, first, last, depth)
  if key_last - key_first > 200 then
    return false
  end
  local key = text:sub(key_first, key_last)
  if escaped then
    key = json.unescaped(key)
  end
  if depth > 1 then
    key = path[depth - 1] .. "." .. key
  elseif OURS[key] then
    local count = line.ours + 1
    line.ours, line.ours_name[count], line.ours_last[count] = count, key, key_last
    line.own_level = key == "level" and "other" or line.own_level
  end
  if not last then
    path[depth] = key
    telling.tags = key == "tags" and text:match('^%[%s*"(%a+)"', first) or telling.tags
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

-- The level that only several keys together say.
local function together(text)
  if number and (telling.version == "1.1" or telling.version == "1.0") then
    return levels.syslog[number] -- GELF
  elseif number and levels.from_zero[number] and text:find('"reqId":', 1, true) then
    return levels.from_zero[number] -- Nextcloud
  elseif telling["@t"] and (telling["@mt"] or telling["@m"]) and not telling["@l"] then
    return "info" -- Serilog leaves it out
  elseif text:find('"err_code"', 1, true) then
    return levels.in_text[text:match('"label"%s*:%s*"(%a+)"')] -- MySQL
  elseif telling.type == "log" then
    return levels.in_text[telling.tags] -- OpenSearch Dashboards
  elseif telling.type and line.message and (text:find('"@?[Tt]ime') or text:find('"ts"', 1, true)) then
    return levels.in_text[telling.type] -- what has a time and a message is an event, and no object of a program
  elseif text:find('^{"ts":%d+%.?%d*,"caller":"') then
    -- Components of Kubernetes: what has no verbosity is an error.
    return text:find('"err":', 1, true) and not text:find('"v":%d') and "error" or nil
  end
end

local function forget()
  line.format, line.level, line.trace, line.message, line.status, line.milliseconds = nil, nil, nil, nil, nil, nil
  line.first, line.last, line.own_level, line.ours = nil, nil, nil, 0
  rank, number = nil, nil
  for index = 1, #TOLD do
    telling[TOLD[index]] = nil
  end
end

-- Reads the object that begins at a position: whether it is whole, and nothing follows.
local function read_object(text, at)
  local behind = json.walk(text, at, wanted, visit)
  line.level = line.level or together(text)
  if not behind or not json.is_blank(text, behind) then
    return false
  end
  line.first, line.last = at + 1, behind - 2
  return true
end

local OF_RUNTIME = set("stdout stderr F P")

-- Where an object begins behind what runtimes write in front of their children's lines: "stdout F {"; nil if what is in
-- front of it is a sentence.
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

-- Where a child's line begins behind its name, nil without one: "app-1  | " of Docker Compose, "web.1  | " of foreman,
-- "0|app  | " of pm2.
local function behind_child(text)
  local at = text:match("^\27%[[%d;]*m()") or 1
  local behind = text:match("^[%w._-]+[._-]%d+ *| *()", at) or text:match("^%d+|[%w._-]+ *| *()", at)
  return behind and text:match("^\27%[[%d;]*m *()", behind) or behind
end

local function read_text(text)
  line.format, line.level, line.message, line.status = layouts.read(text, 1, of_level)
  local child = not line.level and line.format == "text" and behind_child(text)
  if child and logfmt.equals_sign(text, child) then
    logfmt.walk(text, child, wanted, visit)
  elseif child then
    line.format, line.level, line.message, line.status = layouts.read(text, child, of_level)
  end
  if line.level then
    line.trace = line.trace or line.format == "text" and traces.in_text(text) or nil
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
      keys[key] = true
      for outer in key:gmatch("()%.") do -- "log.level" is also `"log":{"level":…}`
        parents[key:sub(1, outer - 1)], keys[key:sub(1, outer - 1)] = true, true
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
