-- The kinds of personal data as they look without encodings. Each function finds in a decoded text what is of its kind,
-- and adds the first and the last position. Every one takes time in proportion to the text.

local encodings = require("encodings")
local next_byte, last_byte = encodings.next_byte, encodings.last_byte
local secrets = require("secrets")

local find = {}

find["email"] = require("emails")
find["credit-card"] = require("cards")

-- With dashes, or with blanks behind a word that says what it is: "200 12 3456" is in many access logs.
find["ssn"] = function(text, add)
  local pattern = "()%f[%d](%d%d%d)([ +-]\1*)(%d%d)([ +-]\1*)(%d%d%d%d)()%f[%D]"
  for first, area, one, group, other, serial, behind in text:gmatch(pattern) do
    local known = area ~= "000" and area ~= "666" and area < "900" and group ~= "00" and serial ~= "0000"
    if known and one == other then
      local alone = last_byte(text, first - 1) ~= 45 and text:byte(behind) ~= 45
      local word = text:sub(math.max(1, first - 32), first - 1):lower()
      if alone and (one:byte() == 45 or word:find("ssn") or word:find("social")) then
        add(first, behind - 1)
      end
    end
  end
end

-- Length of an IBAN by country. https://www.iban.com/structure
local IBAN_LENGTH = {}
local IBAN_COUNTRIES = [[
  AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18
  DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23
  IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31
  MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24
  SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30]]
for country, length in IBAN_COUNTRIES:gmatch("(%u%u)(%d%d)") do
  IBAN_LENGTH[country] = tonumber(length)
end

-- Digits, and letters as two digits each, from the fifth on and then the first four, are 1 modulo 97.
local function is_iban(characters)
  local rest = 0
  for character in (characters:sub(5) .. characters:sub(1, 4)):gmatch(".") do
    local value = tonumber(character, 36)
    rest = (rest * (value > 9 and 100 or 10) + value) % 97
  end
  return rest == 1
end

-- The position behind the letters and digits of an IBAN, and these: in one, or in groups of four.
local function iban_at(text, first, length)
  local characters, at, separator = "", first, nil
  while true do
    local group = text:match("^[%u%d]+", at)
    if not group then
      return nil
    end
    group = group:sub(1, math.min(separator and 4 or length, length - #characters))
    characters, at = characters .. group, at + #group
    if #characters == length then
      return at, characters
    end
    local byte = text:byte(at)
    separator = separator or (byte == 32 or byte == 45 or byte == 43) and byte
    if not separator or byte ~= separator or #characters % 4 ~= 0 then
      return nil
    end
    at = select(2, next_byte(text, at + 1))
  end
end

find["iban"] = function(text, add)
  for first, country in text:gmatch("()%f[%w](%u%u)%d%d") do
    local length = IBAN_LENGTH[country]
    if length then
      local behind, characters = iban_at(text, first, length)
      if behind and not text:find("^%w", behind) and is_iban(characters) then
        add(first, behind - 1)
      end
    end
  end
end

local function is_octet(digits)
  return #digits <= 3 and tonumber(digits) <= 255
end

local function add_version_4(text, add)
  for first, a, b, c, d, behind in text:gmatch("()%f[%w](%d+)%.\1*(%d+)%.\1*(%d+)%.\1*(%d+)()%f[%W]") do
    local part = text:byte(first - 1) == 46 or text:find("^%.%d", behind)
    if not part and is_octet(a) and is_octet(b) and is_octet(c) and is_octet(d) then
      add(first, behind - 1)
    end
  end
end

local LONGEST_ADDRESS = 128 -- bytes, colons encoded

-- Eight groups of up to four hexadecimal digits, or fewer and once "::".
local function is_version_6(address)
  local compressed, groups, has_digit = select(2, address:gsub("::", "")), 0, address:find("%d")
  for group in address:gmatch("[^:]+") do
    groups = groups + (group:find("%.") and 2 or 1)
    if not (group:find("^%x%x?%x?%x?$") or group:find("^%d+%.%d+%.%d+%.%d+$")) then
      return false
    end
  end
  return compressed == 1 and groups > 0 and groups < 8 and has_digit or compressed == 0 and groups == 8
end

find["ip-address"] = function(text, add)
  for first, run in text:gmatch("()%f[%x:]([%x:]+:[%x:.\1]*)") do
    local in_word = first > 1 and text:find("^%w", first - 1)
    if #run <= LONGEST_ADDRESS and not in_word then
      local address = run:gsub("[.\1]+$", ""):gsub("([^:]):$", "%1")
      if is_version_6((address:gsub("\1", ""))) then
        add(first, first + #address - 1)
      end
    end
  end
  add_version_4(text, add)
end

find["bearer-token"] = secrets.tokens
find["aws-key"] = secrets.aws_keys
find["private-key"] = secrets.private_keys

return find
