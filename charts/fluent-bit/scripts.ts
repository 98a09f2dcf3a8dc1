import { luaFiles } from '../common/fluent-bit/lua';
import { REDACTION_MODULES } from '../common/fluent-bit/redaction';

/** The filters: `read` and `write`. */
export const CONTAINERS_SCRIPT = 'containers.lua';

/** The module `reader.lua`, and what it requires. */
export const READER = [
  'reader.lua',
  'beginnings.lua',
  'brackets.lua',
  'json.lua',
  'layouts.lua',
  'levels.lua',
  'logfmt.lua',
  'traces.lua',
  'words.lua',
] as const;

/** The module `joining.lua`, and what it and the rules of stack traces require. */
const JOINING = [
  'joining.lua',
  'files.lua',
  'pieces.lua',
  'waiting.lua',
  'ledger.lua',
  'stacks.lua',
  'expressions.lua',
  'syntax.lua',
] as const;

/** The Lua scripts and the modules that they require, by file name; the same in all environments. */
export const scripts = (): Record<string, string> => ({
  ...luaFiles('fluent-bit', CONTAINERS_SCRIPT, 'counters.lua', 'cri.lua', 'event.lua', 'journal.lua', 'limits.lua'),
  ...luaFiles('fluent-bit', ...JOINING, 'positions.lua'),
  ...luaFiles('common/fluent-bit', ...READER, ...REDACTION_MODULES, 'thinning.lua'),
});
