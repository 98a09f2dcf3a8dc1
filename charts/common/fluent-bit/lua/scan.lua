-- Which kinds of personal data a text may hold: one pass over its bytes, which LuaJIT compiles. Most texts hold
-- nothing, and patterns would take twenty times as long to find that out.

-- Bytes that are worth a look, by kind; those of cards, of social security numbers and of IBANs are digits.
local LOOK = {
  ["email"] = "@",
  ["bearer-token"] = "BbJ",
  ["aws-key"] = "KSs",
  ["private-key"] = "B",
  ["ip-address"] = ".:",
}
local ENCODINGS = "%\\&=\194\226\227\239"

-- Bytes as the keys of a table with a place for each.
local function members(bytes)
  local are = {}
  for byte = 0, 255 do
    are[byte] = false
  end
  for index = 1, #bytes do
    are[bytes:byte(index)] = true
  end
  return are
end

local IS_ENCODING = members(ENCODINGS)

-- Bytes that an encoding of a sign begins with: whether one is hidden that a kind is known by, or, behind a digit, one
-- that may separate it from the next.
local function is_hidden(text, at, byte, second, third, behind_digit)
  if byte == 61 then -- =40
    return second == 52 and third == 48
  elseif byte == 37 then -- %40 %2540 %3A %u0040
    return behind_digit or second == 52 and third == 48 or second == 50 and third == 53 or second == 51 or second == 117
  elseif byte == 92 then -- \u0040 \u{40} \U00000040 \x40
    local may_be = second == 117 or second == 120 or second == 85
    return may_be and (behind_digit or text:find("^{?0*40", at + 2) ~= nil)
  elseif byte == 38 then -- &#64; &commat; &amp;#64;
    return second == 35 or text:find("^%l+;", at + 1) ~= nil
  end
  return behind_digit or byte == 239 and (second == 188 or second == 185) -- full width, small
end

-- Looks at the bytes around one of those.
local function look(text, at, byte, found)
  local second, third = text:byte(at + 1), text:byte(at + 2)
  local before = text:byte(at - 1) or 0
  if IS_ENCODING[byte] then
    if not found.encoded and is_hidden(text, at, byte, second, third, before >= 48 and before <= 57) then
      found.encoded = true
    end
  elseif byte == 64 then -- @
    found["email"] = true
  elseif byte == 46 or byte == 58 then -- 192.0.2.1 2001:db8::1
    found["ip-address"] = true
  elseif byte == 66 and before == 45 then -- -----BEGIN
    found["private-key"] = true
  elseif byte == 66 or byte == 98 then -- Bearer, Basic
    if second == 101 and third == 97 or second == 69 and third == 65 or second == 97 and third == 115 then
      found["bearer-token"] = true
    end
  elseif byte == 74 then -- eyJ
    if before == 121 then
      found["bearer-token"] = true
    end
  elseif byte == 75 or byte == 83 and second == 73 then -- AKIA, ASIA
    if second == 73 and third == 65 then
      found["aws-key"] = true
    end
  elseif second == 101 and third == 99 or second == 69 and third == 67 then -- secret, SECRET
    found["aws-key"] = true
  end
end

-- A function that gives for a text which of some kinds it may hold, and whether it has encodings that could hide one.
local function of(kinds)
  local bytes = #kinds > 0 and ENCODINGS or ""
  for _, kind in ipairs(kinds) do
    bytes = bytes .. (LOOK[kind] or "")
  end
  local looks = members(bytes)
  return function(text)
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
        elseif group == 2 and index > 3 then
          local first_letter, letter = text:byte(index - 3, index - 2)
          if letter >= 65 and letter <= 90 and first_letter >= 65 and first_letter <= 90 then
            found["iban"] = true
          end
        end
      elseif (byte == 45 or byte == 32 or byte == 43) and digits > 0 and not gap then
        first, second, group, gap = second, group, 0, true
      elseif (group == 4 or group == 6) and (byte == 46 or byte == 95) then
        -- Groups of a card; dots of addresses have fewer digits in front of some of them.
        first, second, group, gap = 0, 0, 0, true
      elseif byte ~= 1 then
        if looks[byte] then
          look(text, index, byte, found)
        end
        digits, first, second, group = 0, 0, 0, 0
      end
    end
    return found
  end
end

return { of = of }
