-- Lines as the container runtime writes them: <time> <stream> <F or P> <text>

-- Seconds since 1970 of a time: 2026-01-31T12:34:56.123456789Z, or with an offset such as +01:00; nil if it is none.
local last_minute, minute_seconds

local function seconds(time)
  local minute = time:sub(1, 16)
  if minute ~= last_minute then
    local year, month, day, hour, min = minute:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d)$")
    if not year then
      return nil
    end
    -- Days since 1970-01-01, in years that begin in March.
    local y = tonumber(month) > 2 and tonumber(year) or year - 1
    local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
      + math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719469
    last_minute, minute_seconds = minute, days * 86400 + hour * 3600 + min * 60
  end
  local rest, zone = time:match("^([%d.]+)(.+)$", 18)
  if not rest then
    return nil
  end
  if zone == "Z" then
    return minute_seconds + rest
  end
  local sign, hours, minutes = zone:match("^([+-])(%d%d):(%d%d)$")
  if not sign then
    return nil
  end
  local offset = hours * 3600 + minutes * 60
  return minute_seconds + rest - (sign == "+" and offset or -offset)
end

-- Seconds since 1970, the stream, "F" or "P", and the text of a line; nil if it is no such line.
local function parse(line)
  local time, stream, flag, text = line:match("^(%S+) (%a+) ([FP]) ?(.*)$")
  local moment = time and seconds(time)
  if moment then
    return moment, stream, flag, text
  end
end

return { parse = parse }
