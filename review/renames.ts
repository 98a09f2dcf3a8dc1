import type { FileProblem } from '../model/problem';
import { environmentsOf } from './compare';
import { IAM_FILE } from './names';
import type { State } from './states';

/** What names the cluster of an environment, in any file: two environments of one cluster would own the same objects. */
const CLUSTER = /arn:[\w-]+:eks:[\w-]+:\d{12}:cluster\/[\w-]+|oidc\.eks\.[\w.-]+\/id\/\w+/g;

/** Clusters that an environment names. */
function clustersOf(state: State, name: string): Set<string> {
  const paths = [...state.files.keys()].filter((path) => path === `${name}/${IAM_FILE}`);
  return new Set(state.read(paths).flatMap((text) => text.match(CLUSTER) ?? []));
}

/** Environments with another name than before that nobody has said: compared by name, all of theirs would be gone and new. */
export function renames(base: State, head: State, said: ReadonlyMap<string, string>): FileProblem[] {
  const [before, after] = [environmentsOf(base), environmentsOf(head)];
  const unknown = [...said].filter(([from, to]) => !before.includes(from) || !after.includes(to));
  if (unknown.length > 0)
    return unknown.map(([from, to]) => ({
      file: 'npm run review',
      field: '--renamed',
      value: `${from}=${to}`,
      wrong: 'is not the name of an environment in the base and of one in the head',
    }));
  const gone = before.filter((name) => !after.includes(name) && !said.has(name));
  const added = after.filter((name) => !before.includes(name) && ![...said.values()].includes(name));
  const clusters = new Map(added.map((name) => [name, clustersOf(head, name)]));
  return gone.flatMap((name) => {
    const own = clustersOf(base, name);
    const match = added.find((each) => [...(clusters.get(each) ?? [])].some((cluster) => own.has(cluster)));
    if (!match) return [];
    return [
      {
        file: `dist/${name}/`,
        field: name,
        wrong: `is gone, and dist/${match}/ is new for the same cluster`,
        allowed: `npm run review -- --renamed ${name}=${match}, or the environment as it was`,
      },
    ];
  });
}
