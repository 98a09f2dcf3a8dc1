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

-- Digits behind a point, as a number below 1; nil if others are among them.
local function fraction(line, first, last)
  local value, unit = 0, 1
  for at = first, last do
    local digit = line:byte(at) - 48
    if digit < 0 or digit > 9 then
      return nil
    end
    value, unit = value * 10 + digit, unit * 10
  end
  return value / unit
end

-- The same of a time in UTC that is a part of a line, as nearly all are, without making texts of its parts.
local function seconds_utc(line, last)
  local tens, ones = line:byte(18, 19)
  if line:byte(last) ~= 90 or line:byte(17) ~= 58 or line:byte(20) ~= 46 or line:sub(1, 16) ~= last_minute then
    return nil
  end
  local rest = fraction(line, 21, last - 1)
  return rest and minute_seconds + (tens - 48) * 10 + ones - 48 + rest
end

-- Seconds since 1970, the stream, "F" or "P", and the text of a line; nil if it is no such line.
local function parse(line)
  local at = line:find(" ", 1, true)
  local behind = at and line:find(" ", at + 1, true)
  local flag = behind and line:byte(behind + 1)
  local blank = flag and line:byte(behind + 2)
  if flag ~= 70 and flag ~= 80 or blank and blank ~= 32 then
    return nil
  end
  local moment = seconds_utc(line, at - 1) or seconds(line:sub(1, at - 1))
  if moment then
    return moment, line:byte(at + 4) == 101 and "stderr" or "stdout", flag == 70 and "F" or "P", line:sub(behind + 3)
  end
end

return { parse = parse }
