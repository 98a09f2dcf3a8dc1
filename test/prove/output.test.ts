import { type Check, Failure, NotRun } from '../../prove/check';
import { annotation, junit, line, summary } from '../../prove/output';
import { Report } from '../../prove/report';

const proved: Check = {
  step: 'apiserver',
  environment: 'prod',
  subject: 'Deployment shop/web: accepted',
  status: 'proved',
  seconds: 0.25,
  detail: '',
};
const failed: Check = {
  ...proved,
  step: 'rbac',
  status: 'failed',
  detail: 'may get "secrets"\nin <shop>',
  file: 'dist/prod/web.k8s.yaml',
  line: 12,
  setting: 'overlays/prod.ts sampleApps',
};
const notRun: Check = { ...proved, step: 'nodes', status: 'not run', detail: 'kwok needs Go' };

test('a line says what, how long and, when it failed, where and why', () => {
  expect(line(proved)).toBe('  ✓ prod     Deployment shop/web: accepted  0.3 s');
  expect(line(failed)).toBe(
    [
      '  ✗ prod     Deployment shop/web: accepted  0.3 s',
      '      dist/prod/web.k8s.yaml:12 (from overlays/prod.ts sampleApps)',
      '      may get "secrets"',
      '      in <shop>',
    ].join('\n'),
  );
  expect(line(notRun)).toBe('  – prod     Deployment shop/web: accepted  0.3 s  not run\n      kwok needs Go');
});

test('the summary never counts as proved what was not run', () => {
  expect(summary([proved, notRun])).toBe(
    [
      'step       prod',
      'apiserver  1 proved',
      'nodes      1 not run',
      '',
      'not run: nodes: kwok needs Go',
      '',
      '1 checks proved, none failed, 1 not run',
    ].join('\n'),
  );
  expect(summary([proved, failed, notRun])).toContain('1 FAILED, 1 proved, 1 not run');
});

test('an annotation of GitHub is one line and points at the line of dist/', () => {
  expect(annotation(failed)).toBe(
    '::error file=dist/prod/web.k8s.yaml,line=12,title=rbac%3A Deployment shop/web%3A accepted::may get "secrets"%0Ain <shop>%0Afrom overlays/prod.ts sampleApps',
  );
});

test('JUnit has a suite per step and environment, and escapes', () => {
  const xml = junit([proved, failed, notRun]);
  expect(xml).toContain('<testsuite name="rbac prod" tests="1" failures="1" skipped="0">');
  expect(xml).toContain('<failure message="may get &quot;secrets&quot;&#10;in &lt;shop&gt;">');
  expect(xml).toContain('<skipped message="kwok needs Go"/>');
  expect(junit([{ ...failed, detail: 'bell \u0007' }])).toContain('message="bell "');
});

test('a check is proved when it returns, failed when it throws, and not run when it says so', async () => {
  const seen: string[] = [];
  const report = new Report(({ status, detail }) => seen.push(`${status}: ${detail}`)).for('agents');
  expect(await report.check({ environment: 'dev', subject: 'a' }, () => 'by moto')).toBe(true);
  const failing = () => {
    throw new Failure('wrong');
  };
  expect(await report.check({ environment: 'dev', subject: 'b' }, failing)).toBe(false);
  const missing = () => {
    throw new NotRun('no moto');
  };
  expect(await report.check({ environment: 'dev', subject: 'c' }, missing)).toBe(false);
  expect(seen).toEqual(['proved: by moto', 'failed: wrong', 'not run: no moto']);
  expect(report.checks.every(({ step }) => step === 'agents')).toBe(true);
});

test('what a step says after its time is over does not count', async () => {
  const report = new Report();
  report.close();
  await report.check({ environment: 'dev', subject: 'late' }, () => undefined);
  expect(report.checks).toEqual([]);
});
