import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../../package.json';
import { REPORT_MAX_BYTES } from '../../review/report';

const FILE = '.github/workflows/review.yml';
const text = readFileSync(FILE, 'utf8');

interface Job {
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}
const { jobs, permissions } = parse(text) as { jobs: Record<string, Job>; permissions: object };

test('actions are pinned by commit', () => {
  const uses = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.uses ?? []));
  expect(uses.length).toBeGreaterThan(1);
  expect(uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
});

test('what can write runs no code of the pull request, and what runs it can only read', () => {
  expect(permissions).toEqual({});
  const rights = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
  expect(rights).toEqual([
    ['check', { contents: 'read' }],
    ['review', { contents: 'read' }],
    ['comment', { 'pull-requests': 'write' }],
  ]);
  expect(jobs.comment?.steps.flatMap(({ uses }) => uses ?? [])).toEqual([]);
  expect(JSON.stringify(jobs.comment)).not.toMatch(/npm|node /);
  expect(jobs.review?.steps[0]?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
});

test('no expression is within a script: a name of a branch could end it', () => {
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test('its commands exist', () => {
  const commands = [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, command = '']) => command);
  expect(commands).toEqual(['check', 'synth', 'review']);
  for (const command of commands) expect(Object.keys(packageJson.scripts)).toContain(command);
});

test('the job of the report has what its scripts run in', () => {
  const scripts = jobs.review?.steps.flatMap(({ run }) => run ?? []) ?? [];
  const [installed, made] = [/apt-get install .*\bluajit\b/, /npm run --silent review/].map((command) =>
    scripts.findIndex((script) => command.test(script)),
  );
  expect(installed).toBeGreaterThanOrEqual(0);
  expect(installed).toBeLessThan(made ?? -1);
});

const TITLE = '# What happens when this is merged';

/** Runs the script of the comment with a `gh` that finds some comments, and gives the calls of it and the body. */
function comment(
  found: string,
  { report = '', result = 'success', old = '' }: { report?: string; result?: string; old?: string },
): { calls: string[]; body: string | undefined } {
  const folder = mkdtempSync(join(tmpdir(), 'comment-'));
  try {
    writeFileSync(
      join(folder, 'gh'),
      '#!/bin/sh\nprintf "%s\\n" "$*" >> calls\ncase "$*" in *--jq\\ .body) printf "%s\\n" "$OLD" ;; *--jq*) printf "%s" "$FOUND" ;; esac\n',
    );
    chmodSync(join(folder, 'gh'), 0o755);
    const env = {
      PATH: `${folder}:${process.env.PATH}`,
      FOUND: found,
      OLD: old,
      RESULT: result,
      COMMIT: 'c0ffee',
      REPORT: report,
      PAGE: 'https://github.example.com/a/b/page',
      NUMBER: '7',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_SERVER_URL: 'https://github.example.com',
      GITHUB_RUN_ID: '9',
    };
    const { status } = spawnSync('bash', ['-e', '-c', jobs.comment?.steps[0]?.run ?? ''], { cwd: folder, env });
    expect(status).toBe(0);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    const body = join(folder, 'review.md');
    return {
      calls: calls.map((call) => call.replace(/ --jq .*/, '')),
      body: existsSync(body) ? readFileSync(body, 'utf8') : undefined,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the comment is made once, and rewritten from then on', () => {
  const report = '# What happens\n\n`$(touch x)` "quoted" %s \\n';
  expect(comment('', { report })).toEqual({
    calls: [
      'api --paginate repos/a/b/issues/7/comments',
      'api --method POST repos/a/b/issues/7/comments --field body=@review.md --silent',
    ],
    body: `${report}\n\n[Before and after, side by side](https://github.example.com/a/b/page)\n`,
  });
  expect(comment('11\n12\n', { report }).calls[1]).toBe(
    'api --method PATCH repos/a/b/issues/comments/11 --field body=@review.md --silent',
  );
  const longest = comment('', { report: '€'.repeat(REPORT_MAX_BYTES / 3) });
  expect(longest.calls).toHaveLength(2);
  // https://github.com/orgs/community/discussions/27190
  expect(Buffer.byteLength(longest.body ?? '')).toBeLessThan(65_536);
});

test('where the report of a later commit fails, the comment says that it is of an older one; the next report takes its place', () => {
  expect(jobs.comment?.if).toContain('!cancelled() && ');
  const old = `${TITLE}\n\n> **1 object**\n\n- \`$(touch x)\` %s\n\n[Before and after, side by side](https://example.com)`;
  const first = comment('11\n', { result: 'failure', old });
  expect(first.calls).toEqual([
    'api --paginate repos/a/b/issues/7/comments',
    'api repos/a/b/issues/comments/11',
    'api --method PATCH repos/a/b/issues/comments/11 --field body=@review.md --silent',
  ]);
  const notice =
    '> **Out of date:** this report is of an older commit. There is none of c0ffee: [its run failed](https://github.example.com/a/b/actions/runs/9).';
  expect(first.body).toBe(old.replace(TITLE, `${TITLE}\n\n${notice}`).concat('\n'));
  // Another failure takes the place of the first; a run that is ended by its time limit is one too.
  const second = comment('11\n', { result: 'cancelled', old: (first.body ?? '').trim().replace('c0ffee', 'abcdef') });
  expect(second.body).toBe(first.body);
  // Where there is no comment, nothing looks new.
  expect(comment('', { result: 'failure' })).toEqual({
    calls: ['api --paginate repos/a/b/issues/7/comments'],
    body: undefined,
  });
});
