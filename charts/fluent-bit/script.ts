import { redactionLua } from '../common/fluent-bit/redaction';
import type { FluentBitSettings } from './settings';

/** Name of the Lua script beside the configuration. */
export const SCRIPT_FILE = 'containers.lua';

/** The Lua script of the container logs: joins what the runtime cut, redacts, and writes the event as it is shipped. */
export const script = (settings: FluentBitSettings): string => `${redactionLua(settings.redact)}${SCRIPT}`;

const SCRIPT = String.raw`
-- Filter: the runtime cuts a line every 16 KiB; all parts but the last are marked P.
local parts_of, waiting = {}, 0
local LONGEST = 900000 -- CloudWatch takes events of up to 1 MB

function join(tag, timestamp, record)
  local partial = record._p == "P"
  if not partial and waiting == 0 then
    return 0, timestamp, record
  end
  local key = tag .. " " .. (record.stream or "")
  local parts = parts_of[key]
  if not parts then
    if not partial then
      return 0, timestamp, record
    end
    parts = { size = 0 }
    parts_of[key], waiting = parts, waiting + 1
  end
  parts[#parts + 1] = record.log
  parts.size = parts.size + #record.log
  if partial and parts.size < LONGEST then
    return -1, timestamp, record
  end
  parts_of[key], waiting = nil, waiting - 1
  record.log = table.concat(parts)
  return 2, timestamp, record
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(character)
    return escapes[character] or string.format("\\u%04x", character:byte())
  end) .. '"'
end

local function fields(namespace, pod, container, labels)
  local app = labels["app.kubernetes.io/name"] or labels["app"] or labels["k8s-app"]
  return '"kubernetes":{"namespace_name":' .. quote(namespace) .. ',"pod_name":' .. quote(pod)
    .. ',"container_name":' .. quote(container) .. (app and ',"app":' .. quote(app) or "") .. "}"
end

-- Filter: the event as CloudWatch shows it. A line of JSON keeps its fields, its order and its numbers, any other line
-- becomes "log"; both get the names of the pod. "log_stream" names the stream.
local last_tag, last_known, prefix, log_stream

function write(tag, timestamp, record)
  local line = record.log
  if line == nil or line == "" then
    return -1, timestamp, record
  end
  local labels = record.kubernetes and record.kubernetes.labels
  if tag ~= last_tag or labels ~= nil ~= last_known then
    local namespace, container, pod = tag:match("^containers%.[^.]+%.([^.]+)%.([^.]+)%.%d+%.(.+)$")
    if not namespace then
      return 0, timestamp, record
    end
    last_tag, last_known = tag, labels ~= nil
    prefix = "{" .. fields(namespace, pod, container, labels or {})
    log_stream = namespace .. "/" .. pod .. "/" .. container
  end
  line = redact_text(line)
  local head = record.stream == "stderr" and prefix .. ',"stream":"stderr"' or prefix
  if line:byte(1) ~= 123 or line:byte(-1) ~= 125 then
    line = head .. ',"log":' .. quote(line) .. "}"
  elseif line:find("^{%s*}$") then
    line = head .. "}"
  else
    line = head .. "," .. line:sub(2)
  end
  return 2, timestamp, { log = line, log_stream = log_stream }
end
`;
