-- Lines of text: their level stands at the head, between the time and the message, as loggers and servers lay it out.
-- The head is read piece by piece (time, brackets, names, numbers) until a level is found or the message begins: "No
-- ERROR found" says none.
local beginnings = require("beginnings")
local levels = require("levels")

local IN_TEXT = levels.in_text

-- How much of a line its head can be.
local MOST_PIECES, MOST_BYTES = 14, 320

local MONTHS_AND_DAYS = {}
for name in ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun"):gmatch("%a+") do
  MONTHS_AND_DAYS[name] = true
end

-- Lower-case words that are levels where a blank alone follows the time.
local PLAIN = { trace = true, debug = true, info = true, warn = true, warning = true, error = true, fatal = true }
-- Upper-case ones that are levels only behind a time, or before a colon or a bar.
local FAINT = { LOG = true, FINE = true, CONFIG = true, SYSTEM = true, SUCCESS = true, NOTE = true }
local LETTERS = { D = "debug", I = "info", W = "warn", E = "error", F = "fatal" }
local REDIS = { [46] = "debug", [45] = "debug", [42] = "info", [35] = "warn" }
local PHRASES = {
  ["PHP Fatal error"] = "fatal", ["PHP Parse error"] = "error", ["PHP Warning"] = "warn", ["PHP Notice"] = "info",
  ["PHP Deprecated"] = "warn", ["fatal error"] = "fatal",
}
local CLOSING = { [91] = 93, [40] = 41, [123] = 125, [60] = 62 }

-- What the head has shown so far:
--   timed    a time
--   go       in the form of Go's `log`, which puts the message right behind it: 2026/01/31 12:34:56
--   fields   the last piece ended with a bar or a dash
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

-- What brackets hold: a level, which stands alone, behind a time, or behind a colon ("core:error"); and whether a time.
local function in_brackets(text, first, last)
  local inner = text:sub(first, last)
  if inner:find("\27", 1, true) then
    inner = inner:gsub("\27%[[%d;]*m", "")
  end
  local word = inner:match("^%s*(%a+%d?)%s*$") or inner:match("^[%w_.]+:(%a+%d?)$") or inner:match("^level=(%a+)$")
  if word then
    return IN_TEXT[word], false
  end
  local timed = inner:find("%d:%d") ~= nil or inner:find("%d%d%d%d%-%d%d%-%d%d") ~= nil
  if timed and inner:find("^%d") then
    for each in inner:gmatch("[%s:](%a+)%f[%s/%z]") do
      if IN_TEXT[each] then
        return IN_TEXT[each], true
      end
    end
  end
  return nil, timed
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

-- Each of these reads one piece of the head: a level and the position behind it; nil and the position behind what is no
-- level; nothing where the message begins.
local function read_number(text, at)
  local behind = piece_end(text, at)
  local timed, go = is_time(text:sub(at, behind - 1))
  if timed then
    head.timed, head.go = true, head.go or go
    local sign = head.redis and text:byte(behind + 2) == 32 and REDIS[text:byte(behind + 1)]
    if sign then
      return sign, behind + 2
    end
  elseif text:find("^%d+:[MSCX] ", at) then
    head.redis = true
  elseif not (head.timed or head.redis or head.month or text:find("^%d+  %- ", at)) then -- the last: NestJS
    return nil, nil
  end
  return nil, behind
end

local function read_brackets(text, at, closing)
  local close = close_of(text, at, closing)
  if not close or closing == 125 and text:byte(at + 1) == 34 then
    return nil, nil
  end
  local level, timed = in_brackets(text, at + 1, close - 1)
  head.timed = head.timed or timed
  return level, close + 1
end

-- The level of a word that a blank follows: how sure that is depends on what is around it.
local function before_blank(text, word, level, behind)
  if not word:find("%l") and (head.timed or not FAINT[word]) or head.npm then
    return level
  elseif head.fields and text:find("^ +[-|]%f[ %z]", behind) then
    return level
  end
  return head.timed and (text:find("^ +:? ?%[", behind) or not head.go and PLAIN[word]) and level or nil
end

-- The level of the word between two positions, as what follows it says.
local function level_of_word(text, at, behind)
  if is_digit(text:byte(behind)) and behind - at == 5 and not is_letter(text:byte(behind + 1)) then
    behind = behind + 1 -- DEBUG1
  end
  local word = text:sub(at, behind - 1)
  local level, byte, next_byte = IN_TEXT[word], text:byte(behind), text:byte(behind + 1)
  if not level then
    -- The console of .NET; else "fail" is a word as others are.
    return word == "fail" and text:find("^: %S+%[%d+%]%f[\n%z]", behind) and "error" or nil
  end
  local upper = not word:find("%l")
  if byte == 32 then
    return before_blank(text, word, level, behind)
  elseif byte == 58 then
    return (upper or not next_byte or next_byte <= 32) and level or nil
  elseif byte == 91 then
    return upper and is_digit(next_byte) and level or nil -- INFO[0000] of logrus
  elseif not byte or byte == 9 then
    return (upper or head.timed) and level or nil
  elseif byte == 124 or byte == 27 or byte == 33 and head.npm then
    return level
  end
end

-- A single letter behind a time: etcd ("E | "), MongoDB before 4.4 ("I  NETWORK"), Telegraf ("E! ").
local function level_of_letter(text, at)
  local level = LETTERS[text:sub(at, at)]
  return level and (text:find("^  ", at + 1) or text:find("^ | ", at + 1) or text:find("^! ", at + 1)
    or text:find("^ %u%u%u+ ", at + 1)) and level
end

-- Whether a piece that is no level may stand before one: a zone, a field between bars, the name of a logger or a user.
local function is_passed(text, piece, behind)
  return #piece <= 5 and not piece:find("%U") and head.pieces <= 4
    or head.fields and text:find("^ *[-|] ", behind)
    or piece == "main" or piece == "AM" or piece == "PM"
    or piece:find("[.@/]") and not piece:find("[.,]$")
end

local function read_letters(text, at)
  local letters, behind = word_end(text, at), piece_end(text, at)
  local level = level_of_word(text, at, letters) or letters == at + 1 and head.timed and level_of_letter(text, at)
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
  elseif not head.timed then
    return nil, nil
  end
  level = IN_TEXT[piece:match("%.(%u+):$")] -- Monolog: "app.ERROR:"
  return level, (level or is_passed(text, piece, behind)) and behind
end

local function read_piece(text, at, byte)
  if (byte == 43 or byte == 45) and head.timed and is_digit(text:byte(at + 1)) then
    return nil, piece_end(text, at) -- +00:00
  elseif is_digit(byte) then
    return read_number(text, at)
  elseif is_letter(byte) then
    return read_letters(text, at)
  elseif CLOSING[byte] then
    return read_brackets(text, at, CLOSING[byte])
  end
end

-- Reads the head from a position on: a level or nil, and where the message begins.
local function read_head(text, at, byte)
  head.timed, head.go, head.fields, head.redis, head.npm, head.month = false, false, false, false, false, false
  for pieces = 1, MOST_PIECES do
    head.pieces = pieces
    local level, behind = read_piece(text, at, byte)
    if level then
      return level, (skip_separators(text, behind or at))
    elseif not behind then
      break
    end
    head.fields = text:find("^ *[-|]", behind) ~= nil
    at, byte = skip_separators(text, behind)
    if not byte or at > MOST_BYTES then
      break
    end
  end
  -- java.util.logging has the level on a line of its own.
  local word = head.month and head.timed and text:match("^[^\n]*\n(%u+): ")
  return IN_TEXT[word], at
end

-- Reads a line of text: its format, level, position of the message, status of an access log. `keys` hold levels.
local function read(text, keys)
  local at, byte = skip_separators(text, 1)
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
