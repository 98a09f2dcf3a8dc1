-- Replaces personal data in text. What there is to find: kinds.lua; how it may be written: encodings.lua.

local encodings = require("encodings")
local find = require("kinds")
local patterns = require("patterns")
local scan = require("scan")

local REPLACEMENTS = {
  ["email"] = "[REDACTED-EMAIL]",
  ["credit-card"] = "[REDACTED-CARD]",
  ["ssn"] = "[REDACTED-SSN]",
  ["bearer-token"] = "[REDACTED-TOKEN]",
  ["aws-key"] = "[REDACTED-AWS-KEY]",
  ["private-key"] = "[REDACTED-PRIVATE-KEY]",
  ["iban"] = "[REDACTED-IBAN]",
  ["ip-address"] = "[REDACTED-IP]",
}

-- How many strings begin and end from one position of a line of JSON up to another.
local function quotes_between(text, first, behind)
  local count = 0
  while first < behind do
    local byte = text:byte(first)
    if byte == 92 then
      first = first + 1
    elseif byte == 34 then
      count = count + 1
    end
    first = first + 1
  end
  return count
end

-- First and last position of the number of JSON that holds some positions; not further to the left than a bound.
local function number_around(text, first, last, bound)
  while first > bound and text:find("^[%d.eE+-]", first - 1) do
    first = first - 1
  end
  local behind = text:match("^%-?%d+%.?%d*()", first)
  behind = behind and (text:match("^[eE][+-]?%d+()", behind) or behind)
  if behind and behind > last and not text:find("^[%d.eE+-]", behind) then
    return first, behind - 1
  end
end

-- What is replaced by what, in the order of the text. A number of JSON becomes a string, unless it has a sign: nothing
-- that is looked for has one. Nothing reaches over the end of a string.
local function replaced(text, decoded, spans)
  local in_json = text:find("^%s*{")
  local quotes, counted = 0, 1
  local parts, copied = {}, 1
  for _, span in ipairs(spans) do
    local first, replacement = math.max(span.first, copied), span.replacement
    local last = select(2, encodings.next_byte(decoded, span.last + 1)) - 1
    local stays = last < first
    if in_json and not stays then
      quotes, counted = quotes + quotes_between(text, counted, first), first
      stays = quotes_between(text, first, last + 1) > 0
      if quotes % 2 == 0 then
        local from, to = number_around(text, first, last, copied)
        if from then
          first, last, replacement = from, to, '"' .. replacement .. '"'
          stays = text:byte(from) == 45
        end
      end
    end
    if not stays then
      parts[#parts + 1] = text:sub(copied, first - 1)
      parts[#parts + 1] = replacement
      copied = last + 1
    end
  end
  parts[#parts + 1] = text:sub(copied)
  return table.concat(parts)
end

-- Whether a text may hold any of some kinds, or hides something.
local function is_suspect(found, kinds)
  for _, kind in ipairs(kinds) do
    if found[kind] then
      return true
    end
  end
  return found.encoded
end

-- A function that gives a text without personal data of these kinds, and without what patterns of one's own find.
local function of(kinds, own_names, own_patterns)
  for _, kind in ipairs(kinds) do
    assert(REPLACEMENTS[kind], kind)
  end
  local scanned, find_own = scan.of(kinds), patterns.of(own_names, own_patterns)
  return function(text)
    local found = scanned(text)
    if not find_own and not is_suspect(found, kinds) then
      return text
    end
    local decoded = encodings.decoded(text)
    if found.encoded then
      found = scanned(decoded)
    end
    local spans, replacement = {}, nil
    local function add(first, last, own)
      spans[#spans + 1] = { first = first, last = last, replacement = own or replacement }
    end
    for _, kind in ipairs(kinds) do
      if found[kind] then
        replacement = REPLACEMENTS[kind]
        find[kind](decoded, add)
      end
    end
    if find_own then
      find_own(decoded, add)
    end
    if #spans == 0 then
      return text
    end
    table.sort(spans, function(one, other)
      return one.first < other.first
    end)
    return replaced(text, decoded, spans)
  end
end

return { of = of }
