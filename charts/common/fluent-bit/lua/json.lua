-- Tells a line of JSON from one that only looks like it, so that what is taken for JSON is JSON to whatever reads the
-- event. A whole parser that builds nothing: one pass over the bytes, in loops. LuaJIT compiles these; it does not
-- compile patterns. https://www.rfc-editor.org/rfc/rfc8259

-- Bytes that may follow a backslash, in addition to "u".
local ESCAPED = {}
for _, byte in ipairs({ ('"/\\bfnrt'):byte(1, -1) }) do
  ESCAPED[byte] = true
end

local function is_hex(byte)
  return byte and (byte >= 48 and byte <= 57 or byte >= 65 and byte <= 70 or byte >= 97 and byte <= 102)
end

-- First byte from a position on that is no blank.
local function skip_blanks(text, at)
  local byte = text:byte(at)
  while byte == 32 or byte == 9 or byte == 10 or byte == 13 do
    at = at + 1
    byte = text:byte(at)
  end
  return at, byte
end

-- Whether there are blanks alone from a position on.
local function is_blank(text, at)
  return select(2, skip_blanks(text, at)) == nil
end

-- Each of these: the position behind what begins at a position, nil if that is not what it should be; of a string also
-- whether it has escapes.
local function string_end(text, at)
  local escaped = false
  while true do
    at = at + 1
    local byte = text:byte(at)
    if byte == 34 then
      return at + 1, escaped
    elseif not byte or byte < 32 then
      return nil
    elseif byte == 92 then
      at, escaped = at + 1, true
      byte = text:byte(at)
      if byte == 117 then
        for digit = at + 1, at + 4 do
          if not is_hex(text:byte(digit)) then
            return nil
          end
        end
        at = at + 4
      elseif not ESCAPED[byte] then
        return nil
      end
    end
  end
end

local function digits_end(text, at)
  local first, byte = at, text:byte(at)
  while byte and byte >= 48 and byte <= 57 do
    at = at + 1
    byte = text:byte(at)
  end
  return at > first and at or nil
end

local function number_end(text, at)
  local first = text:byte(at) == 45 and at + 1 or at
  local behind = digits_end(text, first)
  if not behind or text:byte(first) == 48 and behind > first + 1 then
    return nil
  end
  if text:byte(behind) == 46 then
    behind = digits_end(text, behind + 1)
  end
  local exponent = behind and text:byte(behind)
  if exponent == 101 or exponent == 69 then
    local sign = text:byte(behind + 1)
    behind = digits_end(text, (sign == 43 or sign == 45) and behind + 2 or behind + 1)
  end
  return behind
end

local function value_end(text, at, byte)
  if byte == 34 then
    return string_end(text, at)
  elseif byte == 45 or byte and byte >= 48 and byte <= 57 then
    return number_end(text, at)
  end
  local word = byte == 116 and "true" or byte == 102 and "false" or byte == 110 and "null" or nil
  return word and text:sub(at, at + #word - 1) == word and at + #word or nil
end

local function utf8(code)
  local char, floor = string.char, math.floor
  if code < 128 then
    return char(code)
  elseif code < 2048 then
    return char(192 + floor(code / 64), 128 + code % 64)
  end
  return char(224 + floor(code / 4096), 128 + floor(code / 64) % 64, 128 + code % 64)
end

local UNESCAPED = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

-- What a string of JSON says, without its quotes. Halves of a surrogate pair stay two characters: no name has any.
local function unescaped(text)
  return (text:gsub("\\(.)(%x?%x?%x?%x?)", function(escape, digits)
    if escape == "u" then
      return utf8(tonumber(digits, 16))
    end
    return (UNESCAPED[escape] or escape) .. digits
  end))
end

-- Keys that `walk` looks out for: a cheap test that most other keys do not pass, by length and first byte.
local function lookout(keys)
  local wanted = {}
  for key in pairs(keys) do
    wanted[#key * 256 + key:byte()] = true
  end
  return wanted
end

local KEY, KEY_OR_END, VALUE, VALUE_OR_END, NEXT = 1, 2, 3, 4, 5
local DEEPEST = 200 -- what is deeper is no event that anybody would search
local opened = {} -- the brackets that are open, outermost first

-- Walks over the object that begins at a position: the position behind it, nil if it breaks off or is too deep.
-- `visit(text, key_first, key_last, escaped, value_first, value_last, depth)` gets the members that are wanted, without
-- the quotes of the key, until the object breaks off. For an object or a list it is called without `value_last`, and
-- says whether the members of that object, one deeper, are wanted too. The outermost have depth 1.
local function walk(text, at, wanted, visit)
  local depth, expected, deepest = 1, KEY_OR_END, 1
  local key_first, key_last, escaped
  local visited = 1 -- depth of the innermost object whose members are wanted
  opened[1] = 123
  at = at + 1
  while depth > 0 do
    local byte
    at, byte = skip_blanks(text, at)
    if expected ~= KEY and expected ~= VALUE and byte == opened[depth] + 2 then
      at, depth, expected, key_first = at + 1, depth - 1, NEXT, nil
      visited = depth < visited and depth or visited
    elseif expected == NEXT then
      if byte ~= 44 then
        return nil
      end
      at, expected = at + 1, opened[depth] == 123 and KEY or VALUE
    elseif expected == KEY or expected == KEY_OR_END then
      local behind, has_escape
      if byte == 34 then
        behind, has_escape = string_end(text, at)
      end
      if not behind then
        return nil
      end
      key_first = nil
      if depth == visited then
        if depth > 1 or has_escape or wanted[(behind - at - 2) * 256 + (text:byte(at + 1) or 0)] then
          key_first, key_last, escaped = at + 1, behind - 2, has_escape
        end
      end
      at, byte = skip_blanks(text, behind)
      if byte ~= 58 then
        return nil
      end
      at, expected = at + 1, VALUE
    elseif byte == 123 or byte == 91 then
      if key_first and visit(text, key_first, key_last, escaped, at, nil, depth) and byte == 123 then
        visited = depth + 1
      end
      depth, key_first = depth + 1, nil
      deepest = depth > deepest and depth or deepest
      opened[depth] = byte
      at, expected = at + 1, byte == 123 and KEY_OR_END or VALUE_OR_END
    else
      local behind = value_end(text, at, byte)
      if not behind then
        return nil
      end
      if key_first then
        visit(text, key_first, key_last, escaped, at, behind - 1, depth)
        key_first = nil
      end
      at, expected = behind, NEXT
    end
  end
  return deepest <= DEEPEST and at or nil
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

-- A text as a string of JSON.
local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(character)
    return escapes[character] or string.format("\\u%04x", character:byte())
  end) .. '"'
end

return {
  is_blank = is_blank,
  lookout = lookout,
  quote = quote,
  skip_blanks = skip_blanks,
  unescaped = unescaped,
  walk = walk,
}
