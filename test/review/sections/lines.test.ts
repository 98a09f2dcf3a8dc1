import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { prod } from '../../../overlays/prod';
import { goldenLines as golden } from '../../../review/lines/corpus';
import { type Router, routerIn } from '../../../review/lines/router';
import { sourcesOf, targetsOf } from '../../../review/lines/routes';
import { run } from '../../../review/lines/run';
import { corpus } from '../../support/corpus';
import { KNOWN_JOINS, KNOWN_LINES } from '../../support/corpus-known';
import { LUA_TOOLS } from '../../support/luajit';
import { reviewOf, textsOf } from '../support/states';

const FILE = 'fluent-bit.k8s.yaml';
const routerOf = (overlay: EnvironmentInput, file = FILE, change = (text: string): string => text): Router => {
  const path = `${overlay.name}/${file}`;
  const router = routerIn(path, change(textsOf(overlay).get(path) ?? ''), 'a state');
  if (!router) throw new Error(`${path} has no log router`);
  return router;
};
const outcomes = (router: Router) => {
  const ran = run(router, golden());
  if ('notRun' in ran) throw new Error(ran.notRun);
  return ran.outcomes;
};
const changed = (file: string, change: (text: string) => string) =>
  new Map([...textsOf(prod)].map(([path, text]) => [path, path === `prod/${file}` ? change(text) : text]));
const signals = (after: ReadonlyMap<string, string>): string =>
  /## Signals\n\n([\s\S]*?)\n\n## /.exec(reviewOf(textsOf(prod), after).text)?.[1] ?? '';

test('the golden lines are the whole corpus, byte by byte', () => {
  expect(golden().map(({ name, bytes }) => [name, bytes.toString('latin1')])).toEqual(
    corpus().map(({ name, lines }) => [name, lines.map((line) => line.toString('latin1')).join('\n')]),
  );
});

(LUA_TOOLS.luajit ? describe : describe.skip)('the scripts of dist/, in LuaJIT', () => {
  test('what the policy of prod leaves out is what the corpus says', () => {
    const all = outcomes(routerOf(prod));
    const wrong = corpus().filter(({ name, kept }, at) => {
      const isKnown = Object.hasOwn(KNOWN_LINES, name) || Object.hasOwn(KNOWN_JOINS, name);
      return !isKnown && kept !== (all[at]?.leftOut === undefined);
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(new Set(all.map(({ leftOut }) => leftOut))).toEqual(new Set([undefined, 'dropped', 'sampled', 'left out']));
  });

  test('what is personal is redacted in what comes out', () => {
    const at = corpus().findIndex(({ event }) => event?.includes('[REDACTED-EMAIL]'));
    expect(outcomes(routerOf(prod))[at]?.events).toContain('[REDACTED-EMAIL]');
    expect(outcomes(routerOf(dev, 'ecs-firelens.k8s.yaml'))[at]?.events).not.toContain('[REDACTED-');
  });

  test('every router that runs scripts is known here', () => {
    for (const overlay of [dev, prod])
      for (const path of textsOf(overlay).keys()) {
        const router = routerIn(path, textsOf(overlay).get(path) ?? '', 'a state');
        if (router && router.scripts.size > 0) expect([path, run(router, golden())]).not.toHaveProperty('1.notRun');
      }
    const unknown = { ...routerOf(prod), scripts: new Map([['other.lua', '']]) };
    expect(run(unknown, golden())).toEqual({ notRun: 'its scripts end with: none of them is known here' });
  });

  test('messages of Kubernetes events that are redacted less are named', () => {
    const less = changed('kubernetes-events.k8s.yaml', (text) =>
      text.replace(/redact = \{ "email".*\}/, 'redact = {}'),
    );
    expect(signals(less)).toMatch(
      /through `kubernetes-events\.k8s\.yaml`: \d+ of 11 lines of the corpus with \*\*less redacted/,
    );
  });

  test('another expression in a script changes what comes out, and the report says which lines', () => {
    const text = signals(changed(FILE, (whole) => whole.replace('dropped[line.level]', 'dropped[line.level .. "s"]')));
    expect(text).toMatch(
      /through `fluent-bit\.k8s\.yaml`: what becomes of the lines of the corpus is \*\*not known\*\*: not run in the head/,
    );
    const kept = signals(changed(FILE, (whole) => whole.replace('if dropped[line.level] then', 'if false then')));
    expect(kept).toMatch(/2 of 11 lines of the corpus kept again: `debug`, `JSON of level trace`/);
  });

  test('scripts see no file and no program', () => {
    const folder = mkdtempSync(join(tmpdir(), 'review-'));
    const evil = join(folder, 'evil');
    try {
      for (const attack of [
        `os.execute("touch ${evil}")`,
        `io.popen("touch ${evil}")`,
        `io.open("${evil}", "w"):write("x"):close()`,
        `require("ffi")`,
        `loadstring("os.execute('touch ${evil}')")()`,
        `_G.package.loadlib("x", "y")`,
      ]) {
        const router = routerOf(prod, FILE, (text) =>
          text.replace('local LONGEST = 1048576', `${attack} local LONGEST = 1048576`),
        );
        run(router, golden());
        expect(existsSync(evil)).toBe(false);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('where LuaJIT is missing', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
  });

  test('the report says so, and never that nothing changes', () => {
    process.env.PATH = '/nowhere';
    const text = signals(changed(FILE, (whole) => whole.replace('local LONGEST = 1048576', 'local LONGEST = 1048575')));
    expect(text).toMatch(/\*\*not known\*\*: not run in the (?:base|head): `install luajit \(Debian: luajit\)`/);
    expect(text).not.toContain('as before');
  });
});

test.each([
  ['/var/log/pods/*/*/*.log*', '`cloudwatch_logs /aws/containerinsights/observability-prod/application`'],
  ['/var/log/pods/tictactoe-prod_*/*/*.log*', '`cloudwatch_logs /eks/tictactoe`'],
  ['journal.host', '`cloudwatch_logs /aws/containerinsights/observability-prod/host`'],
  ['/var/log/pods/aws-observability_fluent-bit-*/*/*.log*', ''],
])('lines of %s go to %s', (source, target) => expect(targetsOf(routerOf(prod), source)).toBe(target));

test('every source of every router goes somewhere', () => {
  for (const file of [FILE, 'ecs-firelens.k8s.yaml', 'fargate-logging.k8s.yaml']) {
    const router = routerOf(dev, file);
    expect(sourcesOf(router).length).toBeGreaterThan(0);
    for (const source of sourcesOf(router)) expect(targetsOf(router, source)).toContain('cloudwatch_logs');
  }
});
