import { luaFiles } from '../../../../charts/common/fluent-bit/lua';
import type { LuaCase, LuaSuite } from '../../../support/lua-cases';
import type { Line } from '../../../support/luajit';

const SCRIPT = 'positions-of-files.lua';
const PROGRAM = `
package.path = "./?.lua"
local of = require("positions").of
local positions
function line(tag, time, record)
  positions = positions or of("positions")
  if positions.is_read(tag, record.offset, #record.log, record.seconds) then
    return -1, time, record
  end
  return 1, time, { log = record.log }
end
function stop(_, time, record)
  positions = nil
  collectgarbage()
  collectgarbage()
  return -1, time, record
end
function save(_, time, record)
  positions = positions or of("positions")
  positions.save()
  return -1, time, record
end
`;

/** The agent ends as it should. */
const stop: Line = { calls: ['stop'], tag: '', record: {} };
/** The agent saves what it knows, and goes on. */
const save: Line = { calls: ['save'], tag: '', record: {} };
const now = Math.floor(Date.now() / 1000);

type LogFile = (text: string) => Line;

/** Lines of a log file, one a second, which follow each other from its beginning on. */
function logFile(tag: string, since: number): LogFile {
  let [offset, seconds] = [0, now + since];
  return (text) => {
    const record = { offset, seconds: seconds++ + 0.123456789, log: text };
    offset += text.length + 1;
    return { calls: ['line'], tag, record };
  };
}

let pods = 0;

/** A case with a container of its own: two files of it, the older first, others by their time, and the texts that are shipped. */
function read(
  lines: (first: LogFile, second: LogFile, other: (since: number) => LogFile) => Line[],
  shipped: string,
): LuaCase {
  const tag = `containers.application.shop.checkout.0.pod-${pods++}`;
  return {
    lines: lines(logFile(tag, -3600), logFile(tag, -1800), (since) => logFile(tag, since)),
    events: [...shipped].map((log) => ({ time: 0, record: { log } })),
  };
}

/** How far files are read when the agent stops. */
export const POSITIONS: LuaSuite = {
  files: { ...luaFiles('fluent-bit', 'positions.lua'), [SCRIPT]: PROGRAM },
  script: SCRIPT,
  cases: {
    'a file that comes again is left out': read((file) => {
      const lines = [file('a'), file('b')];
      return [...lines, stop, ...lines];
    }, 'ab'),
    'what was not read of it is read': read((file) => {
      const lines = [file('a'), file('b')];
      return [...lines, stop, ...lines, file('c')];
    }, 'abc'),
    'a file that goes on is read': read((file) => [file('a'), stop, file('b')], 'ab'),
    'a file that is new is read': read((file, next) => [file('a'), stop, next('b'), next('c')], 'abc'),
    'each file has a position of its own': read((file, next) => {
      const lines = [file('a'), file('b')];
      return [...lines, next('c'), stop, next('d'), ...lines, file('e')];
    }, 'abcde'),
    'files are told apart where they are read in turn': read((file, next) => {
      const lines = [file('a'), file('b'), file('c')];
      const others = [next('d'), next('e')];
      const turns = [lines[0], others[0], lines[1], others[1], lines[2]] as Line[];
      return [...turns, stop, ...others, ...lines, file('f'), next('g')];
    }, 'adbecfg'),
    'what is no line is no new file': read((file) => {
      const [first, none, second] = [file('a'), file('none'), file('b')] as [Line, Line, Line];
      return [first, second, stop, first, second, stop, first, none, second];
    }, 'ab'),
    'a stop while a file is left out': read((file) => {
      const lines = [file('a'), file('b'), file('c')];
      return [...lines, stop, ...lines.slice(0, 1), stop, ...lines, file('d')];
    }, 'abcd'),
    'a line of the current file while the rotated one is read again': read((file, next) => {
      const lines = [file('a'), file('b'), file('c'), file('d')] as Line[];
      return [...lines, next('e'), stop, ...lines.slice(0, 1), next('f'), next('g'), ...lines.slice(1), next('h')];
    }, 'abcdefgh'),
    'the same further on, where nothing of it was read before': read((file, next) => {
      const lines = [file('a'), file('b'), file('c'), file('d')] as Line[];
      const unseen = [next('none'), next('e')] as [Line, Line];
      return [...lines, stop, ...lines.slice(0, 1), unseen[1], ...lines.slice(1), next('f')];
    }, 'abcdef'),
    'a new file while the clock is set back': read((file, _, other) => {
      const earlier = other(-7200);
      return [file('a'), file('b'), stop, earlier('c'), earlier('d'), earlier('e'), file('f')];
    }, 'abcdef'),
    'a new file that begins before the last line of the one before it': read((file, _, other) => {
      const lines = [file('a'), file('b'), file('c')];
      const next = other(-3599);
      return [...lines, stop, next('d'), next('e'), next('f')];
    }, 'abcdef'),
    'a file that went on after a stop comes again, and the beginning of none is taken for it': read(
      (file, _, other) => {
        const lines = [file('a'), file('b')];
        const earlier = other(-7200);
        const more = file('c');
        return [...lines, stop, more, stop, earlier('d'), ...lines, more, stop, ...lines, more, file('e')];
      },
      'abcde',
    ),
    'a file whose beginning was not seen': read((file) => {
      const lines = [file('a'), file('b'), file('c')] as Line[];
      return [...lines.slice(1), stop, ...lines, file('d')];
    }, 'bcd'),
    'a new file after one whose beginning was not seen': read((file, next) => {
      file('a');
      return [file('b'), file('c'), stop, next('d'), next('e')];
    }, 'bcde'),
    'times in a file that are out of order': read((file) => {
      const lines = [file('a'), file('b'), file('c')] as [Line, Line, Line];
      const last = { ...lines[2], record: { ...lines[2].record, seconds: now - 3601 } };
      const all = [lines[0], lines[1], last];
      return [...all, stop, ...all, file('d')];
    }, 'abcd'),
    'a file that is not read again before the next stop': read((file, next) => {
      const lines = [file('a'), file('b')];
      return [...lines, next('c'), stop, next('d'), stop, next('e'), ...lines];
    }, 'abcde'),
    'what is saved meanwhile changes nothing': read((file, next) => {
      const lines = [file('a'), file('b'), file('c')];
      return [...lines, next('d'), stop, save, ...lines, save, next('e'), save];
    }, 'abcde'),
    'a run that read nothing of a file': read((file) => {
      const lines = [file('a'), file('b')];
      const other = logFile('containers.application.shop.other.0.pod', -60)('x');
      return [...lines, stop, other, stop, ...lines];
    }, 'abx'),
  },
};
