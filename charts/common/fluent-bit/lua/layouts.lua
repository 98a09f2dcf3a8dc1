-- Lines of text: their level stands at the head, between the time and the message, as loggers and servers lay it out.
-- The head is read piece by piece (time, brackets, names, numbers) until a level is found or the message begins: "No
-- ERROR found" says none.
local beginnings = require("beginnings")
local brackets = require("brackets")
local levels = require("levels")
local words = require("words")

local IN_TEXT = levels.in_text

-- How much of a line its head can be.
local MOST_PIECES, MOST_BYTES = 14, 320

local MONTHS_AND_DAYS = {}
for name in ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun"):gmatch("%a+") do
  MONTHS_AND_DAYS[name] = true
end

local REDIS = { [46] = "debug", [45] = "debug", [42] = "info", [35] = "warn" }
local PHRASES = {
  ["PHP Fatal error"] = "fatal", ["PHP Parse error"] = "error", ["PHP Warning"] = "warn", ["PHP Notice"] = "info",
  ["PHP Deprecated"] = "warn", ["fatal error"] = "fatal",
}
local CLOSING = { [91] = 93, [40] = 41, [123] = 125, [60] = 62 }

-- What the head has shown so far:
--   timed    a time
--   go       in the form of Go's `log`, which puts the message right behind it: 2026/01/31 12:34:56
--   colon    a fraction of a second and a colon end it
--   fields   the last piece ended with a bar, a dash or a tab
--   redis, npm   who writes
--   month    the last piece was the name of a month or a day
--   pieces   their number
--   keys     the keys that hold a level
local head = {}

local function is_digit(byte)
  return byte and byte >= 48 and byte <= 57
end

local function is_letter(byte)
  return byte and (byte >= 97 and byte <= 122 or byte >= 65 and byte <= 90)
end

-- The position behind blanks, colours and the marks that separate fields.
local function skip_separators(text, at)
  local byte, last = text:byte(at), at + MOST_BYTES
  while byte and at < last do
    if byte == 27 then
      at = text:match("^%[[%d;]*%a()", at + 1) or at + 1
    elseif byte == 32 or byte == 9 or byte == 124 or byte == 58 or byte == 44 or byte == 59 then
      at = at + 1
    elseif byte == 45 and (text:byte(at + 1) == 32 or text:byte(at + 1) == 45) then
      at = at + 1
    elseif byte == 45 and text:byte(at + 1) == 62 then
      at = at + 2
    elseif byte == 226 then
      at = at + 3 -- arrows, bars, warning signs
    else
      break
    end
    byte = text:byte(at)
  end
  return at, byte
end

-- The position behind the letters that begin at a position, as far as a level can reach.
local function word_end(text, at)
  local byte, last = text:byte(at), at + 20
  while is_letter(byte) and at < last do
    at = at + 1
    byte = text:byte(at)
  end
  return at
end

-- The position behind a piece: at a blank, a bracket, a bar or a colour. No piece of a head is longer than 100 bytes.
local function piece_end(text, at)
  local byte, last = text:byte(at), at + 100
  while byte and byte > 32 and byte ~= 91 and byte ~= 124 and byte ~= 93 and byte ~= 40 and at < last do
    at = at + 1
    byte = text:byte(at)
  end
  return at
end

local function close_of(text, at, closing)
  for index = at + 1, at + 160 do
    local byte = text:byte(index)
    if byte == closing then
      return index
    elseif not byte then
      return nil
    end
  end
end

-- Whether a piece is a time or a part of one, and whether it is Go's.
local function is_time(piece)
  if piece:find("^%d+:%d%d") or piece:find("^%d+[-/]%d+[-/]%d") or piece:find("^%d%d%-%a%a%a%-%d") then
    return true, piece:find("^%d+/") ~= nil
  end
  -- 2026.01.31, seconds since 1970, 20260131T123456
  return piece:find("^%d%d%d%d%.%d+%.%d") or piece:find("^%d%d%d%d%d%d%d%d%d%d+%.?%d*[,:]?$")
    or piece:find("^%d%d%d%d%d%d%d%dT?%d*"), false
end

-- Whether a number stands in front of a head: a day, a process of NestJS, one of Kamailio or coturn.
local function is_before_head(text, at)
  local month = text:match("^%d%d? (%a%a%a) %d", at)
  return MONTHS_AND_DAYS[month] or text:find("^%d+  %- ", at) or text:find("^%d+:? ?%(%d+%):? %u+: ", at)
end

-- Each of these reads one piece of the head: a level and the position behind it; nil and the position behind what is no
-- level; nothing where the message begins.
local function read_number(text, at)
  local behind = piece_end(text, at)
  local piece = text:sub(at, behind - 1)
  local timed, go = is_time(piece)
  if timed then
    local word, message = piece:match("^[%d:.,]+:(%u+)():?") -- in one: 12:34:56,123:ERROR:shop
    if IN_TEXT[word] then
      return IN_TEXT[word], at + message - 1
    end
    head.timed, head.go, head.colon = true, head.go or go, piece:find("%.%d+:$")
    local sign = head.redis and text:byte(behind + 2) == 32 and REDIS[text:byte(behind + 1)]
    if sign then
      return sign, behind + 2
    end
  elseif text:find("^%d+:[MSCX] ", at) then
    head.redis = true
  elseif not (head.timed or head.redis or head.month or is_before_head(text, at)) then
    return nil, nil
  end
  return nil, behind
end

local function read_brackets(text, at, closing)
  local close = close_of(text, at, closing)
  if not close or closing == 125 and text:byte(at + 1) == 34 then
    return nil, nil
  end
  local level, timed = brackets.read(text:sub(at + 1, close - 1), head.timed)
  head.timed = head.timed or timed
  return level, close + 1
end

local function read_letters(text, at)
  local letters, behind = word_end(text, at), piece_end(text, at)
  local level = words.level(head, text, at, letters)
  if level then
    return level, letters
  end
  local piece = text:sub(at, behind - 1)
  if #piece <= 4 and MONTHS_AND_DAYS[piece:sub(1, 3)] and text:find("^,? +[%d%u]", behind) then
    head.month = true
    return nil, behind
  elseif piece:find("=", 2, true) then
    local key, value = piece:match("^([%w_.]+)=(.*)$")
    return head.keys[key] and IN_TEXT[value], head.timed and behind
  elseif piece == "npm" and at == 1 then
    head.npm = true
    return nil, behind
  elseif piece == "PHP" or piece == "fatal" then
    return PHRASES[text:match("^[%a ]+", at)], nil
  end
  local named, message = words.behind_name(text, at)
  if head.timed and text:byte(letters) == 44 then
    named, message = words.in_csv(text, at)
  end
  if named then
    return named, message
  elseif not head.timed then
    return nil, words.is_before_time(head, text, piece, behind) and behind
  end
  level = IN_TEXT[piece:match("%.(%u+):$")] -- Monolog: "app.ERROR:"
  return level, (level or words.is_passed(head, text, piece, behind)) and behind
end

local function read_piece(text, at, byte)
  if (byte == 43 or byte == 45) and head.timed and is_digit(text:byte(at + 1)) then
    return nil, piece_end(text, at) -- +00:00
  elseif is_digit(byte) then
    return read_number(text, at)
  elseif is_letter(byte) or head.timed and (byte == 46 or byte == 47) then
    return read_letters(text, at)
  elseif CLOSING[byte] then
    return read_brackets(text, at, CLOSING[byte])
  end
end

-- Reads the head from a position on: a level or nil, and where the message begins.
local function read_head(text, at, byte)
  head.timed, head.go, head.colon, head.fields, head.redis = false, false, false, false, false
  head.npm, head.month = false, false
  for pieces = 1, MOST_PIECES do
    head.pieces = pieces
    local level, behind = read_piece(text, at, byte)
    if level then
      return level, (skip_separators(text, behind or at))
    elseif not behind then
      break
    end
    head.fields = text:find("^ *[-|\t]", behind) ~= nil
    at, byte = skip_separators(text, behind)
    if not byte or at > MOST_BYTES then
      break
    end
  end
  -- java.util.logging has the level on a line of its own.
  local word = head.month and head.timed and text:match("^[^\n]*\n(%u+): ")
  return IN_TEXT[word], at
end

-- Reads text from a position on: its format, level, position of the message, status of an access log. `keys` hold
-- levels.
local function read(text, first, keys)
  local at, byte = skip_separators(text, first)
  local format, level, message = beginnings.with_level(text, at, byte)
  if level then
    return format, level, message
  elseif is_digit(byte) or is_letter(byte) then
    local status, request = beginnings.access_status(text, at)
    if status then
      return "access", nil, request, status
    end
  end
  head.keys = keys
  return "text", read_head(text, at, byte)
end

return { read = read }
