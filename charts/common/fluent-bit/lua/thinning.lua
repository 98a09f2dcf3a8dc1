-- What is dropped of what the reader has read.
local traces = require("traces")

-- A function that tells why a line is left out, by the name of the counter; nil if it is kept. `drop_levels` is a list;
-- `sample_info_percent` the share of info lines that is kept, whole traces. A line without a level or a trace is kept.
local function of(drop_levels, sample_info_percent)
  local dropped = {}
  for _, level in ipairs(drop_levels) do
    dropped[level] = true
  end
  -- Of the 4096 numbers of traces; as hexBelow of policy.ts counts them.
  local kept_numbers = math.max(1, math.floor(sample_info_percent * 4096 / 100 + 0.5))

  return function(line)
    if dropped[line.level] then
      return "Dropped"
    elseif line.level ~= "info" or not line.trace or sample_info_percent >= 100 then
      return nil
    end
    local number = traces.number(line.trace)
    return number and number >= kept_numbers and "SampledOut" or nil
  end
end

return { of = of }
