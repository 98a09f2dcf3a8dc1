import { errorPattern, sampledPattern } from '../../../charts/cloudformation/patterns';
import { thinning } from '../../../charts/common/fluent-bit/policy';
import { logGroups } from '../../../model/names/log-groups';
import { environment, everything } from '../../support/environments';
import { matches } from '../../support/filter-pattern';

const isError = (id: string, event: object | string) =>
  matches(errorPattern({ id }), typeof event === 'string' ? event : JSON.stringify(event));

const LEVELS = ['error', 'ERROR', 'Error', 'err', 'fatal', 'FATAL', 'critical', 'CRITICAL', 'crit', 'panic', 'SEVERE'];

test.each(LEVELS)('level %s is an error', (level) => {
  expect(isError('application', { kubernetes: {}, level, message: 'm' })).toBe(true);
});

test.each(['info', 'INFO', 'warn', 'WARNING', 'debug', 'notice', 'trace', ''])('level "%s" is none', (level) => {
  expect(isError('application', { level, message: 'error: level=error' })).toBe(false);
});

test("the Fargate router's own log is text", () => {
  expect(isError('fargate-process', '[2026/01/31 12:34:56] [error] [output:cloudwatch_logs:0] denied')).toBe(true);
  expect(isError('fargate-process', '[2026/01/31 12:34:56] [ warn] [engine] retry after an error')).toBe(false);
});

/** Whether the routers drop a line, by the very expression that they are given. */
const isDropped = (line: string, percent: number): boolean =>
  thinning({ dropLevels: [], sampleInfoPercent: percent, redact: [], redactPatterns: [] }, { match: '*', alias: 'a' })
    .flatMap(({ properties }) => properties)
    .filter(([key]) => key === 'exclude')
    .some(([, value]) => new RegExp(String(value).replace('log \\A', '^')).test(line));

test.each(['trace_id', 'traceId'])(
  'what is counted for sampling is what routers without a reader sample, by "%s"',
  (key) => {
    const trace = (index: number) => `1-5759e988-bd862e3fe1be46a994272${index.toString(16).padStart(3, '0')}`;
    for (const level of ['info', 'INFO', 'Info', 'warn', 'error', 'debug']) {
      const lines = Array.from({ length: 4096 }, (_, index) => JSON.stringify({ level, [key]: trace(index) }));
      const kept = lines.filter((line) => !isDropped(line, 10));
      const sampledOut = kept.filter((line) => matches(sampledPattern(), line)).length * 9;
      expect(Math.abs(kept.length + sampledOut - lines.length)).toBeLessThan(10);
    }
    // Never sampled, so each stands for itself.
    for (const line of ['{"level":"info"}', `{"level":"info","${key}":"not-hexadecimal"}`]) {
      expect(isDropped(line, 1)).toBe(false);
      expect(matches(sampledPattern(), line)).toBe(false);
    }
  },
);

test('CloudWatch Logs takes the patterns', () => {
  const groups = logGroups(environment(everything));
  const patterns = [sampledPattern(), ...groups.map(errorPattern)];
  for (const pattern of patterns) {
    expect(pattern.length).toBeLessThanOrEqual(1024);
    const regexes = [...pattern.matchAll(/%([^%]*)%/g)].map(([, regex = '']) => regex);
    expect(regexes.length).toBeLessThanOrEqual(2);
    for (const regex of regexes) expect(regex).toMatch(/^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.]+$/);
  }
});
