import type { Environment } from '../schema/environment';

/** Pages of docs/runbooks/, as a link to them begins: a URL, or nothing where nobody knows where they are. */
export type RunbookBase = string | undefined;

/** Between a repository and a revision, in the URL of a file of each forge. */
const FORGES: Readonly<Record<string, string>> = {
  'github.com': 'blob',
  'gitlab.com': '-/blob',
  'bitbucket.org': 'src',
  'codeberg.org': 'src/branch',
};

/** Where the runbooks of an environment are: its setting, else beside dist/ in the repository, where its forge is known. */
export function runbookBase({ runbooks, argocd }: Pick<Environment, 'runbooks' | 'argocd'>): RunbookBase {
  if (runbooks.baseUrl !== undefined) return runbooks.baseUrl;
  const [, host = '', repository] =
    /^(?:https:\/\/|ssh:\/\/git@|git@)([^/:]+)[/:](.+?)(?:\.git)?\/?$/.exec(argocd.repoUrl) ?? [];
  const forge = FORGES[host];
  if (!forge) return undefined;
  const folder = [...argocd.path.split('/').slice(0, -1), 'docs', 'runbooks'].join('/');
  return `https://${host}/${repository}/${forge}/${argocd.targetRevision}/${folder}`;
}

/** URL of a page. */
export const runbookUrl = (base: RunbookBase, page: string): string | undefined => base && `${base}/${page}.md`;
