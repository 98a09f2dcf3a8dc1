-- Kubernetes events as CloudWatch shows them. The input lists all events when it starts, and when the API server ends
-- its watch; which are new it forgets with its process. So the highest resource version is on disk: what is not above
-- the one of the last run was sent by it. It is a minute old, because a list has no order: a kill within a list must
-- not leave out what has not come yet.
-- https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
-- luacheck: globals write

package.path = debug.getinfo(1, "S").source:match("^@(.*/)") .. "?.lua" -- modules are next to this script
local json = require("json")
local redaction = require("redaction")
local settings = require("settings")

local quote = json.quote
local redact = redaction.of(settings.redact, settings.redact_names, settings.redact_patterns)

local function load(path)
  local file = io.open(path, "rb")
  local text = file and file:read("*l")
  if file then
    file:close()
  end
  return tonumber(text) or 0
end

local function save(path, version)
  local file = io.open(path .. ".new", "wb")
  if file then
    file:write(string.format("%.0f\n", version))
    file:close()
    os.rename(path .. ".new", path)
  end
end

local sent = load(settings.mark_path)
local highest, settled = sent, sent

-- Seconds since 1970 of a time such as 2026-11-26T10:22:56.123456Z.
-- https://howardhinnant.github.io/date_algorithms.html#days_from_civil
local function seconds_of(time)
  local pattern = "^(%d+)-(%d+)-(%d+)T(%d+):(%d+):([%d.]+)Z$"
  local year, month, day, hour, minute, second = tostring(time):match(pattern)
  if not year then
    return nil
  end
  local moved = (month + 9) % 12 -- March is the first
  year = year - (month <= "02" and 1 or 0)
  local era = math.floor(year / 400)
  local of_era = year - era * 400
  local days = era * 146097 + of_era * 365 + math.floor(of_era / 4) - math.floor(of_era / 100)
    + math.floor((153 * moved + 2) / 5) + day - 1 - 719468
  return days * 86400 + hour * 3600 + minute * 60 + second
end

local function member(name, value)
  if type(value) ~= "string" or value == "" then
    return ""
  end
  return ',"' .. name .. '":' .. quote(value)
end

-- The pod that an event is about, in the words that log events have for it; the container is in a path such as
-- spec.containers{web}.
local function pod_of(object, node)
  local pod = object.kind == "Pod" and object.name
  local container = type(object.fieldPath) == "string" and object.fieldPath:match("{(.-)}")
  local members = member("namespace_name", object.namespace) .. member("pod_name", pod)
    .. member("container_name", container) .. member("host", node)
  return members == "" and "" or ',"kubernetes":{' .. members:sub(2) .. "}"
end

local function text_of(record, version)
  local object, series = record.involvedObject or {}, record.series or {}
  local source = record.source or {}
  local id = tostring((record.metadata or {}).uid) .. "/" .. string.format("%.0f", version)
  return '{"level":' .. (record.type == "Warning" and '"warn"' or '"info"') .. member("type", record.type)
    .. member("reason", record.reason) .. ',"message":' .. quote(redact(tostring(record.message or "")))
    .. ',"count":' .. string.format("%.0f", tonumber(record.count) or tonumber(series.count) or 1)
    .. member("object", object.kind and tostring(object.kind) .. "/" .. tostring(object.name))
    .. pod_of(object, source.host) .. member("source", source.component or record.reportingComponent)
    .. member("id", id) .. "}"
end

-- The heartbeat, every minute: what the log group of a quiet cluster has, too.
local function beat(timestamp)
  if settled > sent then
    save(settings.mark_path, settled)
    sent = settled
  end
  settled = highest
  return 1, timestamp, { log = '{"level":"debug","heartbeat":true}' }
end

local known = sent

-- An event that this run has not sent, nor the last one.
local function event(timestamp, record)
  local version = tonumber((record.metadata or {}).resourceVersion) or 0
  if version > 0 and version <= known then
    return -1, timestamp, record
  end
  highest = math.max(highest, version)
  local series = record.series or {}
  local time = seconds_of(series.lastObservedTime) or seconds_of(record.lastTimestamp) or seconds_of(record.eventTime)
  return 1, time or timestamp, { log = text_of(record, version) }
end

-- The filter: records of both inputs, by their tag.
function write(tag, timestamp, record)
  if tag == "heartbeat" then
    return beat(timestamp)
  end
  return event(timestamp, record)
end
