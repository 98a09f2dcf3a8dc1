-- Filter of the journal: redacts what people read of a record.
-- luacheck: globals redact

package.path = debug.getinfo(1, "S").source:match("^@(.*/)") .. "?.lua" -- modules are next to this script
local settings = require("settings")
local redacted = require("redaction").of(settings.redact, settings.redact_names, settings.redact_patterns)

function redact(_, timestamp, record)
  local text = record.message
  if type(text) ~= "string" then
    return 0, timestamp, record
  end
  record.message = redacted(text)
  return record.message == text and 0 or 2, timestamp, record
end
