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

-- The engine cuts an event whose text takes over 1,000,000 bytes as a string of JSON, wherever that is. The names of
-- the pod have their share.
local LONGEST = 1000000 - 4096

-- At most so many bytes a byte of a text takes as a string of JSON that the engine writes: quotes and backslashes 2,
-- what is no ASCII up to 3, control characters 6; and as a string in an event, which is one itself.
local WEIGHT, NESTED = {}, {}
for byte = 0, 255 do
  local wide = byte > 126 and 3 or 1
  WEIGHT[byte], NESTED[byte] = byte < 32 and 6 or wide, byte < 32 and 7 or wide
end
WEIGHT[34], WEIGHT[92], NESTED[34], NESTED[92] = 2, 2, 4, 4

-- How much of a text takes so many bytes.
local function fitting(text, weight, most)
  local size = 0
  for index = 1, #text do
    size = size + weight[text:byte(index)]
    if size > most then
      return index - 1
    end
  end
  return #text
end

-- The text up to a position, without a part of a character.
local function cut(text, last)
  local behind = text:byte(last + 1)
  while last > 0 and behind and behind >= 128 and behind < 192 do
    behind = text:byte(last)
    last = last - 1
  end
  return text:sub(1, last)
end

local taken = { kubernetes = true }

-- The rest of an event, from the comma on, of a text that the reader has read: where it came from, if not from the
-- standard output; its level, if the line does not say it in a field that queries can use. An object of JSON keeps its
-- fields, their order and its numbers; any other text becomes "log". Of an event that is too long for CloudWatch the
-- beginning is left, as text, and it says so.
local function tail(text, line, level, stream)
  taken.stream = stream == "stderr"
  taken.level = level ~= nil and line.own_level ~= level
  local members = (taken.stream and ',"stream":"stderr"' or "")
    .. (taken.level and ',"level":"' .. level .. '"' or "")
  local own = line.format == "json" and own_members(text, line, taken) or '"log":' .. quote(text)
  if #own * 6 > LONGEST and fitting(own, WEIGHT, LONGEST) < #own then
    members = members .. (level and not taken.level and ',"level":"' .. level .. '"' or "")
    return members .. ',"truncated":true,"log":' .. quote(cut(text, fitting(text, NESTED, LONGEST))) .. "}"
  end
  return members .. (json.is_blank(own, 1) and "" or "," .. own) .. "}"
end

return { head = head, tail = tail }
