import { type Check, STEP_NAMES, type Status } from './check';

const MARKS: Record<Status, string> = { proved: '✓', failed: '✗', 'not run': '–' };

/** Where a check failed: `dist/prod/alloy.k8s.yaml:241 (overlays/prod.ts metrics)`. */
const placeOf = ({ file, line, setting }: Check): string =>
  file === undefined ? '' : `${file}:${line}${setting ? ` (from ${setting})` : ''}`;

/** A check as it is printed when it finishes. */
export function line(check: Check): string {
  const { environment, subject, status, seconds, detail } = check;
  const head = `  ${MARKS[status]} ${environment.padEnd(8)} ${subject}  ${seconds.toFixed(1)} s`;
  if (status === 'proved') return detail ? `${head}  ${detail}` : head;
  const place = placeOf(check);
  const rest = [...(place ? [place] : []), ...detail.split('\n')].map((text) => `      ${text}`);
  return [status === 'not run' ? `${head}  not run` : head, ...rest].join('\n');
}

/** Table of steps and environments at the end of a run: what was proved, what failed, what was not run and why. */
export function summary(checks: readonly Check[]): string {
  const environments = [...new Set(checks.map(({ environment }) => environment))];
  const steps = STEP_NAMES.filter((name) => checks.some(({ step }) => step === name));
  const rows = steps.map((step) => [
    step,
    ...environments.map((environment) =>
      cell(checks.filter((check) => check.step === step && check.environment === environment)),
    ),
  ]);
  const reasons = new Set(
    checks.filter(({ status }) => status === 'not run').map(({ step, detail }) => `not run: ${step}: ${detail}`),
  );
  const failed = checks.filter(({ status }) => status === 'failed');
  return [
    columns([['step', ...environments], ...rows]),
    ...(reasons.size > 0 ? ['', ...reasons] : []),
    '',
    failed.length === 0
      ? `${count(checks, 'proved')} checks proved, none failed, ${count(checks, 'not run')} not run`
      : `${failed.length} FAILED, ${count(checks, 'proved')} proved, ${count(checks, 'not run')} not run`,
  ].join('\n');
}

const count = (checks: readonly Check[], status: Status): number =>
  checks.filter((check) => check.status === status).length;

function cell(checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const parts = (['failed', 'proved', 'not run'] as const)
    .filter((status) => count(checks, status) > 0)
    .map((status) => `${count(checks, status)} ${status}`);
  return parts.join(', ');
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A failed check as an annotation of GitHub Actions, shown at its line of dist/ in the pull request. */
export function annotation({ step, subject, detail, file, line: number, setting }: Check): string {
  const place = file ? ` file=${property(file)},line=${number},` : ' ';
  const from = setting ? `\nfrom ${setting}` : '';
  return `::error${place}title=${property(`${step}: ${subject}`)}::${message(`${detail}${from}`)}`;
}

const message = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => message(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** The checks as JUnit XML: a suite per step and environment. */
export function junit(checks: readonly Check[]): string {
  const suites: Record<string, Check[]> = {};
  for (const check of checks) {
    const name = `${check.step} ${check.environment}`;
    suites[name] = [...(suites[name] ?? []), check];
  }
  const lines = Object.entries(suites).flatMap(([name, suite]) => [
    `  <testsuite name="${xml(name)}" tests="${suite.length}" failures="${count(suite, 'failed')}" skipped="${count(suite, 'not run')}">`,
    ...suite.map(testCase),
    '  </testsuite>',
  ]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="prove">', ...lines, '</testsuites>', ''].join(
    '\n',
  );
}

function testCase(check: Check): string {
  const { step, environment, subject, status, seconds, detail } = check;
  const head = `    <testcase classname="${xml(`${step}.${environment}`)}" name="${xml(subject)}" time="${seconds}"`;
  if (status === 'proved') return `${head}/>`;
  if (status === 'not run') return `${head}><skipped message="${xml(detail)}"/></testcase>`;
  return `${head}><failure message="${xml(detail)}">${xml(placeOf(check))}</failure></testcase>`;
}

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
/** XML does not allow control characters, not even escaped. */
const xml = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/[&<>"\n]/g, (character) => XML[character] ?? '');
