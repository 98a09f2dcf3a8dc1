import { readText } from '../files';

/**
 * Lua files by name, from `charts/<folder>/lua/`. They are the same in all environments: what differs is in `settings.lua`
 * (lua-settings.ts), which a script requires like the other modules next to it.
 */
export const luaFiles = (folder: string, ...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, readText(folder, 'lua', name)]));
