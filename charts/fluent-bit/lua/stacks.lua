-- Stack traces: which lines begin one, and which go on with it. The rules are in traces.ts.
local matcher = require("expressions").matcher

local START = "start"
-- Lines of a message beyond the first: so many may stand between the first line of a trace and its first frame.
local MESSAGE_LINES = 8

-- The rules of each state, in their order; each with the bytes with which a line may begin, where they matter. A rule
-- is a text: states in which it counts, the state that follows (`+`: the same, and the line is one of a message), an
-- expression.
local function by_state(rules)
  local found = {}
  for _, rule in ipairs(rules) do
    local states, next_state, expression = rule:match("^(%S+) (%S+) (.*)$")
    local matches, first = matcher(expression)
    local compiled = { matches = matches, first = first, next_state = next_state }
    for state in states:gmatch("[^,]+") do
      found[state] = found[state] or {}
      table.insert(found[state], compiled)
    end
  end
  return found
end

-- Rules by the first byte of a line, -1 if it has none: nearly all lines are tried with those that begin a trace.
local function by_byte(rules)
  local found = {}
  for byte = -1, 255 do
    for _, rule in ipairs(rules) do
      if not rule.first or rule.first[byte] then
        found[byte] = found[byte] or {}
        table.insert(found[byte], rule)
      end
    end
  end
  return found
end

-- Bytes of a line that are looked at: none of the rules takes longer for more.
local MOST_BYTES = 4096

-- What is JSON says itself what belongs to it.
local function is_object(text, byte)
  return byte == 123 or (byte == 32 or byte == 9) and text:find("^%s+{") ~= nil
end

--   begins(text)       the state of a trace that a line begins, nil if it begins none
--   goes_on(trace, text)  whether a line belongs to a trace, whose state changes then
local function of(rules)
  local states = by_state(rules)
  local starts = by_byte(states[START] or {})

  local function begins(text)
    local byte = text:byte() or -1
    local rules_here = starts[byte]
    if not rules_here or is_object(text, byte) then
      return nil
    end
    text = #text > MOST_BYTES and text:sub(1, MOST_BYTES) or text
    for index = 1, #rules_here do
      if rules_here[index].matches(text) then
        return rules_here[index].next_state
      end
    end
  end

  local function goes_on(trace, text)
    local byte = text:byte() or -1
    if is_object(text, byte) then
      return false
    end
    text = #text > MOST_BYTES and text:sub(1, MOST_BYTES) or text
    for _, rule in ipairs(states[trace.state] or {}) do
      local is_message = rule.next_state == "+"
      local may_match = not rule.first or rule.first[byte]
      if may_match and not (is_message and trace.message >= MESSAGE_LINES) and rule.matches(text) then
        trace.message = is_message and trace.message + 1 or 0
        trace.state = is_message and trace.state or rule.next_state
        return true
      end
    end
    return false
  end

  return { begins = begins, goes_on = goes_on }
end

return { of = of }
