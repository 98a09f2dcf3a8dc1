import { luaFiles } from '../../charts/common/fluent-bit/lua';
import { REDACTION_MODULES } from '../../charts/common/fluent-bit/redaction';
import type { RedactPattern } from '../../model/facts/redact-patterns';
import { REDACTIONS, type Redaction } from '../../model/facts/redactions';
import type { Lua } from './luajit';

/** The Lua modules that redact. */
const REDACTION_FILES = luaFiles('common/fluent-bit', ...REDACTION_MODULES);

/** A program that begins with a function `redact` of some kinds and patterns. */
const redactProgram = (kinds: readonly Redaction[], rest: string, patterns: readonly RedactPattern[] = []): string => {
  const list = (texts: readonly string[]) => `{ ${texts.map((text) => JSON.stringify(text))} }`;
  const [names, own] = [patterns.map(({ name }) => name), patterns.map(({ pattern }) => pattern)];
  return `package.path = "./?.lua"\nlocal redact = require("redaction").of(${[kinds, names, own].map(list)})\n${rest}`;
};

/**
 * How many times longer redaction takes for a line that is four times as long: linear is 4, quadratic 16.
 * @param line an expression of Lua: the line, from `part` repeated to a `size` in bytes
 * @param part a literal of Lua
 */
export function redactionGrowth(
  lua: Lua,
  line: string,
  part: string,
  kinds: readonly Redaction[],
  patterns: readonly RedactPattern[] = [],
): number {
  const measure = `
local part = ${part}
local function seconds(size)
  local line = ${line}
  local best = math.huge
  for _ = 1, 2 do
    local began = os.clock()
    redact(line)
    best = math.min(best, os.clock() - began)
  end
  return best
end
seconds(225000)
io.write(seconds(900000) / math.max(seconds(225000), 0.001))`;
  return Number(lua.run(REDACTION_FILES, redactProgram(kinds, measure, patterns)));
}

/** Reads and writes texts of any bytes, a line of hexadecimal digits each. */
const LINES = `
for line in io.lines() do
  local text = line:gsub("%x%x", function(hex) return string.char(tonumber(hex, 16)) end)
  io.write((redact(text):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)), "\\n")
end`;

/** Texts after redaction. */
export function redactedBytes(
  lua: Lua,
  texts: readonly Buffer[],
  kinds: readonly Redaction[] = REDACTIONS,
  patterns: readonly RedactPattern[] = [],
): Buffer[] {
  const input = texts.map((text) => `${text.toString('hex')}\n`).join('');
  const lines = lua.run(REDACTION_FILES, redactProgram(kinds, LINES, patterns), input).split('\n');
  return lines.slice(0, -1).map((line) => Buffer.from(line, 'hex'));
}

/** Texts in UTF-8 after redaction. */
export const redacted = (
  lua: Lua,
  texts: readonly string[],
  kinds?: readonly Redaction[],
  patterns?: readonly RedactPattern[],
): string[] =>
  redactedBytes(
    lua,
    texts.map((text) => Buffer.from(text)),
    kinds,
    patterns,
  ).map(String);
