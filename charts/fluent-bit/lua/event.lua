-- The event as CloudWatch shows it, in two halves: the names of the pod, and what the line says.
local json = require("json")

local quote = json.quote

-- The beginning of the events of a container: the names of its pod, which a line cannot give itself.
local function head(namespace, pod, container, labels)
  local app = labels["app.kubernetes.io/name"] or labels["app"] or labels["k8s-app"]
  return '{"kubernetes":{"namespace_name":' .. quote(namespace) .. ',"pod_name":' .. quote(pod)
    .. ',"container_name":' .. quote(container) .. (app and ',"app":' .. quote(app) or "") .. "}"
end

-- The members of an object of JSON, as they are. Keys of its own that the event has too get an underscore: two of one
-- name are one too many for most readers.
local function own_members(text, line, taken)
  local parts, from = {}, line.first
  for index = 1, line.ours do
    if taken[line.ours_name[index]] then
      local last = line.ours_last[index]
      parts[#parts + 1], from = text:sub(from, last), last + 1
    end
  end
  if #parts == 0 then
    return text:sub(from, line.last)
  end
  return table.concat(parts, "_") .. "_" .. text:sub(from, line.last)
end

local taken = { kubernetes = true }

-- The rest of an event, from the comma on, of a text that the reader has read: where it came from, if not from the
-- standard output; its level, if the line does not say it in a field that queries can use; the share of such lines that
-- is kept, if it is one that sampling has kept. An object of JSON keeps its fields, their order and its numbers; any
-- other text becomes "log".
local function tail(text, line, level, stream, sample_percent)
  taken.stream = stream == "stderr"
  taken.level = level ~= nil and line.own_level ~= level
  taken.sample_percent = sample_percent ~= nil
  local members = (taken.stream and ',"stream":"stderr"' or "")
    .. (taken.level and ',"level":"' .. level .. '"' or "")
    .. (sample_percent and ',"sample_percent":' .. sample_percent or "")
  if line.format ~= "json" then
    return members .. ',"log":' .. quote(text) .. "}"
  end
  local own = own_members(text, line, taken)
  return members .. (json.is_blank(own, 1) and "" or "," .. own) .. "}"
end

return { head = head, tail = tail }
