-- Filters of container logs and of the journal: `read` counts a line, decides whether it is kept and redacts it,
-- `write` makes the event of a container as it is shipped.
-- What is dropped costs no look-up of its pod, which the engine does between the two.
-- luacheck: globals read write

package.path = debug.getinfo(1, "S").source:match("^@(.*/)") .. "?.lua" -- modules are next to this script
local settings = require("settings")
local cri = require("cri")
local event = require("event")
local journal = require("journal")
local read_text = require("reader").of(settings.level_keys)
local left_out = require("thinning").of(settings.drop_levels, settings.sample_info_percent)
local redact = require("redaction").of(settings.redact, settings.redact_names, settings.redact_patterns)
local is_within = require("limits").of(
  settings.limit_pod_bytes, settings.limit_namespace_bytes, settings.limit_seconds, settings.limit_reserve_percent)
local counters = require("counters").of(
  settings.cluster, settings.counted_groups, settings.counted_log_groups, settings.tolerated_error_percent)

-- A text of more than 16 KiB comes in parts, all but the last marked P.
local parts_of, waiting = {}, 0
local LONGEST = 1048576 -- what is longer comes as several events
local MOST = 33554432 -- of all that wait for more
local held = 0

-- The text of a line of which this is a part, nil if there is more to come.
local function joined(tag, stream, flag, text)
  local key = tag .. " " .. stream
  local parts = parts_of[key]
  if not parts and flag == "P" then
    parts = { size = 0 }
    parts_of[key], waiting = parts, waiting + 1
  end
  if not parts then
    return text
  end
  parts[#parts + 1], parts.size, held = text, parts.size + #text, held + #text
  if flag == "P" and parts.size < LONGEST and held < MOST then
    return nil
  end
  parts_of[key], waiting, held = nil, waiting - 1, held - parts.size
  return table.concat(parts)
end

-- A record of the journal. Nothing of it is limited: no pod writes there.
local function read_journal(tag, timestamp, record)
  local text, line = journal.read(record, read_text)
  local why, level = left_out(line), line.level
  counters.count(tag, line, why)
  if why then
    return -1, timestamp, record
  end
  record.message, record.level = text ~= "" and redact(text) or record.message, level
  return 2, timestamp, record
end

-- Filter: a line as the container runtime writes it, or text that the input has read already: a line, or a stack trace.
-- A record of the tag "counters" asks for what was counted: only this filter's state knows it.
function read(tag, timestamp, record)
  if tag == "counters" then
    return 2, timestamp, counters.reports(timestamp)
  elseif tag:byte(1) == 106 then -- journal.
    return read_journal(tag, timestamp, record)
  end
  local moment, stream, text = timestamp, record.stream, record.log
  if stream then
    if text:byte(-1) == 10 then
      text = text:match("^(.-)\n*$") -- blank lines behind a trace
    end
    if waiting > 0 then
      text = joined(tag, stream, "F", text)
    end
  else
    local time, of_stream, flag, rest = cri.parse(text)
    if time then
      moment, stream, text = time, of_stream, rest
      if flag == "P" or waiting > 0 then
        text = joined(tag, stream, flag, rest)
      end
    end
  end
  if text == nil or text == "" then
    return -1, timestamp, record
  end
  local line = read_text(text)
  local why = left_out(line) or not is_within(tag, moment, text, line) and "Limited" or nil
  counters.count(tag, line, why)
  if why then
    return -1, timestamp, record
  end
  local level, redacted = line.level, redact(text)
  if redacted ~= text then
    line = read_text(redacted)
  end
  return 1, moment, { event = event.tail(redacted, line, level, stream) }
end

local last_tag, last_known, head, log_stream

-- Filter: adds the names of the pod; "log_stream" names the stream.
function write(tag, timestamp, record)
  local labels = record.kubernetes and record.kubernetes.labels
  local known = labels ~= nil
  if tag ~= last_tag or known ~= last_known then
    local namespace, container, pod = tag:match("^containers%.[^.]+%.([^.]+)%.([^.]+)%.%d+%.(.+)$")
    if not namespace then
      return 0, timestamp, record
    end
    last_tag, last_known = tag, known
    head = event.head(namespace, pod, container, labels or {})
    log_stream = namespace .. "/" .. pod .. "/" .. container
  end
  return 2, timestamp, { log = head .. record.event, log_stream = log_stream }
end
