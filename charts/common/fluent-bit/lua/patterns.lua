-- Patterns of the environment's own: characters and classes, each with a count. What may be one, and why a position
-- needs one try alone, is in model/facts/redact-patterns.ts.
local encodings = require("encodings")
local next_byte, last_byte = encodings.next_byte, encodings.last_byte

-- The bytes of a class, such as "[A-Z_]"; letters, digits and a few signs, which have no other meaning in Lua.
local function members(class)
  local set = {}
  for byte = 0, 255 do
    set[byte] = string.char(byte):find("^" .. class) ~= nil
  end
  return set
end

local IS_ALPHANUMERIC = members("[A-Za-z0-9]")

-- The parts of a pattern: their members, and least and most of them.
local function parse(pattern)
  local parts, at = {}, 1
  while at <= #pattern do
    local class, behind = pattern:match("^(%[[^%]]+%])()", at)
    class, behind = class or "[" .. pattern:sub(at, at) .. "]", behind or at + 1
    local least, most, after = pattern:match("^{(%d+),?(%d*)}()", behind)
    if not least and pattern:sub(behind, behind) == "?" then
      least, most, after = 0, 1, behind + 1
    end
    least, at = tonumber(least or 1), after or behind
    parts[#parts + 1] = { members = members(class), least = least, most = tonumber(most) or least }
  end
  return parts
end

-- The last position of what matches at a position; nil if nothing does.
local function match(parts, text, at)
  local byte, position = next_byte(text, at)
  local last
  for _, part in ipairs(parts) do
    local count = 0
    while count < part.most and byte and part.members[byte] do
      count, last = count + 1, position
      byte, position = next_byte(text, position + 1)
    end
    if count < part.least then
      return nil
    end
  end
  return not IS_ALPHANUMERIC[byte or 0] and last or nil
end

-- A function that adds the first and the last position of each match in a decoded text, and what replaces it; nil if
-- there are no patterns.
local function of(names, patterns)
  if #patterns == 0 then
    return nil
  end
  local beginning = {} -- patterns by the bytes that they may begin with
  for byte = 0, 255 do
    beginning[byte] = false
  end
  for index, pattern in ipairs(patterns) do
    local own = { parts = parse(pattern), replacement = "[REDACTED-" .. names[index]:upper() .. "]" }
    for byte, is_member in pairs(own.parts[1].members) do
      if is_member then
        beginning[byte] = beginning[byte] or {}
        table.insert(beginning[byte], own)
      end
    end
  end
  return function(text, add)
    local behind = 1
    for at = 1, #text do
      local candidates = beginning[text:byte(at)]
      if candidates and at >= behind and not IS_ALPHANUMERIC[last_byte(text, at - 1) or 0] then
        for _, own in ipairs(candidates) do
          local last = match(own.parts, text, at)
          if last then
            add(at, last, own.replacement)
            behind = last + 1
            break
          end
        end
      end
    end
  end
end

return { of = of }
