-- What loggers call their levels. Six names are ours: trace, debug, info, warn, error, fatal.

-- Words as loggers write them, lower-case, wherever a level is expected: in JSON, logfmt, brackets.
local SPELT = {
  trace = "trace trc trce tra finest vrb silly t v trace1 trace2 trace3 trace4 trace5 trace6 trace7 trace8",
  debug = "debug dbug dbg deb debu fine finer config d debug1 debug2 debug3 debug4 debug5 d1 d2 d3 d4 d5",
  info = "info inf information informational notice note ntc log http success system i",
  warn = "warn warning wrn warnin w",
  error = "error err eror erro severe fail failure e",
  fatal = "fatal ftl fata crit critical crt panic pnc dpanic alert alrt emerg emergency f c",
}

local LEVELS = {}
for level, words in pairs(SPELT) do
  for word in words:gmatch("%S+") do
    LEVELS[word] = level
    LEVELS[word:upper()] = level
    LEVELS[word:gsub("^%l", string.upper)] = level
  end
end
-- Of winston it stands above debug, of Serilog below.
LEVELS.verbose, LEVELS.Verbose, LEVELS.VERBOSE = "debug", "trace", "trace"

-- The level that a word says, nil if it says none. Blanks, brackets and colours around it do not count.
local function of_word(word)
  local level = LEVELS[word]
  if level or #word > 40 then
    return level
  end
  word = word:gsub("\27%[[%d;]*m", ""):gsub("^[%s%[<]+", ""):gsub("[%s%]>]+$", ""):lower()
  local zap = tonumber((word:match("^level%((%-%d+)%)$")))
  return zap and zap < -1 and "trace" or LEVELS[word] or LEVELS[word:match("^(%a+)[+-]%d+$")] -- "INFO+2" of Go's slog
end

-- Words that say a level at the head of a line of text. Fewer than above: there they may be words of a sentence.
local COMMON = "trace debug info warn warning error fatal critical notice severe panic emerg emergency alert crit err "
  .. "information informational inf dbg wrn ftl trc vrb"
local EXACT = {
  FINE = "debug", FINER = "debug", FINEST = "trace", CONFIG = "debug", VERBOSE = "trace", NOTE = "info",
  Note = "info", System = "info", dbug = "debug", trce = "trace", DEBU = "debug", ERRO = "error", FATA = "fatal",
  PANI = "fatal", TRAC = "trace", EROR = "error", DBUG = "debug", DEBUG1 = "debug", DEBUG2 = "debug",
  DEBUG3 = "debug", DEBUG4 = "debug", DEBUG5 = "debug", LOG = "info", SUCCESS = "info", SYSTEM = "info",
  DPANIC = "fatal",
}
local IN_TEXT = {}
for word in COMMON:gmatch("%S+") do
  IN_TEXT[word], IN_TEXT[word:upper()] = LEVELS[word], LEVELS[word]
  IN_TEXT[word:gsub("^%l", string.upper)] = LEVELS[word]
end
for word, level in pairs(EXACT) do
  IN_TEXT[word] = level
end
for number = 1, 8 do
  IN_TEXT["trace" .. number] = "trace"
end

-- Levels that are numbers. What a number means depends on who wrote it, so each key has its own scale.
local SYSLOG = { [0] = "fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug" }
local TENS = { "trace", "debug", "info", "warn", "error", "fatal" }
local HUNDREDS = { "debug", "info", "warn", "error", "fatal", "fatal" }
local GOOGLE = { "debug", "info", "info", "warn", "error", "fatal", "fatal", "fatal" }
local FOURS = { "trace", "debug", "info", "warn", "error", "fatal" }
local FROM_ZERO = { [0] = "debug", "info", "warn", "error", "fatal" }
local THOUSANDS = { [0] = "trace", "debug", "info", "warn", "error" }

local floor = math.floor
local scales = {
  -- pino and bunyan: 10 to 60; Monolog: 100 to 600. https://getpino.io/#/docs/api?id=loggerlevels-object
  level = function(number)
    return number < 70 and TENS[floor(number / 10)] or number >= 100 and HUNDREDS[floor(number / 100)] or nil
  end,
  -- Python: 10 (debug) to 50 (critical). https://docs.python.org/3/library/logging.html#logging-levels
  python = function(number)
    return number > 0 and TENS[floor(number / 10) + 1] or nil
  end,
  -- https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1
  syslog = function(number)
    return SYSLOG[number]
  end,
  -- https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
  opentelemetry = function(number)
    return FOURS[floor((number + 3) / 4)]
  end,
  -- Syslog's, or Google Cloud's hundreds.
  -- https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity
  severity = function(number)
    return SYSLOG[number] or number >= 100 and GOOGLE[floor(number / 100)] or nil
  end,
  -- Application Insights.
  -- https://learn.microsoft.com/en-us/dotnet/api/microsoft.applicationinsights.datacontracts.severitylevel
  insights = function(number)
    return FROM_ZERO[number]
  end,
  -- Logback: 5000 (trace) to 40000 (error).
  logback = function(number)
    return number >= 5000 and THOUSANDS[floor(number / 10000)] or nil
  end,
}

-- Keys that hold a level, the surest first; a line that has several is read by the first. A dot is a level of nesting
-- too. CloudNativePG ships each line of PostgreSQL as the record of a line of its own, at level info.
local KEYS = {
  { "record.error_severity" }, { "level", "level" }, { "severity", "severity" }, { "log.level", "level" },
  { "severity_text" }, { "severityText" }, { "SeverityText" }, { "severity.text" }, { "level_name" }, { "levelname" },
  { "levelName" }, { "loglevel", "level" }, { "logLevel", "level" }, { "LogLevel" }, { "log_level", "level" },
  { "lvl", "level" }, { "Level", "level" }, { "LEVEL", "level" }, { "Severity", "severity" },
  { "SEVERITY", "severity" }, { "@level" }, { "@l" }, { "L" }, { "levelno", "python" },
  { "severity_number", "opentelemetry" }, { "severityNumber", "opentelemetry" },
  { "SeverityNumber", "opentelemetry" }, { "level_value", "logback" }, { "PRIORITY", "syslog" },
  { "syslog.severity", "syslog" }, { "priority" }, { "error_severity" }, { "levelStr" }, { "level_str" },
  { "levelText" }, { "level_text" }, { "severityLevel", "insights" }, { "severity_level" }, { "log.severity" },
  { "logSeverity" }, { "log_severity" }, { "logLevelName" }, { "log_level_name" }, { "Lvl" }, { "LOG_LEVEL" },
  { "LOGLEVEL" }, { "sev" }, { "lev" }, { "record.level.name" }, { "_meta.logLevelName" },
}
-- A level may be an object as well, with its name in one of these.
local LEVELS_OF_OBJECTS = { "level", "Level", "lvl", "severity", "logLevel", "loglevel", "log_level" }
local NAMES_IN_OBJECTS = {
  "name", "level_name", "levelName", "levelname", "levelStr", "label", "text", "string", "value",
}
for _, outer in ipairs(LEVELS_OF_OBJECTS) do
  for _, inner in ipairs(NAMES_IN_OBJECTS) do
    KEYS[#KEYS + 1] = { outer .. "." .. inner }
  end
end

-- Keys that hold something else just as often, last of all and with few words.
local MONGODB = { F = "fatal", E = "error", W = "warn", I = "info", D = "debug" }
for number = 1, 5 do
  MONGODB["D" .. number] = "debug"
end
local DOUBTFUL = { { "status", IN_TEXT }, { "at", IN_TEXT }, { "l", IN_TEXT }, { "s", MONGODB } }

-- Letters that stand for a level behind a time or in brackets.
local LETTERS = { D = "debug", I = "info", W = "warn", E = "error", F = "fatal", C = "fatal" }

local function no_number()
  return nil
end

-- For each key its rank and how its value is read: `word(text)` and `number(value)`. Keys of the user's own come first.
local function keys(own)
  local found, count = {}, 0
  local function add(key, word, number)
    if not found[key] then
      count = count + 1
      found[key] = { rank = count, word = word, number = number or no_number }
    end
  end
  for _, key in ipairs(own) do
    add(key, of_word, scales.level)
  end
  for _, key in ipairs(KEYS) do
    add(key[1], of_word, scales[key[2]])
  end
  for _, key in ipairs(DOUBTFUL) do
    local words = key[2]
    add(key[1], function(word)
      return words[word]
    end)
  end
  return found
end

return {
  of_word = of_word, in_text = IN_TEXT, letters = LETTERS, syslog = SYSLOG, from_zero = FROM_ZERO, keys = keys,
}
