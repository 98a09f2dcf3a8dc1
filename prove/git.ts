import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Only these settings, not those of the user. */
const SETTINGS = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'prove',
  GIT_AUTHOR_EMAIL: 'prove@example.com',
  GIT_COMMITTER_NAME: 'prove',
  GIT_COMMITTER_EMAIL: 'prove@example.com',
};

/** A git repository in a folder, readable by its URL. */
export class Repository {
  /** `file:///…` */
  readonly url: string;

  constructor(
    private readonly git: string,
    private readonly folder: string,
    branch: string,
  ) {
    this.url = pathToFileURL(folder).href;
    mkdirSync(folder, { recursive: true });
    this.run('init', '--quiet', `--initial-branch=${branch}`);
  }

  /** Changes files and commits. A string is the new content; undefined deletes the file. @returns the commit */
  commit(message: string, files: Readonly<Record<string, string | undefined>>): string {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.folder, path);
      if (text === undefined) rmSync(file, { force: true });
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.run('add', '--all');
    this.run('commit', '--quiet', '--allow-empty', `--message=${message}`);
    return this.run('rev-parse', 'HEAD');
  }

  private run(...args: string[]): string {
    const env = { PATH: process.env.PATH ?? '', HOME: this.folder, ...SETTINGS };
    return execFileSync(this.git, args, { cwd: this.folder, env, encoding: 'utf8' }).trim();
  }
}
