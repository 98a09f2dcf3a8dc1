import { spawnSync } from 'node:child_process';
import {
  EVENT_BYTES,
  GROUP_REPORT_BYTES,
  keptShare,
  logVolumes,
  NAMES_BYTES,
  WORKLOAD_REPORT_BYTES,
} from '../../../model/budgets/log-volume';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { environment, environments, everything, minimal } from '../../support/environments';
import { LUA_TOOLS } from '../../support/luajit';
import { changed } from '../../validation/lines';

const volumeOf = (input: EnvironmentInput, id: string) => {
  const found = logVolumes(environment(input)).find(({ group }) => group.id === id);
  if (!found) throw new Error(`no log group ${id}`);
  return found;
};

test.each(environments)('%s: every log group has a volume and a formula', (_, input) => {
  for (const { bytesPerSecond, formula } of logVolumes(environment(input))) {
    expect(bytesPerSecond.low).toBeGreaterThan(0);
    expect(bytesPerSecond.high).toBeGreaterThanOrEqual(bytesPerSecond.low);
    expect(formula).not.toMatch(/NaN|undefined/);
  }
});

test('containers: nodes × peak × share of the peak × bytes charged for one', () => {
  const { bytesPerSecond, formula } = volumeOf(minimal, 'application');
  const charged = (300 - 40 + NAMES_BYTES + EVENT_BYTES) / 300;
  expect(bytesPerSecond.low).toBeCloseTo(3 * 256 * 1024 * 0.1 * charged);
  expect(bytesPerSecond.high).toBeCloseTo(6 * 256 * 1024 * charged);
  expect(formula).toBe('3–6 nodes × 256 KiB/s × 10–100 % of the peak × 100 % kept × 1.45 bytes charged for one');
});

test('groups of applications take their shares of the logs, and leave the rest', () => {
  const applications = changed((draft) => {
    draft.logs.applications = [
      { name: 'a', logGroupName: '/a', namespaces: ['a'], peakSharePercent: 30 },
      { name: 'b', logGroupName: '/b', namespaces: ['b'], peakSharePercent: 20 },
    ];
  });
  const [whole, rest, a, b] = [
    volumeOf(minimal, 'application'),
    ...['application', 'application-a', 'application-b'].map((id) => volumeOf(applications, id)),
  ].map((volume) => volume?.bytesPerSecond.high ?? 0);
  expect(a).toBeCloseTo(0.3 * (whole ?? 0));
  expect(b).toBeCloseTo(0.2 * (whole ?? 0));
  expect(rest).toBeCloseTo(0.5 * (whole ?? 0));
});

test('a policy keeps what it does not drop or sample', () => {
  const kept = (change: Parameters<typeof changed>[0]) => keptShare(environment(changed(change)));
  expect(kept(() => {})).toBeCloseTo(1);
  expect(kept((draft) => Object.assign(draft.logs, { dropLevels: ['trace', 'debug'] }))).toBeCloseTo(0.8);
  // Of info 70 %, half with a trace, of which a tenth is kept.
  expect(kept((draft) => Object.assign(draft.logs, { sampleInfoPercent: 10 }))).toBeCloseTo(1 - 0.7 * 0.5 * 0.9);
  expect(kept((draft) => Object.assign(draft.logs, { dropLevels: ['info'] }))).toBeCloseTo(0.3);
});

test('a limit of pods bounds what a node ships, and not what it ships on Fargate', () => {
  const limited = (limit?: number) =>
    changed((draft) => {
      draft.logs.limits = { podKibibytesPerSecond: limit };
      draft.logs.applications = [];
    }, everything);
  const high = (limit: number | undefined, id: string) => volumeOf(limited(limit), id).bytesPerSecond.high;
  expect(high(2, 'application')).toBeLessThan(high(undefined, 'application'));
  expect(high(2, 'fargate')).toBe(high(undefined, 'fargate'));
});

const REPORTS = `
package.path = "charts/fluent-bit/lua/?.lua;charts/common/fluent-bit/lua/?.lua;" .. package.path
local group = "/aws/containerinsights/observability-prod/application"
local counters = require("counters").of("observability-prod", { "application" }, { group }, 5)
local tag = "containers.application.payments.payments-api.0.payments-api-7d4b9c6f5d-x2x7k"
local function sizes()
  for _, report in ipairs(counters.reports(1764143000)) do print(#report.log) end
end
counters.count(tag, { level = "info" }, nil)
sizes()
for _, reason in ipairs({ "Dropped", "SampledOut", "Limited" }) do
  counters.count(tag, { level = "error", status = 500, milliseconds = 12.5 }, reason)
end
sizes()
print(#require("event").head("payments", "payments-api-7d4b9c6f5d-x2x7k", "payments-api", { app = "payments-api" }))
`;

(LUA_TOOLS.luajit ? test : test.skip)('the sizes that were measured are those of the scripts', () => {
  const { stdout, stderr } = spawnSync('luajit', ['-'], { input: REPORTS, encoding: 'utf8' });
  expect(stderr).toBe('');
  const [low, groupLow, high, groupHigh, names] = stdout.trim().split('\n').map(Number);
  const measured = [low, high, groupLow, groupHigh].map((bytes) => (bytes ?? 0) + EVENT_BYTES);
  const taken = [WORKLOAD_REPORT_BYTES, GROUP_REPORT_BYTES].flatMap((range) => [range.low, range.high]);
  // The line itself stands in `,"log":"…"`.
  measured.push((names ?? 0) + ',"log":""'.length);
  taken.push(NAMES_BYTES);
  for (const [index, bytes] of measured.entries()) {
    expect(taken[index]).toBeGreaterThan(0.9 * bytes);
    expect(taken[index]).toBeLessThan(1.1 * bytes);
  }
});
