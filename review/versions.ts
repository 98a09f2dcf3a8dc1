import { VERSIONS_FILE } from '../model/names/about';
import { isTree } from './diff';
import { parsed } from './embedded';
import { code, some } from './markdown';

/** Versions by name, as a file of dist/ has them in groups; undefined: there is none, or it is of another version. */
function versionsIn(text: string | undefined): ReadonlyMap<string, string> | undefined {
  const groups = parsed('yaml', text ?? '');
  if (!isTree(groups)) return undefined;
  const all = Object.values(groups).flatMap((group) => (isTree(group) ? Object.entries(group) : []));
  return all.length > 0 ? new Map(all.map(([name, version]) => [name, String(version)])) : undefined;
}

/** What made both states, and what of it differs. */
export function versionLines(before: string | undefined, after: string | undefined): string[] {
  const [was, is] = [versionsIn(before), versionsIn(after)];
  if (!is) return [`- what made the head is not known: it has no ${code(VERSIONS_FILE)}`];
  const listed = some(
    [...is].map(([name, version]) => `${code(name)} ${code(version)}`),
    3,
  );
  if (!was) return [`- head made by ${listed}; what made the base is not known: it has no ${code(VERSIONS_FILE)}`];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  const changes = changed.map(
    (name) => `${code(name)} ${code(was.get(name) ?? 'none')} → ${code(is.get(name) ?? 'none')}`,
  );
  return [
    `- made by ${listed}; ${changes.length > 0 ? `other versions than in the base: ${some(changes, 12)}` : 'the same versions made the base'}`,
  ];
}
