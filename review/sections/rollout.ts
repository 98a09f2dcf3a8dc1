import { AFTER_SYNC, BOOTSTRAP_STEPS } from '../../model/names/bootstrap-steps';
import { itemOfPair, type Pair } from '../compare';
import type { Finding, Look } from '../finding';
import { isByHand, type Item, titleOf } from '../items';
import { code, pathText, some } from '../markdown';
import { annotation, textAt } from './values';

/** Kinds with pods, and where their template is. */
const TEMPLATES: Readonly<Record<string, string>> = {
  'Deployment.apps': 'spec.template',
  'DaemonSet.apps': 'spec.template',
  'StatefulSet.apps': 'spec.template',
  'Job.batch': 'spec.template',
  'CronJob.batch': 'spec.jobTemplate',
};
const TASK = 'TaskDefinition.ecs.services.k8s.aws';

/** What starts again, in which wave, and what somebody must apply by hand. */
export const rollout: Look = (pairs) => [...pairs.flatMap(restarts), ...byHand(pairs)];

const waveOf = (item: Item): string => `wave ${annotation(item, 'argocd.argoproj.io/sync-wave') ?? '0'}`;
const finding = (harm: number, text: string): Finding => ({ section: 'Rollout', harm, text });

function restarts(pair: Pair): Finding[] {
  const item = itemOfPair(pair);
  const template = TEMPLATES[item.kind];
  const name = `${code(titleOf(item))} (${waveOf(item)})`;
  if (item.kind === TASK && pair.before && pair.after)
    return [finding(50, `${name}: its tasks are **replaced**, because the task changes`)];
  if (!template) return [];
  if (!pair.before) return [finding(42, `${name} is new: its pods start`)];
  if (!pair.after) return [finding(64, `${name} **goes**: its pods end`)];
  const replicas = [pair.before, pair.after].map(({ value }) => textAt(value, 'spec', 'replicas') ?? '1');
  const scales =
    replicas[0] === replicas[1] ? [] : [finding(46, `${name} scales from ${replicas[0]} to ${replicas[1]} pods`)];
  const reasons = reasonsOf(pair, template);
  if (reasons.length === 0) return scales;
  return [
    ...scales,
    finding(
      52,
      `${name} **restarts**, because of ${some(
        reasons.map((reason) => code(reason)),
        4,
      )}`,
    ),
  ];
}

/** What changes in a template of pods, by the last words of its paths. */
function reasonsOf({ edits }: Pair, template: string): string[] {
  const paths = edits.map(({ path }) => pathText(path)).filter((path) => path.startsWith(template));
  return [...new Set(paths.map((path) => path.slice(template.length + 1).replace(/^(?:spec|metadata)\./, '')))];
}

/** Files of the bootstrap that differ, by when somebody applies them: what only takes away comes after the sync. */
function byHand(pairs: readonly Pair[]): Finding[] {
  const [early, late] = [new Set<number>(), new Set<number>()];
  const changed = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const { file } = itemOfPair(pair);
    if (isByHand(file)) changed.set(file, [...(changed.get(file) ?? []), pair]);
  }
  for (const [path, found] of changed) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    const step = BOOTSTRAP_STEPS[file];
    if (step === undefined) continue;
    const onlyLess = found.every(
      ({ before, after, edits }) => before && (!after || edits.every(({ op }) => op === 'remove')),
    );
    (file === AFTER_SYNC || onlyLess ? late : early).add(step);
  }
  const line = (when: string, harm: number, steps: ReadonlySet<number>): Finding[] =>
    steps.size === 0
      ? []
      : [
          finding(
            harm,
            `**by hand, ${when}**: ${code(`sh dist/<environment>/bootstrap/apply.sh ${[...steps].sort().join(' ')}`)}, which Argo CD does not do`,
          ),
        ];
  return [...line('before the merge', 78, early), ...line('after the sync', 66, late)];
}
