-- Brackets at the head of a line: what they hold.
local levels = require("levels")

local IN_TEXT, LETTERS = levels.in_text, levels.letters

-- What brackets hold around the word of a level: [error], [core:error], [level=error], [Server thread/ERROR],
-- [ns_server:error,2026-01-31T…
local WORDS = {
  "^%s*(%a+%d?)%s*$", "^[%w_.]+[:#](%a+%d?)$", "^level=(%a+)$", "^[%w _.#-]+/(%u+)$", "^[%w_]+:(%l+),%d%d%d%d%-",
}
-- A letter before a time: [E 2026-01-31 12:34:56, [I 12:34:56, [W0131 12:34:56
local LETTER, OF_KLOG = "^(%u) %d%d[%d.:/-]+[ %.]", "^(%u)%d%d%d%d %d%d:%d%d:"
local TIMES = { "%d:%d", "%d%d%d%d%-%d%d%-%d%d", "^%d%d%d%d/%d%d%d%d%d%d%." }

-- The level behind a time, with which they begin, or which a word stands in front of: [2026-01-31 12:34:56 INFO  shop],
-- [RUNNER 2026-01-31 12:34:56Z ERR  Runner], [7:42:0131/123456.123456:ERROR:gpu_init.cc(523)]. A letter stands between
-- numbers: [2026-01-31 12:34:56,123 E 1 1]
local function behind_time(inner)
  if not (inner:find("^%d") or inner:find("^%u+ %d")) then
    return nil
  end
  for word in inner:gmatch("[%s:](%a+)%f[%s/:%z]") do
    if IN_TEXT[word] then
      return IN_TEXT[word]
    end
  end
  return LETTERS[inner:match("%d (%u) %d")]
end

-- The level that the text between two brackets says, and whether it holds a time. A letter alone, "[E]", is a level
-- behind a time only.
local function read(inner, timed)
  if inner:find("\27", 1, true) then
    inner = inner:gsub("\27%[[%d;]*m", "")
  end
  for index = 1, #WORDS do
    local word = inner:match(WORDS[index])
    if word then
      return IN_TEXT[word] or timed and LETTERS[word], false
    end
  end
  local letter = inner:match(LETTER) or inner:match(OF_KLOG)
  for index = 1, #TIMES do
    if inner:find(TIMES[index]) then
      return LETTERS[letter] or behind_time(inner), true
    end
  end
  return nil, false
end

return { read = read }
