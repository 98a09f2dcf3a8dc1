-- E-mail addresses, and passwords in URLs, which stand before an "@" as well. What only looks like an address is told
-- by its structure. A list of all domains would be long, never up to date, and would miss private ones.
local encodings = require("encodings")
local next_byte, last_byte = encodings.next_byte, encodings.last_byte

local function words(text)
  local are = {}
  for word in text:gmatch("%S+") do
    are[word] = true
  end
  return are
end

-- The bytes of a pattern's class.
local function set(class)
  local members = {}
  for byte = 0, 255 do
    members[byte] = string.char(byte):find("^" .. class) ~= nil
  end
  return members
end

local NAME = set("[%w._%%+\2\128-\255-]")
local DOMAIN = set("[%w\128-\255-]")
local LETTER = set("[%a\128-\255]")
local ALPHANUMERIC = set("[%w]")

-- Ends of names of systemd's units and of files that are no top-level domains: getty@tty1.service, image@2x.png.
local NO_DOMAINS = words([[
  service socket timer slice scope target device mount automount swap
  png jpg jpeg gif webp svg avif ico bmp tif tiff pdf psd ttf woff js mjs cjs ts tsx jsx css scss html htm json jsonl
  yaml yml xml toml ini conf cfg log txt csv tsv tmp bak tgz gz tar xz bz2 zst jar war ear whl deb rpm exe dll bin map
  lock]])
-- Users of code hosts, whom all share: git@github.com:org/repo
local SHARED = words("git hg svn")

-- The first position of a name in quotes that ends at a position; both quotes are written alike.
local LONGEST_QUOTED = 66
local function quoted_start(text, closing)
  local fillers = select(2, next_byte(text, closing + 1)) - closing
  for at = closing - 1, math.max(1, closing - LONGEST_QUOTED), -1 do
    if text:byte(at) == 34 then
      return select(2, next_byte(text, at + 1)) - at == fillers and at or nil
    end
  end
end

-- The first position of the name in front of a position. An apostrophe stands between letters: o'brien.
local function name_start(text, at)
  local first
  local byte, position = last_byte(text, at - 1)
  if byte == 34 then
    return quoted_start(text, position)
  end
  while byte and (NAME[byte] or byte == 39 and first and ALPHANUMERIC[last_byte(text, position - 1) or 0]) do
    first = position
    byte, position = last_byte(text, position - 1)
  end
  return first
end

-- Whether the labels behind a position are a version: 1.2.3-rc.alpha, v2.0.0, 27.0.0.Final
local function is_version(text, at)
  return text:find("^v?%d+%.\1*%d+%f[^%w]", at) ~= nil
end

-- The last position of an address in brackets: bob@[192.0.2.1], bob@[IPv6:2001:db8::1]
local function literal_end(text, at)
  local inner, behind = text:match("^%[([%w:.\1]+)\1*%]()", at)
  inner = inner and inner:gsub("\1", "")
  return inner and (inner:find("^%d+%.%d+%.%d+%.%d+$") or inner:find("^IPv6:[%x:.]+$")) and behind - 1 or nil
end

-- The last position of the domain behind a position: two labels or more, of which the last begins with a letter. Where
-- it does not, the domain ends in front of it, unless it is a version: pkg@1.2.rc.4
local function domain_end(text, at)
  local labels, good, good_label, is_named, is_other = 0, nil, 0, false, false
  local byte, position
  repeat
    byte, position = next_byte(text, at + 1)
    local first, last, size = position, position, 0
    while DOMAIN[byte] do
      size, last = size + 1, byte ~= 45 and position or last
      byte, position = next_byte(text, position + 1)
    end
    labels, at = labels + 1, position
    local is_word = size > 0 and LETTER[text:byte(first)]
    is_named = is_named or labels == 1 and is_word
    if is_word and labels > 1 and size > 1 then
      good, good_label, is_other = last, labels, NO_DOMAINS[text:sub(first, last)]
    elseif size == 0 then
      labels = labels - 1
    end
  until byte ~= 46 or size == 0
  if good_label == labels and not is_other or good_label < labels and is_named then
    return good
  end
end

-- Whether a password goes on with what begins a path, a query or a fragment: it should be encoded, and often is not.
-- Behind the colon of a host are digits, http://shop:8080/, and behind a sign is a host.
local function goes_on(text, colon, sign, position)
  return text:byte(position + 1) == 1 or colon and not sign and text:find("[^%d\1]", colon + 1) < position
end

-- Where user and password of a URL end, behind its "://": the position of the colon between them, and of the "@" behind
-- both. They hold anything but blanks and quotes.
local LONGEST_USER = 512 -- bytes, encoded
local QUOTES = { [34] = true, [39] = true, [60] = true, [62] = true }
local PATHS = { [35] = true, [47] = true, [63] = true, [91] = true }
local function user_end(text, at)
  local colon, sign
  for position = at, at + LONGEST_USER do
    local byte = text:byte(position)
    if not byte or byte ~= 1 and byte <= 32 or QUOTES[byte] then
      break
    elseif PATHS[byte] and not goes_on(text, colon, sign, position) then
      break
    elseif byte == 58 then
      colon = colon or position
    elseif byte == 64 and colon then
      sign = position
    end
  end
  return colon, sign
end

-- Adds passwords in URLs, postgres://app:secret@db:5432, each to the last "@" in front of the host. Gives the
-- positions of the colon and the sign around each.
local function add_passwords(text, add)
  local found = {}
  for at in text:gmatch(":\1*/\1*/\1*()") do
    local colon, sign = user_end(text, at)
    if sign then
      local first = select(2, next_byte(text, colon + 1))
      found[#found + 1] = { colon, sign }
      if first < sign then
        add(first, sign - 1, "[REDACTED-PASSWORD]")
      end
    end
  end
  return found
end

-- Adds the address around an "@".
local function add_address(text, at, add)
  local behind = select(2, next_byte(text, at + 1))
  local first = name_start(text, at)
  if not first or is_version(text, behind) or SHARED[text:sub(first, at - 1)] then
    return
  end
  local last = literal_end(text, behind) or domain_end(text, at)
  if last then
    add(first, last)
  end
end

return function(text, add)
  local passwords = add_passwords(text, add)
  local index, at = 1, text:find("@", 1, true)
  while at do
    while passwords[index] and passwords[index][2] < at do
      index = index + 1
    end
    local password = passwords[index]
    if password and at > password[1] then
      at = password[2]
    else
      add_address(text, at, add)
    end
    at = text:find("@", at + 1, true)
  end
end
