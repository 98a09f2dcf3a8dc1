import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapNotices } from '../../synth/bootstrap';

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const FILES = {
  'cloudformation.yaml': 'a\nb\n',
  'apply.sh': 'x\n',
  'argocd.k8s.yaml': 'p\nq\n',
  'insights.yaml': 'i\n',
};

/** What is said when the files that are published become others. */
function said(changes: Record<string, string>, published: Record<string, string> = FILES): string[] {
  mkdirSync('dist/dev/bootstrap', { recursive: true });
  for (const [file, text] of Object.entries(published)) writeFileSync(`dist/dev/bootstrap/${file}`, text);
  const files = Object.entries({ ...published, ...changes });
  return bootstrapNotices('dev', new Map(files.map(([file, text]) => [`dev/bootstrap/${file}`, text])));
}

const notice = (when: string, steps: string) =>
  `bootstrap: Argo CD does not apply this change; ${when}: sh dist/dev/bootstrap/apply.sh ${steps}`;

test('nothing where nothing changes, or where the environment is new', () => {
  expect(said({})).toEqual([]);
  expect(bootstrapNotices('other', new Map([['other/bootstrap/apply.sh', 'x']]))).toEqual([]);
});

test('what allows more comes before the merge, by the step that applies it', () => {
  expect(said({ 'cloudformation.yaml': 'a\nb\nc\n', 'argocd.k8s.yaml': 'p\nq\nr\n' })).toEqual([
    notice('before the merge', '1 3'),
  ]);
  expect(said({ 'apply.sh': 'y\n' })).toEqual([notice('before the merge', '2')]);
  expect(said({ 'argocd-cm.patch.yaml': 'new\n' })).toEqual([notice('before the merge', '3')]);
});

test('what only allows less comes after the sync: Argo CD still has to prune with the old rights', () => {
  expect(said({ 'argocd.k8s.yaml': 'p\n' })).toEqual([notice('after the sync', '3')]);
});

test('what refers to log groups comes after the sync that makes them', () => {
  expect(said({ 'insights.yaml': 'i\nj\n', 'cloudformation.yaml': 'c\n' })).toEqual([
    notice('before the merge', '1'),
    notice('after the sync', '4'),
  ]);
});
