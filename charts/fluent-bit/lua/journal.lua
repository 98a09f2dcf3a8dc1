-- Records of the journal: what the reader says of the message, and the priority where the message says no level. What
-- kubelet and containerd write has always the priority of information.
-- https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html#PRIORITY=
local levels = require("levels")

-- The message of a record, and what it is read as; an empty one where it has none.
local function read(record, read_text)
  local text = type(record.message) == "string" and record.message or ""
  local line = read_text(text)
  line.level = line.level or levels.syslog[tonumber(record.priority)]
  return text, line
end

return { read = read }
