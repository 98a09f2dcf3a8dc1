-- Limits to the text that a pod, or all pods of a namespace, ship from this node, so that one that floods does not push
-- the backlog of the others off the disk.
-- Text is counted in windows of the time that its lines carry. So it does not matter when, how fast and in what order
-- they are read: an hour's backlog has the windows of an hour, files on both sides of a rotation share theirs, and a
-- clock that is set back comes to windows that are partly used, not to none.
local is_error = require("reader").is_error

local LONGEST = 1048576 -- bytes that a line counts for at most; no more of it is shipped
local MOST_WINDOWS = 4096 -- windows that are remembered at least; twice as many at most

-- A function that gives what is used of the window of a name; the windows that were used last are remembered.
local function windows()
  local young, old, count = {}, {}, 0
  return function(name, window)
    local key = name .. " " .. window
    local found = young[key]
    if not found then
      found = old[key] or { bytes = 0 }
      young[key], count = found, count + 1
      if count > MOST_WINDOWS then
        young, old, count = {}, young, 0
      end
    end
    return found
  end
end

-- A function that tells whether a line is within the limits, and if so counts it: bytes for each window of `seconds`;
-- none without a limit. The last `reserve_percent` of a limit are for errors alone.
local function of(pod_bytes, namespace_bytes, seconds, reserve_percent)
  if not pod_bytes and not namespace_bytes then
    return function()
      return true
    end
  end
  local of_pod, of_namespace = pod_bytes or math.huge, namespace_bytes or math.huge
  local used, common = windows(), 1 - reserve_percent / 100
  local last_tag, last_window, pod, namespace

  return function(tag, moment, text, line)
    local window = math.floor(moment / seconds)
    if tag ~= last_tag or window ~= last_window then
      local namespace_name, pod_name = tag:match("^containers%.[^.]+%.([^.]+)%.[^.]+%.%d+%.(.+)$")
      if not namespace_name then
        return true
      end
      last_tag, last_window = tag, window
      namespace, pod = used(namespace_name, window), used(namespace_name .. "/" .. pod_name, window)
    end
    local share, size = is_error(line) and 1 or common, math.min(#text, LONGEST)
    if pod.bytes + size > of_pod * share or namespace.bytes + size > of_namespace * share then
      return false
    end
    pod.bytes, namespace.bytes = pod.bytes + size, namespace.bytes + size
    return true
  end
end

return { of = of }
