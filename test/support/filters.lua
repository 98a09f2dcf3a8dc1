-- Passes records through filter functions of a script as Fluent Bit would, in one process, in order. Input: the name of
-- the script, then a table of Lua per line: functions, tag, time, record. Output: a line of JSON for each of them, the
-- list of the events that come out, each with time and record.
-- https://docs.fluentbit.io/manual/data-pipeline/filters/lua#function-arguments-and-return-values

local function copy(value)
  if type(value) ~= "table" then
    return value
  end
  local copied = {}
  for key, inner in pairs(value) do
    copied[key] = copy(inner)
  end
  return copied
end

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(character)
    return string.format("\\u%04x", character:byte())
  end) .. '"'
end

local function encode(value)
  if type(value) ~= "table" then
    return type(value) == "string" and quote(value)
      or type(value) == "number" and string.format("%.17g", value) or tostring(value)
  end
  local parts = {}
  if #value > 0 then
    for index, inner in ipairs(value) do
      parts[index] = encode(inner)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for key, inner in pairs(value) do
    parts[#parts + 1] = quote(key) .. ":" .. encode(inner)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- The events that one function makes of an event: none, itself (whatever was done to the copy that the function got),
-- another, or several.
local function apply(name, tag, event)
  local code, time, record = _G[name](tag, event.time, copy(event.record))
  if code == -1 then
    return {}
  elseif code == 0 then
    return { event }
  end
  assert(code == 1 or code == 2, name .. " returns " .. tostring(code))
  local events = {}
  for index, each in ipairs(#record > 0 and record or { record }) do
    events[index] = { time = code == 1 and time or event.time, record = each }
  end
  return events
end

dofile("./" .. io.read())
for line in io.lines() do
  local calls, tag, time, record = unpack(assert(loadstring("return " .. line))())
  local events = { { time = time, record = record } }
  for _, name in ipairs(calls) do
    local passed = {}
    for _, event in ipairs(events) do
      for _, each in ipairs(apply(name, tag, event)) do
        passed[#passed + 1] = each
      end
    end
    events = passed
  end
  io.write(#events > 0 and encode(events) or "[]", "\n")
end
