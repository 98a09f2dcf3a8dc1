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

-- Each of these: the position behind what begins at a position, nil if that is not what it should be.
local function string_end(text, at)
  while true do
    at = at + 1
    local byte = text:byte(at)
    if byte == 34 then
      return at + 1
    elseif not byte or byte < 32 then
      return nil
    elseif byte == 92 then
      at = at + 1
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

-- Whether a key is among those that the event has already, however it is spelt: "\u0073tream" is "stream".
local function is_taken(key, taken)
  if key:find("\\", 1, true) then
    key = key:gsub("\\u00(%x%x)", function(hex)
      return string.char(tonumber(hex, 16))
    end)
  end
  return taken[key]
end

-- A text up to each of some positions with an underscore behind it, and the rest.
local function with_underscores(text, from, to, positions)
  local parts = {}
  for index, position in ipairs(positions) do
    parts[index], from = text:sub(from, position), position + 1
  end
  return table.concat(parts, "_") .. "_" .. text:sub(from, to)
end

local KEY, KEY_OR_END, VALUE, VALUE_OR_END, NEXT = 1, 2, 3, 4, 5
local DEEPEST = 200
local opened = {} -- the brackets that are open, outermost first

-- The members of a text that is one object of JSON and nothing else, without the blanks around it; nil for every other
-- text. Keys of its own that are taken get an underscore: two of one name are one too many for most readers.
local function members_of(text, taken)
  local at, byte = skip_blanks(text, 1)
  if byte ~= 123 then
    return nil
  end
  local first, depth, expected, renamed = at + 1, 1, KEY_OR_END, nil
  opened[1] = 123
  at = first
  while depth > 0 do
    at, byte = skip_blanks(text, at)
    if expected ~= KEY and expected ~= VALUE and byte == opened[depth] + 2 then
      at, depth, expected = at + 1, depth - 1, NEXT
    elseif expected == NEXT then
      if byte ~= 44 then
        return nil
      end
      at, expected = at + 1, opened[depth] == 123 and KEY or VALUE
    elseif expected == KEY or expected == KEY_OR_END then
      local behind = byte == 34 and string_end(text, at)
      if not behind then
        return nil
      end
      local initial = depth == 1 and text:byte(at + 1)
      if (initial == 107 or initial == 115 or initial == 92) and is_taken(text:sub(at + 1, behind - 2), taken) then
        renamed = renamed or {}
        renamed[#renamed + 1] = behind - 2
      end
      at, byte = skip_blanks(text, behind)
      if byte ~= 58 then
        return nil
      end
      at, expected = at + 1, VALUE
    elseif byte == 123 or byte == 91 then
      depth = depth + 1
      if depth > DEEPEST then
        return nil
      end
      opened[depth] = byte
      at, expected = at + 1, byte == 123 and KEY_OR_END or VALUE_OR_END
    else
      at = value_end(text, at, byte)
      if not at then
        return nil
      end
      expected = NEXT
    end
  end
  local last = at - 2
  if not is_blank(text, at) then
    return nil
  end
  return renamed and with_underscores(text, first, last, renamed) or text:sub(first, last)
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

-- A text as a string of JSON.
local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(character)
    return escapes[character] or string.format("\\u%04x", character:byte())
  end) .. '"'
end

return { is_blank = is_blank, members_of = members_of, quote = quote }
