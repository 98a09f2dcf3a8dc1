/** Name of the file with the settings; scripts read it with `require("settings")`. */
export const LUA_SETTINGS_FILE = 'settings.lua';

/** Settings of Lua scripts. The order of keys and of lists stays. */
export type LuaSettings = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * A Lua module that returns the settings as a table. The only place that knows how Lua is written.
 * https://www.lua.org/manual/5.1/manual.html#2.1
 * @throws on a key that is no name in Lua, a number that is not finite, and a text with a control character
 */
export const renderLuaSettings = (settings: LuaSettings): string =>
  ['return {', ...Object.entries(settings).map(([key, value]) => `  ${name(key)} = ${literal(value)},`), '}', ''].join(
    '\n',
  );

/** Words that cannot be a key without brackets. */
const RESERVED = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

function name(key: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) || RESERVED.has(key)) throw unwritable(key, 'a name');
  return key;
}

function literal(value: LuaSettings[string]): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return value.length === 0 ? '{}' : `{ ${value.map(quoted).join(', ')} }`;
  if (!Number.isFinite(value)) throw unwritable(value, 'a finite number');
  return String(value);
}

/** Text stays on its line: a line break or a NUL could end it. */
function quoted(text: string): string {
  if (/\p{Cc}/u.test(text)) throw unwritable(text, 'a text without control characters');
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const unwritable = (value: unknown, allowed: string): Error =>
  new Error(`${JSON.stringify(value)} cannot be written into Lua; allowed: ${allowed}`);
