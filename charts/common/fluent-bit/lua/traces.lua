-- Trace IDs, and the part of all traces to which one belongs.

-- Keys that hold one, in JSON and in logfmt. A dot is a level of nesting too.
local KEYS = {
  "trace_id", "traceId", "traceID", "traceid", "TraceId", "TraceID", "trace.id", "dd.trace_id", "otelTraceID",
  "logging.googleapis.com/trace", "@tr", "traceparent", "xray_trace_id", "xrayTraceId", "AWS-XRAY-TRACE-ID",
  "X-Amzn-Trace-Id", "x-amzn-trace-id", "_X_AMZN_TRACE_ID", "mdc.trace_id", "mdc.traceId", "contextMap.trace_id",
  "contextMap.traceId",
}

local keys = {}
for _, key in ipairs(KEYS) do
  keys[key] = true
end

-- The ID within what a header or a library writes around it; nil for one of zeros alone, which stands for none, and for
-- what is too long to be one.
local function id(value)
  local found = value
  if #value > 256 then
    return nil
  end
  if value:find("^00%-%x+%-%x+%-%x%x$") then
    found = value:sub(4, 35) -- W3C: version, trace, parent, flags
  elseif value:find("[=@]") then
    found = value:match("Root=([^;]+)") or value:match("^([^@]+)@") or value -- X-Ray
  elseif value:find("/traces/", 1, true) then
    found = value:match("[^/]*$") -- Google Cloud
  end
  return found:find("[^0]") and found or nil
end

local HEX_16 = ("%x"):rep(16)
local WITH_SPAN = "[%[,](" .. HEX_16 .. "%x*)[-,]" .. HEX_16 .. "%]"

-- The ID in a line of text: `trace_id=…`, or in brackets together with the ID of the span, as Spring writes it.
local function in_text(text)
  local head = text:sub(1, 400)
  if head:find("race", 1, true) then
    for key, value in head:gmatch("([%w._-]*[tT]race[%w_.-]*)[=:] ?\"?([%w-]+)") do
      if keys[key] then
        return id(value)
      end
    end
  end
  local trace = head:find("[", 1, true) and head:match(WITH_SPAN)
  return trace and id(trace)
end

-- The number of an ID, 0 to 4095; nil if it has none. Its last three hexadecimal digits, because AWS X-Ray's IDs begin
-- with the time. A decimal ID is taken modulo 4096, which is the same for the same ID: Datadog writes it in both ways.
local function number(trace)
  local size = #trace
  if size ~= 32 and size ~= 16 and not trace:find("%D") then
    return tonumber(trace:sub(-12)) % 4096
  end
  return tonumber(trace:match("%x%x%x$") or "", 16)
end

return { keys = keys, id = id, in_text = in_text, number = number }
