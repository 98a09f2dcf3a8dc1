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
`;

/** The agent ends as it should. */
const stop: Line = { calls: ['stop'], tag: '', record: {} };
const now = Math.floor(Date.now() / 1000);

/** Lines of a log file, one a second, which follow each other from its beginning on. */
function logFile(tag: string, since: number): (text: string) => Line {
  let [offset, seconds] = [0, now + since];
  return (text) => {
    const record = { offset, seconds: seconds++ + 0.123456789, log: text };
    offset += text.length + 1;
    return { calls: ['line'], tag, record };
  };
}

let pods = 0;

/** A case with a container of its own: two files of it, the older first, and the texts that are shipped. */
function read(
  lines: (first: (text: string) => Line, second: (text: string) => Line) => Line[],
  shipped: string,
): LuaCase {
  const tag = `containers.application.shop.checkout.0.pod-${pods++}`;
  return {
    lines: lines(logFile(tag, -3600), logFile(tag, -1800)),
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
    'a run that read nothing of a file': read((file) => {
      const lines = [file('a'), file('b')];
      const other = logFile('containers.application.shop.other.0.pod', -60)('x');
      return [...lines, stop, other, stop, ...lines];
    }, 'abx'),
  },
};
