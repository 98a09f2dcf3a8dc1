-- Secrets as they look without encodings: tokens, keys of AWS, private keys. Each function finds what is of its kind in
-- a decoded text, and adds the first and the last position.

-- Whether what stands in front of a position names the header: Authorization: "authorization":" 'Authorization'=
local function is_authorization(text, first)
  local before = text:sub(math.max(1, first - 40), first - 1):gsub("\1", ""):lower()
  return before:find("authorization[\"']?%s*[:=]%s*[\"']?$") ~= nil
end

local LEAST = 16 -- bytes of a token that no header announces

-- Bearer and Basic, with what follows: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
local function add_scheme(text, add, pattern)
  for first, first_of_token, token, behind in text:gmatch(pattern) do
    local opaque = #token >= LEAST and token:find("%d") and token:find("%a")
    local scheme = text:sub(first, first + 5):lower()
    if is_authorization(text, first) or opaque and scheme == "bearer" then
      add(first_of_token, behind - 1)
    end
  end
end

-- Tokens of JSON: parts in base64url, of which the first begins with {" . https://www.rfc-editor.org/rfc/rfc7519
local function add_jwt(text, add)
  local at = text:find("eyJ", 1, true)
  while at do
    local behind = text:match("^[%w_-]+()", at)
    local behind_payload = text:match("^%.[%w_-]+()", behind)
    if behind_payload and behind_payload - at >= LEAST then
      behind = text:match("^[%w_.-]*()", behind_payload)
      add(at, behind - 1)
    end
    at = text:find("eyJ", behind, true)
  end
end

local function tokens(text, add)
  add_scheme(text, add, "()%f[%a][Bb][Ee][Aa][Rr][Ee][Rr][ +]\1*()([%w._~+/\1-]+=*\1*)()")
  add_scheme(text, add, "()%f[%a][Bb][Aa][Ss][Ii][Cc][ +]\1*()([%w._~+/\1-]+=*\1*)()")
  add_jwt(text, add)
end

-- IDs of access keys, and 40 characters of base64 behind a name with "secret" and "key".
-- https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
local function aws_keys(text, add)
  for first, id, behind in text:gmatch("()%f[%w]A[KS]IA([A-Z2-7]+)()%f[%W]") do
    if #id == 16 then
      add(first, behind - 1)
    end
  end
  for first, key, behind in text:gmatch("[Kk][Ee][Yy][\"'%s\1]*[:=][\"'%s\1]*()([%w+/=\1]+)()") do
    local name = text:sub(math.max(1, first - 48), first - 1):lower()
    if #key:gsub("\1", "") == 40 and name:find("secret") then
      add(first, behind - 1)
    end
  end
end

-- PEM, to its end or to where it is cut. https://www.rfc-editor.org/rfc/rfc7468
local HEADER = "^%-%-%-%-%-BEGIN[ +]\1*[%u%d +\1]*PRIVATE[ +]\1*KEY[%u +\1]*%-%-%-%-%-()"
local FOOTER = "^%-%-%-%-%-END[ +]\1*[%u%d +\1]*PRIVATE[ +]\1*KEY[%u +\1]*%-%-%-%-%-()"
local LONGEST_HEADER = 200 -- bytes, each character encoded

local function private_keys(text, add)
  local at = text:find("-----BEGIN", 1, true)
  while at do
    local body = text:sub(at, at + LONGEST_HEADER):match(HEADER)
    local behind = at + 10
    if body then
      -- Also the fields in front of the key: "Proc-Type: 4,ENCRYPTED".
      behind = at + body - 1
      repeat
        behind = text:match("^[%w+/=%s:,.\\\1\2]*()", behind)
        local dash = text:find("^%-%f[^-]", behind)
        behind = dash and behind + 1 or behind
      until not dash
      local footer = text:sub(behind, behind + LONGEST_HEADER):match(FOOTER)
      behind = footer and behind + footer - 1 or behind
      add(at, behind - 1)
    end
    at = text:find("-----BEGIN", behind, true)
  end
end

return { tokens = tokens, aws_keys = aws_keys, private_keys = private_keys }
