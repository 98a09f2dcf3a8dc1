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
  settings.cluster, settings.counted_groups, settings.counted_log_groups, settings.tolerated_error_percent,
  settings.objectives)

-- Only the filter that calls `read` has lines that wait, with their journal, and positions.
local joining, positions

local function start()
  local stacks = require("stacks").of(settings.trace_rules)
  joining = require("joining").of(stacks, settings.waiting_path, settings.journal_step_bytes, settings.waiting_bytes)
  positions = require("positions").of(settings.positions_path)
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

-- The rest of the event of a line or of several that are one; nil if it is left out.
local function event_of(tag, seconds, stream, text)
  if text == "" then
    return nil
  end
  local line = read_text(text)
  local why = left_out(line) or not is_within(tag, seconds, text, line) and "Limited" or nil
  counters.count(tag, line, why)
  if why then
    return nil
  end
  local level, redacted = line.level, redact(text)
  if redacted ~= text then
    line = read_text(redacted)
  end
  return event.tail(redacted, line, level, stream)
end

-- Several events at once. Each has a time of its own, which `write` gives it, and the tag of its container, in the
-- field in which the engine looks for it (filters.ts).
local function several(events)
  local records = {}
  for _, each in ipairs(events) do
    local members = event_of(each.tag, each.seconds, each.stream, each.text)
    records[#records + 1] = members and {
      event = members, time = each.seconds, stream = each.stream, CONTAINER_NAME = each.tag:match("%.(.*)"),
    }
  end
  return #records > 0 and 2 or -1, 0, records
end

-- The groups, by the tag that asks for what has waited long enough.
local group_of = {}
for _, group in ipairs(settings.groups) do
  group_of["containers." .. group .. ".waiting"] = group
end

-- Filter: a line as the container runtime writes it.
-- Records of some tags ask for what only this filter's state knows: what was counted, what waits.
function read(tag, timestamp, record)
  if not joining then
    start()
  end
  if tag == "counters" then
    positions.save()
    return 2, timestamp, counters.reports(timestamp)
  elseif tag:byte(1) == 106 then -- journal.
    return read_journal(tag, timestamp, record)
  elseif group_of[tag] then
    return several(joining.tick(group_of[tag]))
  end
  local line, before = record.log, nil
  local seconds, stream, flag, text = cri.parse(line)
  if seconds then
    if positions.is_read(tag, record.offset, #line, seconds) then
      return -1, timestamp, record
    end
    text, seconds, before = joining.take(tag, record.offset, #line, seconds, stream, flag, text)
  else
    seconds, text = timestamp, line
  end
  if before then
    before[#before + 1] = { tag = tag, stream = stream, seconds = seconds, text = text }
    return several(before)
  end
  local members = text and event_of(tag, seconds, stream, text)
  if not members then
    return -1, timestamp, record
  end
  return 1, seconds, { event = members }
end

local last_tag, last_known, head, log_stream

-- Filter: adds the names of the pod; "log_stream" names the stream.
function write(tag, timestamp, record)
  tag = record.CONTAINER_NAME and "containers." .. record.CONTAINER_NAME or tag
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
  return record.time and 1 or 2, record.time or timestamp, { log = head .. record.event, log_stream = log_stream }
end
