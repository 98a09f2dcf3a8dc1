-- Lines of pairs, such as `time=2026-01-31T12:34:56Z level=info msg="it is up"`.

-- Bytes that a key is made of.
local IN_KEY = {}
for byte in ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@/-"):gmatch(".") do
  IN_KEY[byte:byte()] = true
end

-- The position of the "=" behind a key that begins at a position, nil if none does.
local function equals_sign(text, at)
  local first, byte = at, text:byte(at)
  while byte and IN_KEY[byte] do
    at = at + 1
    byte = text:byte(at)
  end
  return byte == 61 and at > first and at or nil
end

-- The position of the quote that ends the string whose first quote is at a position, or of the line's end.
local function quote_end(text, at)
  while true do
    at = at + 1
    local byte = text:byte(at)
    if byte == 92 then
      at = at + 1
    elseif byte == 34 or not byte then
      return math.min(at, #text)
    end
  end
end

local function word_end(text, at)
  local byte = text:byte(at)
  while byte and byte > 32 do
    at = at + 1
    byte = text:byte(at)
  end
  return at - 1
end

-- Calls `visit`, as `walk` of json.lua does, with the pairs that are wanted. What is no pair is passed over, so that
-- neither a word nor what is quoted in a value is read as one.
local function walk(text, at, wanted, visit)
  local size = #text
  while at <= size do
    local byte = text:byte(at)
    if byte <= 32 then
      at = at + 1
    elseif byte == 34 then
      at = quote_end(text, at) + 1
    else
      local sign = equals_sign(text, at)
      if not sign then
        at = word_end(text, at) + 1
      else
        local first = sign + 1
        local last = text:byte(first) == 34 and quote_end(text, first) or word_end(text, first)
        if wanted[(sign - at) * 256 + byte] and last >= first then
          visit(text, at, sign - 1, false, first, last, 1)
        end
        at = last + 1
      end
    end
  end
end

return { equals_sign = equals_sign, walk = walk }
