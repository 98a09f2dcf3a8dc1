import { grouped } from '../../model/grouped';
import { BOOTSTRAP_FOLDER, bootstrapSteps } from '../../model/names/bootstrap-steps';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Finding, Look, Side, Sides } from '../finding';
import { type Item, titleOf } from '../items';
import { code, pathText, some } from '../markdown';
import { type Duration, durationOf, rangeText, timeText } from './duration';
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
export const rollout: Look = (pairs, _, sides) => {
  const durations: (Duration & { readonly wave: number })[] = [];
  const restarted = pairs.flatMap((pair) =>
    restarts(pair, (item) => {
      const duration = durationOf(item, sides);
      if (duration) durations.push({ ...duration, wave: waveOf(item) });
      return duration;
    }),
  );
  return [...restarted, ...inAll(durations), ...byHand(sides)];
};

const waveOf = (item: Item): number => Number(annotation(item, 'argocd.argoproj.io/sync-wave') ?? 0);
const finding = (harm: number, text: string, first?: string): Finding => ({
  section: 'Rollout',
  harm,
  text,
  ...(first && { first }),
});

function restarts(pair: Pair, durationIn: (item: Item) => Duration | undefined): Finding[] {
  const item = itemOfPair(pair);
  const template = TEMPLATES[item.kind];
  const name = `${code(titleOf(item))} (wave ${waveOf(item)})`;
  if (item.kind === TASK && pair.before && pair.after)
    return [finding(50, `${name}: its tasks are **replaced**, because the task changes`)];
  if (!template) return [];
  if (!pair.before) return [finding(42, `${name} is new: its pods start`)];
  if (!pair.after) return [finding(64, `${name} **goes**: its pods end`)];
  if (isReplaced(pair))
    return [finding(54, `${name} is **replaced**: the pods of ${code(titleOf(pair.before))} end, and new ones start`)];
  const replicas = [pair.before, pair.after].map(({ value }) => textAt(value, 'spec', 'replicas') ?? '1');
  const scales =
    replicas[0] === replicas[1] ? [] : [finding(46, `${name} scales from ${replicas[0]} to ${replicas[1]} pods`)];
  const reasons = reasonsOf(pair, template);
  if (reasons.length === 0) return scales;
  const duration = durationIn(item);
  const takes = duration
    ? `: about ${rangeText(duration.seconds)} (${duration.formula}); meanwhile ${duration.meanwhile}`
    : '';
  const listed = some(
    reasons.map((reason) => code(reason)),
    4,
  );
  return [...scales, finding(52, `${name} **restarts**, because of ${listed}${takes}`)];
}

/** What changes in a template of pods, by the last words of its paths. */
function reasonsOf({ edits }: Pair, template: string): string[] {
  const paths = edits.map(({ path }) => pathText(path)).filter((path) => path.startsWith(template));
  return [...new Set(paths.map((path) => path.slice(template.length + 1).replace(/^(?:spec|metadata)\./, '')))];
}

/** Files of the bootstrap that differ, by when somebody applies them. */
function byHand({ before, after }: Sides): Finding[] {
  const of = (side: Side) => (file: string) => {
    const path = `${BOOTSTRAP_FOLDER}/${file}`;
    // What is the same needs no reading, and no step.
    return before.digest(path) === after.digest(path) ? undefined : side.read(path);
  };
  const { early, late } = bootstrapSteps(of(before), of(after));
  const line = (when: string, harm: number, steps: readonly number[], first?: string): Finding[] =>
    steps.length === 0
      ? []
      : [
          finding(
            harm,
            `**by hand, ${when}**: ${code(`sh dist/<environment>/${BOOTSTRAP_FOLDER}/apply.sh ${steps.join(' ')}`)}, which Argo CD does not do`,
            first,
          ),
        ];
  return [
    ...line('before the merge', 78, early, 'somebody runs a step of the bootstrap'),
    ...line('after the sync', 66, late),
  ];
}

/** How long all restarts take: waves one after the other, workloads of a wave at the same time. */
function inAll(durations: readonly (Duration & { readonly wave: number })[]): Finding[] {
  if (durations.length < 2) return [];
  const waves = [...grouped(durations, ({ wave }) => wave)].sort(([one], [other]) => one - other);
  const sum = (end: 'low' | 'high') =>
    waves.reduce((total, [, all]) => total + Math.max(...all.map(({ seconds }) => seconds[end])), 0);
  const each = waves.map(
    ([wave, all]) => `wave ${wave} ${timeText(Math.max(...all.map(({ seconds }) => seconds.high)))}`,
  );
  return [
    finding(
      51,
      `all restarts: about ${rangeText({ low: sum('low'), high: sum('high') })} (at most ${each.join(' + ')})`,
    ),
  ];
}
