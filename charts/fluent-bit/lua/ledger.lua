-- A journal on disk of what waits in memory: entries are appended before the line that they are about counts as read,
-- and are read back at the next start. Two files take turns, so that old entries go away: the next one begins with
-- those entries of the last one that still count.
local BLOCK = 1048576

-- The entries of a file, in their order. An entry is a line that ends with a dot: what a crash has cut off has none.
local function each(name, take)
  local file = io.open(name, "rb")
  local rest = ""
  local block = file and file:read(BLOCK)
  while block do
    block = rest .. block
    local from, to = 1, block:find("\n", 1, true)
    while to do
      if block:byte(to - 1) == 46 then
        take(block:sub(from, to - 2))
      end
      from = to + 1
      to = block:find("\n", from, true)
    end
    rest, block = block:sub(from), file:read(BLOCK)
  end
  if file then
    file:close()
  end
end

local function generation_of(name)
  local file = io.open(name, "rb")
  local first = file and file:read("*l")
  if file then
    file:close()
  end
  return tonumber(first and first:match("^generation (%d+)%.$") or 0)
end

-- The journal at a path. Each file takes `step` bytes more than what it begins with. `counts(entry)` tells whether an
-- entry still counts.
--   each(take)      passes all entries to a function, as they were appended
--   append(size, …)  adds an entry of about so many bytes, in texts and numbers; an entry is one line
--   flush()         what was added is on disk
local function of(path, step, counts)
  local names = { path .. ".0", path .. ".1" }
  local generations = { generation_of(names[1]), generation_of(names[2]) }
  local current = generations[1] > generations[2] and 1 or 2
  local file, size, most

  local function open()
    file = io.open(names[current], "ab")
    if not file then
      return
    end
    file:setvbuf("full", 65536)
    size = file:seek("end")
    -- Behind what a crash has cut off.
    file:write(size == 0 and ("generation %d.\n"):format(generations[current]) or "\n")
    most = size + step
  end

  local function begin_next()
    local other = 3 - current
    local temporary = path .. ".new"
    os.remove(names[other])
    local next_file = io.open(temporary, "wb")
    if not next_file then
      most = size + step
      return
    end
    file:close()
    generations[other] = generations[current] + 1
    next_file:write(("generation %d.\n"):format(generations[other]))
    each(names[current], function(entry)
      if counts(entry) then
        next_file:write(entry, ".\n")
      end
    end)
    next_file:close()
    os.rename(temporary, names[other])
    current = other
    open()
  end

  local function append(entry_size, ...)
    if not file then
      open()
    end
    if file then
      file:write(...)
      file:write(".\n")
      size = size + entry_size
    end
  end

  local function flush()
    if file then
      file:flush()
      if size >= most then
        begin_next()
      end
    end
  end

  return {
    append = append, flush = flush,
    each = function(take)
      each(names[3 - current], take)
      each(names[current], take)
    end,
  }
end

return { of = of }
