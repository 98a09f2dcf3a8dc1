-- The encodings that personal data is written in. Decoding keeps every position: what several bytes stand for is one
-- byte, followed by fillers, so what is found in the decoded text is at the same place in the original.

local FILLER = "\1"
local UNKNOWN = "\2" -- the "n" of "\n" where it may as well be a letter: a part of a name, no part of a word
local LETTER = "\195" -- any that is not ASCII
local MARK = "[%%\\&=\194\226\227\239]"

-- A character by its code point. Of others than ASCII it matters whether they are letters; blanks and punctuation of
-- all languages separate.
local function character(code)
  if code == 0xFE6B then
    return "@" -- small
  elseif code >= 0x80 and code < 0xC0 or code >= 0x2000 and code < 0x2070 or code >= 0x3000 and code < 0x3040 then
    return code >= 0x2010 and code <= 0x2015 and "-" or " "
  elseif code >= 0xFF01 and code <= 0xFF5E then
    return string.char(code - 0xFEE0) -- full width
  elseif code < 128 then
    return code < 32 and "\n" or string.char(code)
  end
  return LETTER
end

local ENTITIES = {
  amp = "&", apos = "'", colon = ":", commat = "@", dash = "-", equals = "=", hyphen = "-", lowbar = "_", nbsp = " ",
  period = ".", plus = "+", quot = '"', sol = "/",
}

local decode = {}

-- %40, %2540, %252540, %u0040. The first magnetic track of a card begins with %B and digits, and ends with ^.
decode["%"] = function(text, at)
  local behind = at + 1
  local long = text:match("^u(%x%x%x%x)", behind)
  if long then
    return character(tonumber(long, 16)), behind + 5
  end
  local hex = text:match("^%x%x", behind)
  while hex == "25" and text:find("^%x%x", behind + 2) do
    behind = behind + 2
    hex = text:match("^%x%x", behind)
  end
  if not hex or text:find("^[Bb]%d+%^", behind) then
    return nil
  end
  local code = tonumber(hex, 16)
  return code < 128 and character(code) or LETTER, behind + 2
end

-- =40 of quoted-printable, where a domain follows that a timeout=40s.retry has not: its end has two letters, or is one
-- of the most usual. https://www.rfc-editor.org/rfc/rfc2045#section-6.7
local USUAL = { com = true, net = true, org = true, edu = true, gov = true, mil = true, info = true, example = true }
decode["="] = function(text, at)
  local ending = text:match("^40%a[%w.-]*%.(%a+)", at + 1)
  if ending and (#ending == 2 or USUAL[ending:lower()]) then
    return "@", at + 3
  end
end

-- \u0040 \n \/ of JSON, and of JSON in a string of JSON: \\u0040; \x40, \u{40}, \U00000040 and \@ of other languages.
-- In text a backslash is one.
local ESCAPES = { "^u(%x%x%x%x)()", "^x(%x%x)()", "^u{(%x+)}()", "^U00(%x%x%x%x%x%x)()" }
decode["\\"] = function(text, at, in_json)
  local run, behind = text:match("^(\\+)()", at)
  for index = 1, #ESCAPES do
    local hex, after = text:match(ESCAPES[index], behind)
    if hex then
      return character(tonumber(hex, 16)), after
    end
  end
  local byte = text:sub(behind, behind)
  if byte == "@" then
    return "@", behind + 1
  elseif in_json and #run % 2 == 1 then
    local decoded = byte:find("^[bfnrt]") and "\n" or byte
    return run:sub(2) .. decoded, behind + 1
  end
  return run .. (byte:find("^[bfnrt]") and UNKNOWN or ""), behind + (byte:find("^[bfnrt]") and 1 or 0)
end

-- &#64; &#x40; &commat; and the same with &amp; in front.
decode["&"] = function(text, at)
  local behind = at + 1
  while text:find("^amp;", behind) do
    behind = behind + 4
  end
  local number, after = text:match("^#(%d+);()", behind)
  if not number then
    number, after = text:match("^#[xX](%x+);()", behind)
    number = number and tonumber(number, 16)
  end
  if number then
    return character(tonumber(number)), after
  end
  number, after = text:match("^(%a+);()", behind)
  return ENTITIES[number], after
end

-- Blanks, punctuation and full width in UTF-8; letters stay as they are.
decode["\194"] = function(_, at)
  return " ", at + 2
end
decode["\226"] = function(text, at)
  local first, second, third = text:byte(at, at + 2)
  if not third or second < 128 or third < 128 then
    return nil
  end
  local plain = character(first % 16 * 4096 + second % 64 * 64 + third % 64)
  return plain ~= LETTER and plain or nil, at + 3
end
decode["\227"], decode["\239"] = decode["\226"], decode["\226"]

-- A text without encodings, as long as it was.
local function decoded(text)
  local at = text:find(MARK)
  if not at then
    return text
  end
  local in_json = text:find("^%s*{")
  local parts, copied = {}, 1
  while at do
    local plain, behind = decode[text:sub(at, at)](text, at, in_json)
    if plain then
      parts[#parts + 1] = text:sub(copied, at - 1)
      parts[#parts + 1] = plain
      parts[#parts + 1] = FILLER:rep(behind - at - #plain)
      copied = behind
    else
      behind = at + 1
    end
    at = text:find(MARK, behind)
  end
  parts[#parts + 1] = text:sub(copied)
  return table.concat(parts)
end

-- The next byte that is no filler from a position on, and its position.
local function next_byte(text, at)
  local byte = text:byte(at)
  while byte == 1 do
    at = at + 1
    byte = text:byte(at)
  end
  return byte, at
end

-- The same to the left; nothing in front of the text.
local function last_byte(text, at)
  local byte = text:byte(at)
  while byte == 1 do
    at = at - 1
    byte = text:byte(at)
  end
  return byte, at
end

return { decoded = decoded, next_byte = next_byte, last_byte = last_byte }
