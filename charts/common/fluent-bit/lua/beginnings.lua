-- Lines of text that are told by how they begin: syslog, klog, Ruby, Erlang, access logs.
local levels = require("levels")

local KLOG = { I = "info", W = "warn", E = "error", F = "fatal" }
local ANDROID = { V = "trace", D = "debug", I = "info", W = "warn", E = "error", F = "fatal", A = "fatal" }
local ERLANG = { CRASH = "error", SUPERVISOR = "error", PROGRESS = "info" }
-- Words at the beginning that programs of one kind have; each pattern finds the level.
local OWN = {
  J = "^Java HotSpot%(TM%) [%w%-]+ Server VM (%l+): ()",
  O = "^OpenJDK [%w%-]+ Server VM (%l+): ()",
  S = "^SLF4J%((%u)%): ()",
  l = "^log4j:(%u+) ()",
}
local RUBY = { D = "debug", I = "info", W = "warn", E = "error", F = "fatal" }

local function is_digit(byte)
  return byte and byte >= 48 and byte <= 57
end

-- Android's threads: 11-26 03:43:02.123  1234  5678 E Tag: …
local function android_time(text, at)
  if text:byte(at + 2) == 45 and text:byte(at + 5) == 32 then
    local letter, behind = text:match("^%d%d%-%d%d %d%d:%d%d:%d%d%.%d+ +%d+ +%d+ (%u) ()", at)
    return "text", ANDROID[letter], behind
  end
end

-- Layouts with a level: their format, level, and position of the message; nil for all others.
local function with_level(text, at, byte)
  if byte == 60 then
    local priority, behind = text:match("^<(%d%d?%d?)>()", at)
    -- RFC 3164 begins with a month, RFC 5424 with its version; the kernel and systemd write levels alone.
    if priority and (#priority == 1 or text:find("^%u%l%l ", behind) or text:find("^%d ", behind)) then
      return "text", levels.syslog[priority % 8], behind
    end
  elseif byte == 61 then
    local word, behind = text:match("^=(%u+) REPORT=+()", at) -- Erlang
    return "text", word and (levels.in_text[word] or ERLANG[word]), behind
  elseif is_digit(byte) then
    return android_time(text, at)
  end
  local letter, second = text:sub(at, at), text:byte(at + 1)
  if KLOG[letter] and is_digit(second) then
    -- Month and day; glog of C++ writes the year too, CockroachDB its last two digits.
    local date = text:match("^%d%d%d%d()", at + 1)
    date = date and (text:match("^%d%d%d%d()", date) or text:match("^%d%d()", date)) or date
    local behind = date and text:match("^ %d%d:%d%d:%d%d%.%d+ +%d+ [^%]]*%] ?()", date)
    if behind then
      return "klog", KLOG[letter], behind
    end
  elseif ANDROID[letter] and second == 47 then
    local behind = text:match("^/[^%(%s]+%( *%d+%): ()", at + 1)
    return "text", behind and ANDROID[letter], behind
  elseif OWN[letter] then
    local word, behind = text:match(OWN[letter], at)
    return "text", word and (levels.in_text[word] or levels.letters[word]), behind
  elseif RUBY[letter] and second == 44 and text:find("^ %[%d%d%d%d%-", at + 2) then
    return "text", RUBY[letter], text:match("^[^\n]-%-%- [^:]*: ()", at) or at
  end
end

-- The position of a byte from a position on, at most so far away.
local function find_byte(text, at, wanted, most)
  for index = at, at + most do
    local byte = text:byte(index)
    if byte == wanted then
      return index
    elseif not byte then
      return nil
    end
  end
end

-- The status in an access log in the common or the combined format, and where the request stands:
-- 192.0.2.7 - - [31/Jan/2026:12:34:56 +0000] "GET / HTTP/1.1" 200
local function access_status(text, at)
  local blank = find_byte(text, at, 32, 45)
  local bracket = blank and find_byte(text, blank, 91, 80)
  local close = bracket and find_byte(text, bracket, 93, 30)
  if not close or text:byte(close + 2) ~= 34 or text:byte(bracket - 1) ~= 32 then
    return nil
  end
  local quote = find_byte(text, close + 3, 34, 8192)
  local hundreds = quote and text:byte(quote + 2)
  if not is_digit(hundreds) or text:byte(quote + 5) ~= 32 then
    return nil
  end
  return tonumber(text:sub(quote + 2, quote + 4)), close + 2
end

return { access_status = access_status, with_level = with_level }
