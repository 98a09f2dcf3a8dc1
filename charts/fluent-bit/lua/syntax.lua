-- The syntax of regular expressions, as far as the rules of stack traces use them: a pattern as a tree. A node `is` a
-- "text", "set" of bytes, "end", "boundary" of words, "not", "repeat", "sequence" or "alternatives".

local function range(set, first, last)
  for byte = first, last do
    set[byte] = true
  end
  return set
end

local function inverse(set)
  local inverted = {}
  for byte = 0, 255 do
    inverted[byte] = not set[byte] or nil
  end
  return inverted
end

local WORD = range(range(range({ [95] = true }, 48, 57), 65, 90), 97, 122)
local SPACE = range({ [32] = true }, 9, 13)
local CLASSES = { w = WORD, W = inverse(WORD), s = SPACE, S = inverse(SPACE), d = range({}, 48, 57) }

-- The set of one byte, or of a class, at a position, and the position behind it.
local function single(pattern, at)
  local character = pattern:sub(at, at)
  if character == "\\" then
    local letter = pattern:sub(at + 1, at + 1)
    return CLASSES[letter] or { [letter:byte()] = true }, at + 2, not CLASSES[letter] and letter
  elseif character == "." then
    return inverse({}), at + 1
  end
  return { [character:byte()] = true }, at + 1, character
end

-- [a-z\d_]
local function bracket(pattern, at)
  local set, negative = {}, pattern:sub(at, at) == "^"
  at = negative and at + 1 or at
  while pattern:sub(at, at) ~= "]" do
    local first, last = pattern:match("^([^\\])%-([^%]])", at)
    if first then
      range(set, first:byte(), last:byte())
      at = at + 3
    else
      local members, behind = {}, at + 1
      if pattern:sub(at, at) == "\\" then
        members, behind = single(pattern, at)
      else
        members[pattern:byte(at)] = true
      end
      for byte in pairs(members) do
        set[byte] = true
      end
      at = behind
    end
  end
  return negative and inverse(set) or set, at + 1
end

local alternatives

local function atom(pattern, at)
  local opening = pattern:match("^%(%?[:!]", at)
  if opening then
    local inner, behind = alternatives(pattern, at + 3)
    return opening == "(?:" and inner or { is = "not", inner }, behind + 1
  elseif pattern:sub(at, at) == "[" then
    local set, behind = bracket(pattern, at + 1)
    return { is = "set", set = set }, behind
  elseif pattern:sub(at, at) == "$" then
    return { is = "end" }, at + 1
  elseif pattern:sub(at, at + 1) == "\\b" then
    return { is = "boundary" }, at + 2
  end
  local set, behind, letter = single(pattern, at)
  return { is = "set", set = set, letter = letter }, behind
end

-- What stands behind an atom: how often it is there, at least and at most, and whether as seldom as possible.
local function quantifier(pattern, at)
  local least, most, behind = pattern:match("^{(%d+),?(%d*)}()", at)
  local sign = pattern:match("^[*+?]", at)
  if least then
    most = most ~= "" and most or pattern:find("^{%d+,", at) and math.huge or least
  elseif sign then
    least, most, behind = sign == "+" and 1 or 0, sign == "?" and 1 or math.huge, at + 1
  else
    return nil
  end
  local lazy = pattern:sub(behind, behind) == "?"
  return tonumber(least), tonumber(most), lazy, lazy and behind + 1 or behind
end

local function sequence(pattern, at)
  local parts = { is = "sequence" }
  while at <= #pattern and not pattern:find("^[|)]", at) do
    local node, behind = atom(pattern, at)
    local least, most, lazy, after = quantifier(pattern, behind)
    local previous = parts[#parts]
    if least then
      node, behind = { is = "repeat", node, least = least, most = most, lazy = lazy }, after
    elseif node.letter and previous and previous.is == "text" then
      previous.text, node = previous.text .. node.letter, nil
    elseif node.letter then
      node = { is = "text", text = node.letter }
    end
    parts[#parts + 1], at = node, behind
  end
  return parts, at
end

function alternatives(pattern, at)
  local found = { is = "alternatives" }
  repeat
    found[#found + 1], at = sequence(pattern, at)
    local more = pattern:sub(at, at) == "|"
    at = more and at + 1 or at
  until not more
  return #found == 1 and found[1] or found, at
end

-- The tree of a pattern.
local function parse(pattern)
  return (alternatives(pattern, 1))
end

return { parse = parse, word = WORD }
