import { redactionLua } from '../common/fluent-bit/redaction';
import type { RouterSettings } from './router';

/** The Lua script of the router: joins what the log driver cut, redacts, and says which task a line is of. */
export const script = (settings: Pick<RouterSettings, 'redact' | 'taskArnPrefix'>): string =>
  `${redactionLua(settings.redact)}
local TASK_ARN_PREFIX = ${luaString(settings.taskArnPrefix)}
${SCRIPT}`;

/** A Lua string; refuses what could end it. */
function luaString(text: string): string {
  if (!/^[A-Za-z0-9_./:-]*$/.test(text)) throw new Error(`${JSON.stringify(text)} cannot be written into Lua`);
  return `"${text}"`;
}

const SCRIPT = `
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
    log = redact_text(line),
    source = record.source,
    container_name = container,
    ecs_task_arn = task and TASK_ARN_PREFIX .. task,
  }
end
`;
