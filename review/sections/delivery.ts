import { grouped } from '../../model/grouped';
import { isReplaced, itemOfPair, type Pair } from '../compare';
import { type Finding, findingIn } from '../finding';
import { titleOf } from '../items';
import { code, count, some } from '../markdown';
import { annotation, at, textAt } from './values';

const finding = findingIn('Rollout');

/** What Argo CD does otherwise: what it follows, what it does by itself, and in which order. */
export const delivery = (pairs: readonly Pair[]): Finding[] => [...pairs.flatMap(ofApplication), ...waves(pairs)];

/** What an Application of Argo CD follows, and where it puts it. */
const FOLLOWS = [
  ['spec', 'source', 'repoURL'],
  ['spec', 'source', 'targetRevision'],
  ['spec', 'source', 'path'],
  ['spec', 'destination', 'server'],
  ['spec', 'destination', 'name'],
  ['spec', 'destination', 'namespace'],
];

/** An Application of Argo CD. https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/ */
function ofApplication(pair: Pair): Finding[] {
  const { before, after } = pair;
  if (itemOfPair(pair).kind !== 'Application.argoproj.io' || !before || isReplaced(pair)) return [];
  const title = code(titleOf(before));
  if (!after)
    return [
      finding(
        81,
        `${title} **goes**: Argo CD applies nothing of it any more`,
        'Argo CD applies an environment no more',
      ),
    ];
  const follows = FOLLOWS.flatMap((path) => {
    const [was, is] = [before, after].map(({ value }) => textAt(value, ...path) ?? 'none');
    return was === is ? [] : [`${code(path.slice(1).join('.'))} ${code(was ?? '')} → ${code(is ?? '')}`];
  });
  const [was, is] = [before, after].map(({ value }) => at(value, 'spec', 'syncPolicy', 'automated'));
  const isOn = (automated: unknown, key: string): boolean => at(automated, key) === true;
  const changed = (key: string): 'on' | 'off' | undefined =>
    isOn(was, key) === isOn(is, key) ? undefined : isOn(is, key) ? 'on' : 'off';
  return [
    ...(follows.length > 0
      ? [finding(79, `${title} **follows something else**: ${follows.join(', ')}`, 'Argo CD follows something else')]
      : []),
    ...(was !== undefined && is === undefined
      ? [
          finding(
            80,
            `${title}: **what is merged is applied no more** until somebody syncs by hand`,
            'Argo CD applies nothing by itself any more',
          ),
        ]
      : [
          ...(changed('prune') === 'on'
            ? [
                finding(
                  66,
                  `${title}: what is described no more **is deleted** from now on (${code('prune')})`,
                  'Argo CD deletes what is described no more',
                ),
              ]
            : []),
          ...(changed('prune') === 'off'
            ? [
                finding(
                  61,
                  `${title}: what is described no more **stays** from now on (${code('prune')})`,
                  'what is described no more stays',
                ),
              ]
            : []),
          ...(changed('selfHeal') === 'off'
            ? [
                finding(
                  60,
                  `${title}: what somebody changes in the cluster **stays so** (${code('selfHeal')})`,
                  'what somebody changes in a cluster stays so',
                ),
              ]
            : []),
        ]),
  ];
}

const WAVE = 'argocd.argoproj.io/sync-wave';

/** Objects that are applied in another wave. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
function waves(pairs: readonly Pair[]): Finding[] {
  const moved = pairs.flatMap((pair) => {
    const { before, after } = pair;
    if (!before || !after || isReplaced(pair)) return [];
    const [was, is] = [before, after].map((item) => annotation(item, WAVE) ?? '0');
    return was === is ? [] : [{ move: `wave ${was} → ${is}`, title: code(titleOf(after)) }];
  });
  return [...grouped(moved, ({ move }) => move)].map(([move, objects]) =>
    finding(
      54,
      `**another order**: ${count(objects.length, 'object')} of ${move}: ${some(
        objects.map(({ title }) => title),
        4,
      )}`,
      'objects are applied in another order',
    ),
  );
}
