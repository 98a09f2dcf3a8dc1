-- Replaces personal data in text.

local replace = {}

-- What a text may hold. One pass over its bytes, which LuaJIT compiles: most texts hold nothing, and patterns would
-- take twenty times as long to find that out.
local function scan(text)
  local found = {}
  local digits, first, second, group, gap = 0, 0, 0, 0, false
  for index = 1, #text do
    local byte = text:byte(index)
    if byte >= 48 and byte <= 57 then
      digits, group, gap = digits + 1, group + 1, false
      if digits >= 13 then
        found["credit-card"] = true
      end
      if group == 4 and second == 2 and first == 3 then
        found["ssn"] = true
      end
    elseif (byte == 45 or byte == 32) and digits > 0 and not gap then
      first, second, group, gap = second, byte == 45 and group or 0, 0, true
    else
      if byte == 64 then
        found["email"] = true
      end
      digits, first, second, group = 0, 0, 0, 0
    end
  end
  return found
end

-- The text may be a line of JSON, and stays one. In it a backslash and what follows are one character: the "n" of "\n"
-- in front of an address belongs to the line break.
local function escaped(text, position)
  local count = 0
  while text:byte(position - 1 - count) == 92 do
    count = count + 1
  end
  return count % 2 == 1
end

replace["email"] = function(text)
  -- From the beginning of a word alone: from every character of it, a line of one long word would take seconds.
  return (text:gsub("()%f[%w%._%%%+%-]([%w%._%%%+%-]+)@[%w%-]+%.[%w%.%-]*%w", function(position, name)
    local kept = ""
    if escaped(text, position) then
      kept = name:sub(1, name:sub(1, 1) == "u" and 5 or 1)
    end
    if #kept == #name then
      return nil
    end
    return kept .. "[REDACTED-EMAIL]"
  end))
end

replace["ssn"] = function(text)
  return (text:gsub("()%f[%d](%d%d%d)%-(%d%d)%-(%d%d%d%d)()%f[%D]", function(first, area, group, serial, last)
    local known = area ~= "000" and area ~= "666" and area < "900" and group ~= "00" and serial ~= "0000"
    if not known or text:sub(first - 1, first - 1) == "-" or text:sub(last, last) == "-" then
      return nil
    end
    return "[REDACTED-SSN]"
  end))
end

local function luhn(digits)
  local sum, double = 0, false
  for index = #digits, 1, -1 do
    local digit = digits:byte(index) - 48
    if double then
      digit = digit * 2
      if digit > 9 then
        digit = digit - 9
      end
    end
    sum, double = sum + digit, not double
  end
  return sum % 10 == 0
end

-- Groups of digits, of which some in a row may be a card number: 13 to 19 digits that begin with 2 to 6.
local function hide_cards(run, replacement)
  local groups = {}
  for first, digits, last in run:gmatch("()(%d+)()") do
    groups[#groups + 1] = { first = first, digits = digits, last = last }
  end
  local out, copied, index = {}, 1, 1
  while index <= #groups do
    local digits, found = "", nil
    for ending = index, #groups do
      digits = digits .. groups[ending].digits
      if #digits > 19 then
        break
      end
      if #digits >= 13 and digits:find("^[2-6]") and luhn(digits) then
        found = ending
      end
    end
    if found then
      out[#out + 1] = run:sub(copied, groups[index].first - 1) .. replacement
      copied, index = groups[found].last, found
    end
    index = index + 1
  end
  if #out == 0 then
    return nil
  end
  return table.concat(out) .. run:sub(copied)
end

-- Tells of positions in a line of JSON, asked for from left to right, whether they are inside a string.
local function strings_of(text)
  local inside, index = false, 1
  return function(position)
    while index < position do
      local byte = text:byte(index)
      if byte == 92 then
        index = index + 1
      elseif byte == 34 then
        inside = not inside
      end
      index = index + 1
    end
    return inside
  end
end

replace["credit-card"] = function(text)
  local in_string = text:find("^%s*{") and strings_of(text)
  return (text:gsub("()%f[%d](%d[%d %-]+%d)()%f[%W]", function(first, run, last)
    -- Neither is a part of a word (a trace ID) a card number nor a fraction, however well the digits add up.
    local word = text:find("^%a", first - 1) and not escaped(text, first - 1)
    if first > 1 and (word or text:byte(first - 1) == 46) or text:find("^%.%d", last) then
      return nil
    end
    local bare = in_string and not run:find("[ %-]") and hide_cards(run, "") and not in_string(first)
    if not bare then
      return hide_cards(run, "[REDACTED-CARD]")
    end
    -- A number of JSON becomes a string; no card has a sign.
    return text:byte(first - 1) ~= 45 and hide_cards(run, '"[REDACTED-CARD]"') or nil
  end))
end

-- A function that gives a text without personal data of these kinds.
local function of(kinds)
  for _, kind in ipairs(kinds) do
    assert(replace[kind], kind)
  end
  return function(text)
    local found = scan(text)
    for _, kind in ipairs(kinds) do
      if found[kind] then
        text = replace[kind](text)
      end
    end
    return text
  end
end

return { of = of }
