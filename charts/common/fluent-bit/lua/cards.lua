-- Numbers of payment cards: the issuer's prefix, its lengths, the groups that cards are printed in, and the check digit
-- of Luhn. https://en.wikipedia.org/wiki/Payment_card_number

local encodings = require("encodings")
local next_byte, last_byte = encodings.next_byte, encodings.last_byte

-- First and last prefix of four digits, then least and most digits; Visa has no other lengths than 13, 16 and 19.
local ISSUERS = {
  { 2200, 2204, 16, 19 }, -- Mir
  { 2221, 2720, 16, 16 }, -- Mastercard
  { 3000, 3059, 14, 14 }, -- Diners Club
  { 3400, 3499, 15, 15 }, -- American Express
  { 3528, 3589, 16, 19 }, -- JCB
  { 3600, 3699, 14, 19 }, -- Diners Club
  { 3700, 3799, 15, 15 }, -- American Express
  { 3800, 3899, 14, 19 }, -- Diners Club
  { 4000, 4999, 13, 13 }, -- Visa
  { 4000, 4999, 16, 16 },
  { 4000, 4999, 19, 19 },
  { 5018, 5018, 13, 19 }, -- Maestro
  { 5020, 5020, 13, 19 },
  { 5038, 5038, 13, 19 },
  { 5100, 5599, 16, 16 }, -- Mastercard
  { 5893, 5893, 13, 19 }, -- Maestro
  { 6011, 6011, 16, 19 }, -- Discover
  { 6200, 6299, 16, 19 }, -- UnionPay
  { 6304, 6304, 13, 19 }, -- Maestro
  { 6440, 6599, 16, 19 }, -- Discover
  { 6759, 6763, 13, 19 }, -- Maestro
}

local function is_issued(digits)
  local prefix, size = tonumber(digits:sub(1, 4)), #digits
  for _, issuer in ipairs(ISSUERS) do
    if prefix >= issuer[1] and prefix <= issuer[2] and size >= issuer[3] and size <= issuer[4] then
      return true
    end
  end
  return false
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

local function is_card(digits)
  return is_issued(digits) and luhn(digits)
end

-- Groups in which cards are printed, by the size of the first, the longest in front.
local PRINTED = {
  [4] = { { 4, 4, 4, 4, 3 }, { 4, 4, 4, 4 }, { 4, 4, 4, 3 }, { 4, 6, 5 }, { 4, 6, 4 }, { 4, 4, 5 }, { 4, 3, 3, 3 } },
  [6] = { { 6, 13 } },
}
-- Sizes of numbers that are written in one. Numbers of 13 and of 17 to 19 digits in one are times and identifiers.
local LEAST, MOST = 14, 16

local function is_digit(byte)
  return byte and byte >= 48 and byte <= 57
end

local function is_letter(byte)
  return byte and (byte >= 65 and byte <= 90 or byte >= 97 and byte <= 122)
end

-- Neither is a part of a word a card number nor a fraction, however well the digits add up.
local function stands_alone(text, first, last)
  local before, at = last_byte(text, first - 1)
  local behind, position = next_byte(text, last + 1)
  return not is_letter(before)
    and not (before == 46 and is_digit(last_byte(text, at - 1)))
    and not is_letter(behind)
    and not (behind == 46 and is_digit(next_byte(text, position + 1)))
end

-- On a magnetic track: %B4111111111111111^ or ;4111111111111111=
local function is_on_track(text, first, last)
  local before, behind = text:byte(first - 1), text:byte(last + 1)
  return before == 59 and behind == 61 or before == 66 and behind == 94 and text:byte(first - 2) == 37
end

-- Whether a number is the value of what is named an identifier: "trace_id":"…", dd.span_id=…, requestId: …
local IDENTIFIED = { trace = true, span = true, request = true, correlation = true, parent = true }

local function is_identifier(text, first)
  local before = text:sub(math.max(1, first - 40), first - 1):gsub("\1", ""):lower()
  local name = before:match("(%a+)[_.%- ]?id[\"'%s]*[:=][\"'%s]*$")
  return name and (IDENTIFIED[name] or IDENTIFIED[name:match("span$") or name:match("trace$")]) or false
end

-- Blank, dash, plus, dot, underscore.
local SEPARATES = { [32] = true, [45] = true, [43] = true, [46] = true, [95] = true }

-- Positions of the groups of digits of a text, and what separates each from the next: the byte, 0 where they are apart.
local function groups_of(text)
  local firsts, lasts, separators, count = {}, {}, {}, 0
  for first, last in text:gmatch("()%d+()") do
    if count > 0 then
      local byte, at = text:byte(lasts[count] + 1), 0
      if SEPARATES[byte] then
        at = select(2, next_byte(text, lasts[count] + 2))
      end
      separators[count] = at == first and byte or 0
    end
    count = count + 1
    firsts[count], lasts[count], separators[count] = first, last - 1, 0
  end
  return firsts, lasts, separators, count
end

-- The last of the groups from one on that are printed as one number; nil where there is none.
local function printed(text, firsts, lasts, separators, index)
  local separator = separators[index]
  local joins = separator == 45 or separator == 46 or separator == 95 -- longer rows of groups are no card
  if separator == 0 or joins and separators[index - 1] == separator then
    return nil
  end
  for _, sizes in ipairs(PRINTED[lasts[index] - firsts[index] + 1] or {}) do
    local ending, digits = index + #sizes - 1, {}
    for position, size in ipairs(sizes) do
      local group = index + position - 1
      if not firsts[group] or lasts[group] - firsts[group] + 1 ~= size
        or group < ending and separators[group] ~= separator then
        digits = nil
        break
      end
      digits[position] = text:sub(firsts[group], lasts[group])
    end
    if digits and not (joins and separators[ending] == separator) and is_card(table.concat(digits)) then
      return ending
    end
  end
end

return function(text, add)
  local firsts, lasts, separators, count = groups_of(text)
  local index = 1
  while index <= count do
    local first, last = firsts[index], lasts[index]
    local size = last - first + 1
    if size >= 13 and size <= 19 and is_on_track(text, first, last) then
      if is_card(text:sub(first, last)) then
        add(first, last)
      end
    elseif size >= LEAST and size <= MOST then
      if is_card(text:sub(first, last)) and stands_alone(text, first, last) and not is_identifier(text, first) then
        add(first, last)
      end
    elseif size == 4 or size == 6 then
      local ending = printed(text, firsts, lasts, separators, index)
      if ending and stands_alone(text, first, lasts[ending]) then
        add(first, lasts[ending])
        index = ending
      end
    end
    index = index + 1
  end
end
