import { luaFiles } from '../common/fluent-bit/lua';

/** Filters of the container logs: `read` and `write`. */
export const CONTAINERS_SCRIPT = 'containers.lua';
/** Filter of the journal: `redact`. */
export const JOURNAL_SCRIPT = 'journal.lua';

/** The Lua scripts and the modules that they require, by file name; the same in all environments. */
export const scripts = (): Record<string, string> => ({
  ...luaFiles('fluent-bit', CONTAINERS_SCRIPT, JOURNAL_SCRIPT),
  ...luaFiles('common/fluent-bit', 'json.lua', 'redaction.lua'),
});
