import { posix } from 'node:path';
import { otherFiles, otherNotices, TEMPLATES } from '../charts/bootstrap-stack';
import { chartsOf } from '../charts/common/chart';
import { toYaml } from '../charts/common/yaml';
import { appOf, renderedProblems } from '../charts/stack';
import { check } from '../checks';
import { givenOf } from '../checks/given';
import { checkTemplate } from '../checks/template';
import { budgetNotices, budgetProblems } from '../cost/budget';
import { costOf } from '../cost/quantities';
import { errorText, type FileProblem, type Problem } from '../model/problem';
import type { Environment } from '../model/schema/environment';
import { aboutFiles } from './about';
import { estimateOf, objectsFrom } from './estimate';

/** What one environment becomes. */
export interface Output {
  /** Content of every file by its path in dist/, such as `dev/alloy.k8s.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** Kubernetes objects in them. */
  readonly objects: number;
  /** The problems. With any of them, nothing may be published. */
  readonly problems: readonly FileProblem[];
  /** What the environment requests and a component cannot do, with an alternative: `component: notice`. */
  readonly notices: readonly string[];
}

/** Renders the files of one environment, and writes none. An unexpected exception becomes a problem too: this never throws. */
export function synthEnvironment(environment: Environment): Output {
  const refused = (...problems: Problem[]): Output => {
    const file = `overlays/${environment.name}.ts`;
    return { files: new Map(), objects: 0, problems: problems.map((problem) => ({ file, ...problem })), notices: [] };
  };
  try {
    const problems = renderedProblems(environment);
    return problems.length > 0 ? refused(...problems) : synth(environment);
  } catch (error) {
    return refused({ field: '(all of it)', wrong: unforeseen(error) });
  }
}

/** An exception in one line, with the place that threw it. */
function unforeseen(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  const place = /^ +at .*$/m.exec(stack ?? '')?.[0].trim() ?? 'nowhere';
  return `cannot be made, by a fault of these sources: ${errorText(error)} (${place})`;
}

/** The template that a resource is in. */
const templateOf = (others: Readonly<Record<string, string>>, { object }: Problem): string =>
  TEMPLATES.find((path) => others[path]?.includes(`\n  ${object?.metadata.name}:\n`)) ?? TEMPLATES[0];

function synth(environment: Environment): Output {
  // A component without objects in this environment writes no file.
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
  const estimate = costOf(environment, objectsFrom(manifests, others));
  for (const [path, text] of Object.entries(aboutFiles(estimate, environment.budget?.monthlyUsd)))
    files.set(pathOf(path), text);
  return {
    files,
    objects: manifests.length,
    problems: [
      ...check(manifests, givenOf(environment, ...TEMPLATES.map((path) => others[path]))).map((problem) => ({
        file: `dist/${fileOf.get(problem.object) ?? pathOf(templateOf(others, problem))}`,
        ...problem,
      })),
      ...TEMPLATES.flatMap((path) => checkTemplate(`dist/${pathOf(path)}`, others[path] ?? '')),
      ...[...budgetProblems(environment, estimate, estimateOf)].map((problem) => ({
        file: `overlays/${environment.name}.ts`,
        ...problem,
      })),
    ],
    notices: [
      ...charts.flatMap((chart) => chart.notices.map((notice) => `${chart.node.id}: ${notice}`)),
      ...otherNotices(others),
      ...budgetNotices(environment, estimate),
    ],
  };
}
