import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../../package.json';

const text = readFileSync('.gitlab-ci.yml', 'utf8');

interface Job {
  readonly stage: string;
  readonly script: readonly string[];
  readonly before_script?: readonly string[];
  readonly needs?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly environment?: object;
  readonly extends?: string;
  readonly rules?: readonly object[];
  readonly artifacts?: { readonly paths: readonly string[] };
}
const { workflow, stages, default: defaults, '.note': note, ...rest } = parse(text);
/** Jobs with what they extend, as GitLab merges them. */
const jobs = Object.fromEntries(
  Object.entries(rest as Record<string, Job>).map(([name, job]) => [
    name,
    job.extends === '.note' ? { ...note, ...job, variables: { ...note.variables, ...job.variables } } : job,
  ]),
) as Record<string, Job>;

test('its jobs, stages and needs are there', () => {
  expect(Object.keys(jobs)).toEqual(['check', 'review', 'comment', 'out-of-date']);
  expect(workflow.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }]);
  for (const { stage, needs = [] } of Object.values(jobs)) {
    expect(stages).toContain(stage);
    for (const name of needs) expect(stages.indexOf(jobs[name]?.stage)).toBeLessThan(stages.indexOf(stage));
  }
  expect(jobs.review?.artifacts?.paths).toEqual(['review.md', 'review.html']);
});

test('the job of the report has what its scripts run in', () => {
  expect(jobs.review?.before_script?.join('\n')).toMatch(/apt-get install .*\bluajit\b/);
});

test('its image is the Node.js that CI has', () => {
  const newest = /^newest=(\S+)$/m.exec(readFileSync('.ci/run', 'utf8'))?.[1];
  expect(defaults.image).toMatch(new RegExp(`^docker\\.io/library/node:${newest}-bookworm(@sha256:[0-9a-f]{64})?$`));
});

test('its commands exist, and its scripts are shell', () => {
  const commands = [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, command = '']) => command);
  expect(commands).toEqual(['check', 'synth', 'review']);
  for (const command of commands) expect(Object.keys(packageJson.scripts)).toContain(command);
  for (const { script, before_script = [] } of Object.values(jobs))
    for (const line of [...before_script, ...script])
      expect([line, spawnSync('bash', ['-n'], { input: line, encoding: 'utf8' }).stderr]).toEqual([line, '']);
});

test('only the job that runs no code of the change has the token', () => {
  const withToken = Object.entries(jobs).filter(([, job]) => job.environment || /TOKEN/.test(JSON.stringify(job)));
  expect(withToken.map(([name]) => name)).toEqual(['comment', 'out-of-date']);
  for (const [, job] of withToken)
    expect(job).toMatchObject({
      needs: ['review'],
      variables: { GIT_STRATEGY: 'none' },
      environment: { name: 'review-comment', action: 'access' },
    });
  const sameProject = '$CI_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID';
  expect(jobs.comment?.rules).toEqual([{ if: sameProject }]);
  expect(jobs['out-of-date']?.rules).toEqual([{ if: sameProject, when: 'on_failure' }]);
  expect(JSON.stringify(note)).not.toMatch(/npm|\.ts|\.mjs/);
});

/** A note of a merge request. */
interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}
const TOKEN = ['glpat', 'example'].join('-');
const OWN = 7;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const part of request) body += part;
  return body;
};

/** Runs the script against a GitLab that has some notes, one on a page, and gives its status and what it said. @param report undefined: its job has failed */
async function comment(notes: Note[], report: string | undefined, token = TOKEN, status = 200) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://a');
    const page = Number(url.searchParams.get('page') ?? 1);
    const { body = '' } = JSON.parse((await bodyOf(request)) || '{}');
    calls.push(`${request.method} ${url.pathname} ${request.headers['private-token']}`);
    if (request.method === 'POST') notes.push({ id: notes.length + 1, author: { id: OWN }, body });
    const own = notes.find(({ id }) => url.pathname.endsWith(`/${id}`));
    if (request.method === 'PUT' && own) own.body = body;
    if (page < notes.length) response.setHeader('x-next-page', page + 1);
    response.statusCode = request.method === 'GET' ? 200 : status;
    response.end(JSON.stringify(url.pathname.endsWith('/user') ? { id: OWN } : notes.slice(page - 1, page)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'comment-'));
  try {
    if (report !== undefined) writeFileSync(join(folder, 'review.md'), report);
    const job = jobs[report === undefined ? 'out-of-date' : 'comment'];
    const run = spawn('bash', ['--norc', '-e', '-c', job?.script.join('\n') ?? ''], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
        CI_MERGE_REQUEST_PROJECT_ID: '12',
        CI_MERGE_REQUEST_IID: '3',
        ...job?.variables,
        CI_COMMIT_SHA: 'c0ffee',
        CI_PIPELINE_URL: 'https://gitlab.example.com/a/b/-/pipelines/9',
        REVIEW_TOKEN: token,
      },
    });
    let output = '';
    for (const stream of [run.stdout, run.stderr])
      stream.on('data', (part) => {
        output += part;
      });
    const code = await new Promise((resolve) => run.once('close', resolve));
    return { code, calls, output };
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

const TITLE = '# What happens when this is merged';
const NOTES = '/api/v4/projects/12/merge_requests/3/notes';
const others = (body: string): Note => ({ id: 1, author: { id: 1 }, body });

test('the note is made once, and rewritten from then on, whoever else writes what', async () => {
  const notes = [others(`${TITLE}\n\nno`)];
  const report = `${TITLE}\n\n\`$(touch x)\` "quoted" %s \\n END\nEND\n`;
  const first = await comment(notes, report);
  expect([first.code, first.output]).toEqual([0, '']);
  expect(first.calls).toEqual([`GET /api/v4/user ${TOKEN}`, `GET ${NOTES} ${TOKEN}`, `POST ${NOTES} ${TOKEN}`]);
  expect(notes[1]?.body).toBe(
    `${report}\n\nThe page with before and after side by side is an artifact of [this pipeline](https://gitlab.example.com/a/b/-/pipelines/9).\n`,
  );
  const second = await comment(notes, `${TITLE}\n\nsecond\n`);
  expect(second.calls.at(-1)).toBe(`PUT ${NOTES}/2 ${TOKEN}`);
  expect(notes.map(({ body }) => body.split('\n')[2])).toEqual(['no', 'second']);
});

test('where the report of a later commit fails, the note says that it is of an older one; the next report takes its place', async () => {
  const notes = [others(`${TITLE}\n\nno`)];
  await comment(notes, `${TITLE}\n\nfirst\n\nsecond\n`);
  const old = notes[1]?.body ?? '';
  const notice =
    '> **Out of date:** this report is of an older commit. There is none of c0ffee: [its pipeline failed](https://gitlab.example.com/a/b/-/pipelines/9).';
  for (const _ of ['one failure', 'another']) {
    const failed = await comment(notes, undefined);
    expect([failed.code, failed.output, failed.calls.at(-1)]).toEqual([0, '', `PUT ${NOTES}/2 ${TOKEN}`]);
    expect(notes[1]?.body).toBe(old.replace(TITLE, `${TITLE}\n\n${notice}`));
  }
  await comment(notes, `${TITLE}\n\nthird\n`);
  expect(notes[1]?.body).not.toContain('Out of date');
  // Where there is no note, nothing looks new.
  const none = await comment([], undefined);
  expect([none.code, none.calls.filter((call) => !call.startsWith('GET'))]).toEqual([0, []]);
});

test('a report commands nothing and has a bound, and what is no report is no note', async () => {
  const notes: Note[] = [];
  await comment(notes, `${TITLE}\n\n/merge\n  /approve\nsee a/b\n${'€'.repeat(500_000)}`);
  expect(notes[0]?.body).not.toMatch(/^\s*\//m);
  expect(notes[0]?.body).toContain('\\/merge\n\\/approve\nsee a/b\n');
  expect(notes[0]?.body.length).toBeLessThan(101_000);
  expect((await comment([], 'hello')).code).toBe(1);
});

test('without a token it says what to do; a refusal fails, and repeats no token', async () => {
  const without = await comment([], TITLE, '');
  expect([without.code, without.calls]).toEqual([0, []]);
  expect(without.output).toContain('REVIEW_TOKEN is not set for the environment review-comment');
  const refused = await comment([], TITLE, TOKEN, 403);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain(`POST ${NOTES.slice('/api/v4/'.length)}: status 403`);
  expect(refused.output).not.toContain(TOKEN);
});

test('the page says how the token is set', () => {
  const page = readFileSync('docs/review.md', 'utf8');
  for (const word of ['REVIEW_TOKEN', 'review-comment', '.gitlab-ci.yml']) expect(page).toContain(word);
});
