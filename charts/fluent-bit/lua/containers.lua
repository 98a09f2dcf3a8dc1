-- Filters of the container logs: join what the runtime cut, redact, and write the event as it is shipped.
-- luacheck: globals read write

package.path = debug.getinfo(1, "S").source:match("^@(.*/)") .. "?.lua" -- modules are next to this script
local json = require("json")
local settings = require("settings")
local redact = require("redaction").of(settings.redact)

local is_blank, members_of, quote = json.is_blank, json.members_of, json.quote

-- Seconds since 1970 of a CRI time: 2026-01-31T12:34:56.123456789Z, or with an offset such as +01:00.
local last_minute, minute_seconds

local function seconds(time)
  local minute = time:sub(1, 16)
  if minute ~= last_minute then
    local year, month, day, hour, min = minute:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d)$")
    if not year then
      return nil
    end
    -- Days since 1970-01-01, in years that begin in March.
    local y = tonumber(month) > 2 and tonumber(year) or year - 1
    local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
      + math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719469
    last_minute, minute_seconds = minute, days * 86400 + hour * 3600 + min * 60
  end
  local rest, zone = time:match("^([%d.]+)(.+)$", 18)
  if not rest then
    return nil
  end
  if zone == "Z" then
    return minute_seconds + rest
  end
  local sign, hours, minutes = zone:match("^([+-])(%d%d):(%d%d)$")
  if not sign then
    return nil
  end
  local offset = hours * 3600 + minutes * 60
  return minute_seconds + rest - (sign == "+" and offset or -offset)
end

-- Filter: a line as the container runtime writes it: <time> <stream> <F or P> <text>. A text of more than 16 KiB comes
-- in parts, all but the last marked P. A stack trace that the input has joined comes read already.
local parts_of, waiting = {}, 0
local LONGEST = 900000 -- CloudWatch takes events of up to 1 MB

function read(tag, timestamp, record)
  if record.stream then
    return 0, timestamp, record
  end
  local time, stream, flag, text = record.log:match("^(%S+) (%a+) ([FP]) ?(.*)$")
  local moment = time and seconds(time)
  if not moment then
    return 0, timestamp, record
  end
  if flag == "P" or waiting > 0 then
    local key = tag .. " " .. stream
    local parts = parts_of[key]
    if not parts and flag == "P" then
      parts = { size = 0 }
      parts_of[key], waiting = parts, waiting + 1
    end
    if parts then
      parts[#parts + 1], parts.size = text, parts.size + #text
      if flag == "P" and parts.size < LONGEST then
        return -1, timestamp, record
      end
      parts_of[key], waiting = nil, waiting - 1
      text = table.concat(parts)
    end
  end
  return 1, moment, { log = text, stream = stream }
end

local function fields(namespace, pod, container, labels)
  local app = labels["app.kubernetes.io/name"] or labels["app"] or labels["k8s-app"]
  return '"kubernetes":{"namespace_name":' .. quote(namespace) .. ',"pod_name":' .. quote(pod)
    .. ',"container_name":' .. quote(container) .. (app and ',"app":' .. quote(app) or "") .. "}"
end

-- Filter: the event as CloudWatch shows it. A line of JSON keeps its fields, its order and its numbers, any other line
-- becomes "log"; both get the names of the pod, which a line cannot give itself. "log_stream" names the stream.
local OF_STDOUT, OF_STDERR = { kubernetes = true }, { kubernetes = true, stream = true }
local last_tag, last_known, prefix, log_stream

function write(tag, timestamp, record)
  local line = record.log
  if line == nil or line == "" then
    return -1, timestamp, record
  end
  local labels = record.kubernetes and record.kubernetes.labels
  local known = labels ~= nil
  if tag ~= last_tag or known ~= last_known then
    local namespace, container, pod = tag:match("^containers%.[^.]+%.([^.]+)%.([^.]+)%.%d+%.(.+)$")
    if not namespace then
      return 0, timestamp, record
    end
    last_tag, last_known = tag, known
    prefix = "{" .. fields(namespace, pod, container, labels or {})
    log_stream = namespace .. "/" .. pod .. "/" .. container
  end
  line = redact(line)
  local stderr = record.stream == "stderr"
  local head = stderr and prefix .. ',"stream":"stderr"' or prefix
  local members = members_of(line, stderr and OF_STDERR or OF_STDOUT)
  if not members then
    line = head .. ',"log":' .. quote(line) .. "}"
  elseif not is_blank(members, 1) then
    line = head .. "," .. members .. "}"
  else
    line = head .. "}"
  end
  return 2, timestamp, { log = line, log_stream = log_stream }
end
