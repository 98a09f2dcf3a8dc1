import { grouped } from '../../model/grouped';
import { BOOTSTRAP_FOLDER, bootstrapSteps } from '../../model/names/bootstrap-steps';
import { isFollowing, type Substitution } from '../apply';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import type { Finding, Look, Side, Sides } from '../finding';
import { type Item, titleOf } from '../items';
import { code, count, pathText, some } from '../markdown';
import { delivery } from './delivery';
import { type Duration, durationOf, rangeText, timeText } from './duration';
import { annotation, at } from './values';
import { worseIn } from './workloads';

/** Kinds with pods, and where their template is. */
const TEMPLATES: Readonly<Record<string, string>> = {
  'Deployment.apps': 'spec.template',
  'DaemonSet.apps': 'spec.template',
  'StatefulSet.apps': 'spec.template',
  'Job.batch': 'spec.template',
  'CronJob.batch': 'spec.jobTemplate',
};
const TASK = 'TaskDefinition.ecs.services.k8s.aws';
const ECS_SERVICE = 'Service.ecs.services.k8s.aws';

/** What starts again, in which wave, and what somebody must apply by hand. */
export const rollout: Look = (pairs, by, sides) => {
  const durations: (Duration & { readonly wave: number })[] = [];
  const restarted = pairs.flatMap((pair) =>
    restarts(pair, (item) => {
      const duration = durationOf(item, sides);
      if (duration) durations.push({ ...duration, wave: waveOf(item) });
      return duration;
    }),
  );
  return [
    ...scripts(pairs, by),
    ...restarted,
    ...pairs.flatMap((pair) => worseIn(pair, pairs)),
    ...delivery(pairs),
    ...inAll(durations),
    ...byHand(sides),
  ];
};

const waveOf = (item: Item): number => Number(annotation(item, 'argocd.argoproj.io/sync-wave') ?? 0);
const finding = (harm: number, text: string, more: Pick<Finding, 'worst' | 'first'> = {}): Finding => ({
  section: 'Rollout',
  harm,
  text,
  ...more,
});

function restarts(pair: Pair, durationIn: (item: Item) => Duration | undefined): Finding[] {
  const item = itemOfPair(pair);
  const template = TEMPLATES[item.kind];
  const [title, wave] = [code(titleOf(item)), `(wave ${waveOf(item)})`];
  const says = (harm: number, end: string, worst?: string) =>
    finding(harm, `${title} ${wave} ${end}`, worst ? { worst: `${title} ${worst}` } : {});
  if (item.kind === ECS_SERVICE)
    return pair.before ? (pair.after ? scales(pair, says) : [says(73, '**goes**: its tasks end', 'goes')]) : [];
  if (item.kind === TASK && pair.before && pair.after)
    return [says(50, 'has its tasks **replaced**, because the task changes', 'restarts')];
  if (!template) return [];
  if (!pair.before) return [says(42, 'is new: its pods start')];
  if (!pair.after) return [says(73, '**goes**: its pods end', 'goes')];
  if (isReplaced(pair))
    return [
      says(54, `is **replaced**: the pods of ${code(titleOf(pair.before))} end, and new ones start`, 'is replaced'),
    ];
  const reasons = reasonsOf(pair, template);
  if (reasons.length === 0) return scales(pair, says);
  const duration = durationIn(item);
  const takes = duration
    ? `: about ${rangeText(duration.seconds)} (${duration.formula}); meanwhile ${duration.meanwhile}`
    : '';
  const listed = some(
    reasons.map((reason) => code(reason)),
    4,
  );
  return [...scales(pair, says), says(52, `**restarts**, because of ${listed}${takes}`, 'restarts')];
}

/** Another number of pods. */
function scales({ before, after }: Pair, says: (harm: number, end: string, worst?: string) => Finding): Finding[] {
  const [from, to] = [before, after].map((item) =>
    Number(at(item?.value, 'spec', 'replicas') ?? at(item?.value, 'spec', 'desiredCount') ?? 1),
  );
  if (from === undefined || to === undefined || from === to) return [];
  const change = `scales from ${from} to ${count(to, 'pod')}`;
  if (to === 0) return [says(78, `${change}: **none of its pods runs any more**`, 'has no pod any more')];
  return [to < from ? says(56, change, `has fewer pods: ${to}, and not ${from}`) : says(46, change)];
}

/** What changes in a template of pods, by the last words of its paths. */
function reasonsOf({ edits }: Pair, template: string): string[] {
  const paths = edits.map(({ path }) => pathText(path)).filter((path) => path.startsWith(template));
  return [...new Set(paths.map((path) => path.slice(template.length + 1).replace(/^(?:spec|metadata)\./, '')))];
}

/** Programs that an administrator runs, and that do something else than before. */
const scripts = (pairs: readonly Pair[], by: readonly Substitution[]): Finding[] =>
  pairs.flatMap(({ before, after, edits }) =>
    before?.kind === 'File' &&
    after?.name.endsWith('.sh') &&
    // With other names it does what it did.
    edits.some((edit) => edit.op !== 'layout' && !isFollowing(edit, by))
      ? [
          finding(65, `${code(after.name)} **does something else**: an administrator runs it`, {
            worst: 'a script that an administrator runs does something else',
          }),
        ]
      : [],
  );

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
            first ? { first } : {},
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
    ([wave, all]) => `${timeText(Math.max(...all.map(({ seconds }) => seconds.high)))} in wave ${wave}`,
  );
  return [
    finding(
      51,
      `all restarts: about ${rangeText({ low: sum('low'), high: sum('high') })} (at most ${each.join(' + ')})`,
    ),
  ];
}
