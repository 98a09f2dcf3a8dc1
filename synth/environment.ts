import { posix } from 'node:path';
import { chartsOf } from '../charts/common/chart';
import { toYaml } from '../charts/common/yaml';
import { appOf, otherFiles, otherNotices } from '../charts/stack';
import { check } from '../checks';
import { clusterHosts } from '../model/facts/destinations';
import type { FileProblem, Problem } from '../model/problem';
import type { Environment } from '../model/schema/environment';

/** What one environment becomes. */
export interface Output {
  /** Content of every file by its path in dist/, such as `dev/alloy.k8s.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** Kubernetes objects in them. */
  readonly objects: number;
  /** What the checks found: nothing may be published with one. */
  readonly problems: readonly FileProblem[];
  /** What the environment asks for and a component cannot give, with what to do instead: `component: notice`. */
  readonly notices: readonly string[];
}

/** Makes the files of one environment, and writes none. */
export function synthEnvironment(environment: Environment): Output {
  // What an environment has no use for leaves no file behind.
  const charts = chartsOf(appOf(environment)).filter((chart) => chart.toJson().length > 0);
  const pathOf = (file: string): string => posix.join(environment.name, file);
  const fileOf = new Map<Problem['object'], string>();
  const files = new Map<string, string>();
  for (const chart of charts) {
    const path = pathOf(posix.join(chart.folder, `${chart.node.id}.k8s.yaml`));
    for (const manifest of chart.toJson()) fileOf.set(manifest, path);
    files.set(path, toYaml(...chart.toJson()));
  }
  const manifests = charts.flatMap((chart) => chart.toJson());
  const others = otherFiles(environment, manifests);
  for (const [path, text] of Object.entries(others)) files.set(pathOf(path), text);
  return {
    files,
    objects: manifests.length,
    problems: check(manifests, { hosts: clusterHosts(environment.logs.destinations) }).map((problem) => ({
      file: `dist/${fileOf.get(problem.object)}`,
      ...problem,
    })),
    notices: [
      ...charts.flatMap((chart) => chart.notices.map((notice) => `${chart.node.id}: ${notice}`)),
      ...otherNotices(others),
    ],
  };
}
