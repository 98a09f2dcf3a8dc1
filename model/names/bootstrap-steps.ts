/** Folder, within an environment's, of what an administrator applies; Argo CD does not read it. */
export const BOOTSTRAP_FOLDER = 'bootstrap';

/** Step of the bootstrap that applies a file of `dist/<environment>/bootstrap/`; a file without one is not applied. */
const BOOTSTRAP_STEPS: Readonly<Record<string, number>> = {
  'cloudformation.yaml': 1,
  'apply.sh': 2,
  'grafana-access.k8s.yaml': 2,
  'argocd-cm.patch.yaml': 3,
  'argocd.k8s.yaml': 3,
  'argocd-access.k8s.yaml': 3,
  'insights.yaml': 4,
};

/** The file whose resources refer to what Argo CD makes: it is applied after the sync. */
const AFTER_SYNC = 'insights.yaml';

/** Steps that an administrator runs because of a change, before the merge and after the sync. */
export interface BootstrapSteps {
  readonly early: readonly number[];
  readonly late: readonly number[];
}

/**
 * When each changed file of the bootstrap is applied, which Argo CD does not do: what allows more before the merge, what allows less,
 * or refers to new log groups, after the sync. A file that is new comes before the merge.
 * @param before the text of a file as it was; undefined: there was none
 * @param after the text of a file as it will be; undefined: there is none, and nothing to apply
 */
export function bootstrapSteps(
  before: (file: string) => string | undefined,
  after: (file: string) => string | undefined,
): BootstrapSteps {
  const [early, late] = [new Set<number>(), new Set<number>()];
  for (const [file, step] of Object.entries(BOOTSTRAP_STEPS)) {
    const [was, is] = [before(file), after(file)];
    if (is === undefined || is === was) continue;
    (file === AFTER_SYNC || (was !== undefined && onlyLess(was, is)) ? late : early).add(step);
  }
  return { early: [...early].sort(), late: [...late].sort() };
}

/** The new text is the old one without some of its lines. */
function onlyLess(before: string, after: string): boolean {
  const had = before.split('\n');
  let next = 0;
  return after.split('\n').every((line) => {
    next = had.indexOf(line, next) + 1;
    return next > 0;
  });
}
