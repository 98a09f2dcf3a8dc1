-- Regular expressions, which patterns of Lua cannot say: alternatives, groups that repeat, look-ahead. They match from
-- the beginning of a text, in its bytes. What may be in one: syntax.lua.
local syntax = require("syntax")

local compile = {}

-- A function of a text and a position that tells whether a node matches there, and `rest` behind it.
local function compiled(node, rest)
  return compile[node.is](node, rest)
end

function compile.text(node, rest)
  local bytes = { node.text:byte(1, -1) }
  return function(text, at)
    for index = 1, #bytes do
      if text:byte(at + index - 1) ~= bytes[index] then
        return false
      end
    end
    return rest(text, at + #bytes)
  end
end

function compile.set(node, rest)
  local set = node.set
  return function(text, at)
    local byte = text:byte(at)
    return byte ~= nil and set[byte] ~= nil and rest(text, at + 1)
  end
end

compile["end"] = function(_, rest)
  return function(text, at)
    return at > #text and rest(text, at)
  end
end

function compile.boundary(_, rest)
  return function(text, at)
    local before, behind = syntax.word[text:byte(at - 1) or 0], syntax.word[text:byte(at) or 0]
    return before ~= behind and rest(text, at)
  end
end

compile["not"] = function(node, rest)
  local inner = compiled(node[1], function()
    return true
  end)
  return function(text, at)
    return not inner(text, at) and rest(text, at)
  end
end

function compile.sequence(node, rest)
  for index = #node, 1, -1 do
    rest = compiled(node[index], rest)
  end
  return rest
end

function compile.alternatives(node, rest)
  local choices = {}
  for index, choice in ipairs(node) do
    choices[index] = compiled(choice, rest)
  end
  return function(text, at)
    for index = 1, #choices do
      if choices[index](text, at) then
        return true
      end
    end
    return false
  end
end

-- Bytes of a set that repeat: as many as there are, and then one less at a time; or the other way round.
local function repeated_set(node, rest)
  local set, least, most, lazy = node[1].set, node.least, node.most, node.lazy
  return function(text, at)
    local last, byte = at, text:byte(at)
    while byte and set[byte] and last - at < most do
      last = last + 1
      byte = text:byte(last)
    end
    local from, to, step = last, at + least, -1
    if lazy then
      from, to, step = to, from, 1
    end
    for behind = from, to, step do
      if rest(text, behind) then
        return true
      end
    end
    return false
  end
end

compile["repeat"] = function(node, rest)
  if node[1].is == "set" then
    return repeated_set(node, rest)
  end
  local least, most, lazy = node.least, node.most, node.lazy
  local count, inner = 0, nil
  local function again(text, at)
    local before = count
    if lazy and before >= least and rest(text, at) then
      return true
    elseif before < most then
      count = before + 1
      local found = inner(text, at)
      count = before
      if found then
        return true
      end
    end
    return not lazy and before >= least and rest(text, at)
  end
  inner = compiled(node[1], again)
  return function(text, at)
    local outer = count
    count = 0
    local found = again(text, at)
    count = outer
    return found
  end
end

-- Texts of which a match holds one, the longer the better; nil if there are none.
local function needed(node)
  if node.is == "text" then
    return { node.text }, #node.text
  elseif node.is == "repeat" and node.least > 0 then
    return needed(node[1])
  end
  local found, size
  for _, inner in ipairs((node.is == "sequence" or node.is == "alternatives") and node or {}) do
    local texts, length = needed(inner)
    if node.is == "sequence" and texts and (not found or length > size) then
      found, size = texts, length
    elseif node.is == "alternatives" then
      if not texts then
        return nil
      end
      found, size = found or {}, math.min(size or length, length)
      for _, text in ipairs(texts) do
        found[#found + 1] = text
      end
    end
  end
  return found, size
end

-- The first bytes that a match may have, and whether it may have none: then they say nothing.
local function first_bytes(node)
  local set, is_empty = {}, node.is ~= "alternatives"
  if node.is == "text" then
    return { [node.text:byte()] = true }, false
  elseif node.is == "set" then
    return node.set, false
  elseif node.is == "repeat" then
    local inner, empty = first_bytes(node[1])
    return inner, empty or node.least == 0
  end
  for _, inner in ipairs((node.is == "sequence" or node.is == "alternatives") and node or {}) do
    local bytes, empty = first_bytes(inner)
    for byte in pairs(bytes) do
      set[byte] = true
    end
    if node.is == "alternatives" then
      is_empty = is_empty or empty
    elseif not empty then
      return set, false
    end
  end
  return set, is_empty
end

-- To look for more texts than these takes longer than to try whether they are there.
local MOST_TEXTS = 4

-- A function that tells whether an expression matches at the beginning of a text; and the bytes with which such a text
-- begins, where it has to begin with some.
local function matcher(pattern)
  local node = syntax.parse(pattern)
  local match = compiled(node, function()
    return true
  end)
  local texts, first, is_empty = needed(node) or {}, first_bytes(node)
  if #texts > MOST_TEXTS then
    texts = {}
  end
  local function matches(text)
    for index = 1, #texts do
      if text:find(texts[index], 1, true) then
        return match(text, 1)
      end
    end
    return #texts == 0 and match(text, 1)
  end
  return matches, not is_empty and first or nil
end

return { matcher = matcher }
