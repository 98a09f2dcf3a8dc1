-- Words at the head of a line: which is a level, and which is a name that may stand in front of one. `head` is what the
-- head has shown so far (layouts.lua).
local levels = require("levels")

local IN_TEXT, LETTERS = levels.in_text, levels.letters

-- Lower-case words that are levels where a blank alone follows the time.
local PLAIN = { trace = true, debug = true, info = true, warn = true, warning = true, error = true, fatal = true }
-- Upper-case ones that are levels only behind a time, or before a colon or a bar.
local FAINT = { LOG = true, FINE = true, CONFIG = true, SYSTEM = true, SUCCESS = true, NOTE = true }
-- Lower-case ones behind a name and a colon that may as well be a setting: "flags: debug: true".
local SETTINGS = { debug = true, trace = true, verbose = true }
-- What follows a letter that is a level: etcd, MongoDB before 4.4 ("I  NETWORK"), Telegraf, GlusterFS and Semantic
-- Logger ("E [7:main]"), TensorFlow and QuestDB ("E tensorflow/core/x.cc:1]", "I i.q.c.Server").
local BEHIND_LETTER = { "^  ", "^ | ", "^! ", "^ %u%u%u+ ", "^ %[[%w_.-]+:", "^ %a[%w_]*[./][%w_./]+" }
-- Words in front of a level: the thread of log4j2, halves of a day, processes of Pgpool-II, channels of Ceph, zones.
local PASSED = {
  main = true, child = true, pid = true, AM = true, PM = true, cluster = true, audit = true,
  ["GMT:"] = true, ["UTC:"] = true,
}

local function is_digit(byte)
  return byte and byte >= 48 and byte <= 57
end

local function is_letter(byte)
  return byte and (byte >= 97 and byte <= 122 or byte >= 65 and byte <= 90)
end

-- The level of a word that a blank follows: how sure that is depends on what is around it.
local function before_blank(head, text, word, level, behind)
  if not word:find("%l") and (head.timed or not FAINT[word]) or head.npm or head.colon then
    return level
  elseif head.fields and text:find("^ +[-|]%f[ %z]", behind) then
    return level
  end
  return head.timed and (text:find("^ +:? ?%[", behind) or not head.go and PLAIN[word]) and level or nil
end

-- A letter alone behind a time.
local function level_of_letter(text, at)
  local level = LETTERS[text:sub(at, at)]
  for index = 1, level and #BEHIND_LETTER or 0 do
    if text:find(BEHIND_LETTER[index], at + 1) then
      return level
    end
  end
end

-- The level of the word between two positions, as what follows it says.
local function level_of(head, text, at, behind)
  if is_digit(text:byte(behind)) and behind - at == 5 and not is_letter(text:byte(behind + 1)) then
    behind = behind + 1 -- DEBUG1
  end
  local word = text:sub(at, behind - 1)
  local level, byte, next_byte = IN_TEXT[word], text:byte(behind), text:byte(behind + 1)
  if not level then
    -- The console of .NET; else "fail" is a word as others are.
    return word == "fail" and text:find("^: %S+%[%d+%]%f[\n%z]", behind) and "error"
      or behind == at + 1 and head.timed and level_of_letter(text, at) or nil
  end
  local upper = not word:find("%l")
  if byte == 32 then
    return before_blank(head, text, word, level, behind)
  elseif byte == 58 then
    return (upper or not next_byte or next_byte <= 32) and level or nil
  elseif byte == 91 then
    return upper and is_digit(next_byte) and level or nil -- INFO[0000] of logrus
  elseif byte == 47 then
    return head.timed and text:find("^/%u%a+: ", behind) and level or nil -- Icinga: "critical/ApiListener: "
  elseif byte == 40 then
    return text:find("^%([%w_.]+%): ", behind) and level or nil -- Zig: "error(shop): "
  elseif not byte or byte == 9 then
    return (upper or head.timed) and level or nil
  elseif byte == 124 or byte == 27 or byte == 33 and head.npm then
    return level
  end
end

-- The level behind a name and its colon, and where the message begins: "shop: ERROR: …", "nginx: [emerg] …",
-- "postfix/smtpd[42]: warning: …", "kid1| ERROR: …".
local function behind_name(text, at)
  local behind = text:match("^[%w_./-]+()", at)
  local behind_process = text:match("^%[[%d:]+%]:?()", behind)
  local colon = behind_process or text:match("^[:|]()", behind)
  if not colon then
    return nil
  end
  local word, message = text:match("^ +%[(%a+)%] ?()", colon)
  if not word then
    word, message = text:match("^ +(%a+):%s()", colon)
    word = (behind_process or not SETTINGS[word]) and word
  end
  return IN_TEXT[word], message
end

-- Whether a name of a program stands in front of the time: "Jicofo 2026-01-31 12:34:56.789 SEVERE: …".
local function is_before_time(head, text, piece, behind)
  return head.pieces == 1 and not piece:find("%A") and text:find("^ %d%d%d%d%-%d%d%-%d%d[ T]%d%d:%d%d", behind) ~= nil
end

-- Whether a piece is the name of a host: a level follows, or a program and its process.
local function is_host(text, piece, behind)
  return piece:find("^%l[%l%d]*%-[%l%d-]+$")
    and (text:find("^ %u+ ", behind) or text:find("^ [%w_./-]+%[%d+%]: ", behind))
end

-- The level of a line of PostgreSQL in CSV, in front of the code of its state, and where the message begins.
local function in_csv(text, at)
  local word, behind = text:match('^%u+,[",].-,(%u+%d?),%w%w%w%w%w,()"', at)
  return IN_TEXT[word], behind
end

-- Whether a piece that is no level may stand before one: a zone, a field between bars or tabs, the name of a logger, a
-- user or a host.
local function is_passed(head, text, piece, behind)
  return #piece <= 5 and not piece:find("%U") and head.pieces <= 4
    or head.fields and text:find("^ *[-|] ", behind)
    or text:find("^|%w", behind) or text:byte(behind) == 9
    or PASSED[piece]
    or piece:find("[.@/]") and not piece:find("[.,]$")
    or not head.go and is_host(text, piece, behind)
end

return {
  level = level_of, in_csv = in_csv, behind_name = behind_name, is_before_time = is_before_time, is_passed = is_passed,
}
