-- Filters of a task's log: join what the log driver cut, redact, and say which task a line is of.
-- luacheck: globals join describe

package.path = debug.getinfo(1, "S").source:match("^@(.*/)") .. "?.lua" -- modules are next to this script
local settings = require("settings")
local redact = require("redaction").of(settings.redact, settings.redact_names, settings.redact_patterns)

-- Filter: the log driver cuts a line every 16 KiB and numbers its parts.
-- https://docs.docker.com/engine/logging/drivers/fluentd/
local parts_of = {}
local LONGEST = 900000 -- CloudWatch takes events of up to 1 MB

function join(tag, timestamp, record)
  if record.partial_message ~= "true" then
    return 0, timestamp, record
  end
  local key = tag .. " " .. (record.source or "")
  local parts = parts_of[key]
  -- What is left of a line whose end never came gives way to the next line.
  if not parts or parts.id ~= record.partial_id then
    parts = { id = record.partial_id, size = 0 }
    parts_of[key] = parts
  end
  parts[#parts + 1] = record.log
  parts.size = parts.size + #record.log
  if record.partial_last ~= "true" and parts.size < LONGEST then
    return -1, timestamp, record
  end
  parts_of[key] = nil
  record.log = table.concat(parts)
  return 2, timestamp, record
end

-- Filter: redacts the whole line while it is text, and puts the names of FireLens in the place of the driver's.
function describe(tag, timestamp, record)
  local line = record.log
  if line == nil or line == "" then
    return -1, timestamp, record
  end
  local container, task = tag:match("([^.]+)%-firelens%-([^-.]+)$")
  return 2, timestamp, {
    log = redact(line),
    source = record.source,
    container_name = container,
    ecs_task_arn = task and settings.task_arn_prefix .. task,
  }
end
