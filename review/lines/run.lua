-- Passes lines of programs through the scripts of a log router, which may be of another version: they see nothing but
-- what such scripts use, and write no file. Input: the names and texts of the scripts, an empty line, then one case per
-- line; names, texts and cases in hexadecimal. Output: for each case why it was left out, and its events, by a tab.
-- https://docs.fluentbit.io/manual/data-pipeline/filters/lua#function-arguments-and-return-values

local function from_hex(digits)
  return (digits:gsub("..", function(pair)
    return string.char(tonumber(pair, 16))
  end))
end

local function to_hex(text)
  return (text:gsub(".", function(byte)
    return ("%02x"):format(byte:byte())
  end))
end

local texts = {}
for line in io.lines() do
  local name, text = line:match("^(%x+) (%x*)$")
  if not name then
    break
  end
  texts[from_hex(name)] = from_hex(text)
end

-- Why the last line was left out: scripts count it.
local why
local counters = {}
function counters.count(_, _, reason)
  why = reason or why
end

-- Files take everything and hold nothing, and there is none to read.
local file = {}
file.__index = file
function file.write(self, ...)
  for _, text in ipairs({ ... }) do
    self.size = self.size + #tostring(text)
  end
  return self
end
function file.seek(self)
  return self.size
end
for _, name in ipairs({ "close", "flush", "setvbuf" }) do
  file[name] = function()
    return true
  end
end
local files = {
  open = function(_, mode)
    return mode:match("[aw]") and setmetatable({ size = 0 }, file) or nil
  end,
}
local system = {
  time = function()
    return 1769862896
  end,
  remove = function() end,
  rename = function() end,
}

local known = {
  jit = { off = function() end, on = function() end },
  bit = require("bit"),
  ["table.new"] = require("table.new"),
  ["table.clear"] = require("table.clear"),
  counters = {
    of = function()
      return counters
    end,
  },
}
local shared = {
  "assert", "error", "getmetatable", "ipairs", "math", "newproxy", "next", "pairs", "pcall", "select", "setmetatable",
  "string", "table", "tonumber", "tostring", "type", "unpack",
}
local visible = { io = files, os = system, jit = known.jit, bit = known.bit, package = {} }
for _, name in ipairs(shared) do
  visible[name] = _G[name]
end
visible.debug = {
  getinfo = function()
    return { source = "@./script.lua" }
  end,
}
visible._G = visible

local function script(name)
  local text = assert(texts[name .. ".lua"], "there is no " .. name .. ".lua")
  return assert(load(text, "@" .. name .. ".lua", "t", visible))()
end

function visible.require(name)
  if known[name] == nil then
    known[name] = script(name) or true
  end
  return known[name]
end

local passes = {}

-- The DaemonSet: lines as the container runtime writes them; three ticks later nothing waits for more lines. Each case
-- has an hour of its own, so that no limit of bytes counts several of them.
local hour = 0
function passes.containers(text, events)
  hour = hour + 1
  local group = visible.require("settings").groups[1]
  local stamp = os.date("!%Y-%m-%dT%H:00:00Z", 1767225600 + hour * 3600)
  local function pass(tag, line)
    local code, _, record = visible.read(tag, 0, { log = line })
    for _, each in ipairs(code == -1 and {} or record.event and { record } or record) do
      events[#events + 1] = select(3, visible.write(tag, 0, each)).log
    end
  end
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    pass("containers." .. group .. ".shop.checkout.0.web-1", stamp .. " stdout F " .. line)
  end
  for _ = 1, 3 do
    pass("containers." .. group .. ".waiting", "")
  end
end

-- A task of ECS: its log driver hands on line by line.
function passes.task(text, events)
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    local code, _, record = visible.describe("ecs.web-firelens-0123", 0, { log = line, source = "stdout" })
    events[#events + 1] = code ~= -1 and record.log or nil
  end
end

-- The collector of Kubernetes events: what a program says is the message of one.
local version = 0
function passes.events(text, events)
  version = version + 1
  local record = { message = text, type = "Normal", metadata = { uid = "shop", resourceVersion = tostring(version) } }
  local code, _, event = visible.write("events", 0, record)
  events[#events + 1] = code ~= -1 and event.log or nil
end

local name
for _, each in ipairs({ "containers", "task", "events" }) do
  name = name or texts[each .. ".lua"] and each
end
if not name then
  io.stderr:write("none of them is known here\n")
  os.exit(1)
end
script(name)
for digits in io.lines() do
  local events = {}
  why = nil
  passes[name](from_hex(digits), events)
  io.write(why or "", "\t", to_hex(table.concat(events, "\0")), "\n")
end
