import { isReplaced, itemOfPair, type Pair } from '../compare';
import { isTree } from '../diff';
import type { Finding } from '../finding';
import { type Item, titleOf } from '../items';
import { code } from '../markdown';
import { at, listAt, podsHave, templateIn, textAt } from './values';

/** What is worse in how a workload runs. */
interface Worse {
  readonly harm: number;
  readonly says: string;
  /** The same for the verdict, after the name of the workload. */
  readonly worst: string;
}

/** What is worse in how the pods of a workload run, and in what keeps them running. */
export function worseIn(pair: Pair, pairs: readonly Pair[]): Finding[] {
  const { before, after } = pair;
  if (isReplaced(pair)) return [];
  const item = itemOfPair(pair);
  if (item.kind === 'PodDisruptionBudget.policy')
    return before && !(after === undefined && goWith(before, pairs)) ? disruptions(before, after) : [];
  if (!before || !after || !/\.(?:apps|batch)$/.test(item.kind)) return [];
  return [...inPods(before, after), ...inContainers(before, after)].map((worse) => findingOf(item, worse));
}

const findingOf = (item: Item, { harm, says, worst }: Worse): Finding => ({
  section: 'Rollout',
  harm,
  text: `${code(titleOf(item))}: ${says}`,
  worst: `${code(titleOf(item))} ${worst}`,
});

/** What lets more pods go at once than before, such as when nodes are drained. https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
function disruptions(before: Item, after?: Item): Finding[] {
  const worst = 'lets more pods go at once';
  if (!after)
    return [
      findingOf(before, {
        harm: 59,
        says: '**gone**: a drain of nodes may end all of its pods at once',
        worst: 'goes: a drain of nodes may end all of its pods at once',
      }),
    ];
  const allows = ({ value }: Item): string => {
    const [most, least] = [textAt(value, 'spec', 'maxUnavailable'), textAt(value, 'spec', 'minAvailable')];
    return most === undefined ? `keeps ${least ?? 'none'} of its pods` : `lets ${most} of its pods go at once`;
  };
  const [was, is] = [allows(before), allows(after)];
  return was === is ? [] : [findingOf(after, { harm: 58, says: `${is}; before it ${was}`, worst })];
}

/** Whether the pods of a budget go with it. */
const goWith = (budget: Item, pairs: readonly Pair[]): boolean => {
  const selected = at(budget.value, 'spec', 'selector', 'matchLabels');
  return pairs.some(
    ({ before, after }) => !after && before?.namespace === budget.namespace && podsHave(before.value, selected),
  );
};

const podOf = ({ value }: Item): unknown => at(templateIn(value), 'spec');

/** What decides which nodes pods run on. */
const PLACES = ['nodeSelector', 'affinity', 'tolerations', 'nodeName'];

function inPods(before: Item, after: Item): Worse[] {
  const [was, is] = [podOf(before), podOf(after)];
  const differ = PLACES.filter((place) => JSON.stringify(at(was, place)) !== JSON.stringify(at(is, place)));
  const [from, to] = [was, is].map((pod) => Number(at(pod, 'terminationGracePeriodSeconds') ?? 30));
  const strategies = [before, after].map(({ value }) => textAt(value, 'spec', 'updateStrategy', 'type'));
  const isSuspended = [before, after].map(({ value }) => at(value, 'spec', 'suspend') === true);
  return [
    ...(differ.length > 0
      ? [
          {
            harm: 58,
            says: `**may run on other nodes**: ${differ.map((place) => code(place)).join(', ')}`,
            worst: 'may run on other nodes',
          },
        ]
      : []),
    ...(from !== undefined && to !== undefined && to < from
      ? [
          {
            harm: 53,
            says: `has ${to} s and not ${from} s to send what it holds when it ends`,
            worst: 'has less time to send what it holds when it ends',
          },
        ]
      : []),
    ...(strategies[0] !== 'OnDelete' && strategies[1] === 'OnDelete'
      ? [
          {
            harm: 54,
            says: 'changes reach a pod **only when somebody deletes it**',
            worst: 'takes changes only when somebody deletes its pods',
          },
        ]
      : []),
    ...(!isSuspended[0] && isSuspended[1]
      ? [{ harm: 64, says: '**is suspended**: it runs no more', worst: 'is suspended' }]
      : []),
  ];
}

const named = (pod: unknown): Map<string, unknown> =>
  new Map(
    ['initContainers', 'containers'].flatMap((list) =>
      listAt(pod, list).map((container) => [textAt(container, 'name') ?? '', container] as const),
    ),
  );

function inContainers(before: Item, after: Item): Worse[] {
  const left = named(podOf(before));
  return [...named(podOf(after))].flatMap(([name, is]) => {
    const was = left.get(name);
    return isTree(was)
      ? [...command(name, was, is), ...probes(name, was, is), ...memory(name, was, is), ...image(name, was, is)]
      : [];
  });
}

function command(name: string, was: unknown, is: unknown): Worse[] {
  const [from, to] = [was, is].map((container) => JSON.stringify(at(container, 'command') ?? 'that of its image'));
  return from === to
    ? []
    : [
        {
          harm: 55,
          says: `${code(name)} **runs another command**: ${code(from ?? '')} → ${code(to ?? '')}`,
          worst: 'runs another command',
        },
      ];
}

/** What is not seen any more without a probe. https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
const PROBES = {
  livenessProbe: 'nobody restarts it when it hangs',
  readinessProbe: 'a rollout goes on, and takes what is sent to it, before it is ready',
} as const;

const probes = (name: string, was: unknown, is: unknown): Worse[] =>
  Object.entries(PROBES)
    .filter(([probe]) => at(was, probe) !== undefined && at(is, probe) === undefined)
    .map(([probe, follows]) => ({
      harm: 56,
      says: `${code(name)} **has no ${code(probe)} any more**: ${follows}`,
      worst: `has no ${code(probe)} any more`,
    }));

/** Bytes of a quantity of Kubernetes; none is no limit. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function bytesOf(quantity: string | undefined): number {
  const [, number, unit = ''] = /^([\d.]+)([kKMGT]i?)?$/.exec(quantity ?? '') ?? [];
  if (number === undefined) return Number.POSITIVE_INFINITY;
  const power = ['', 'k', 'm', 'g', 't'].indexOf(unit.charAt(0).toLowerCase());
  return Number(number) * (unit.endsWith('i') ? 1024 : 1000) ** power;
}

function memory(name: string, was: unknown, is: unknown): Worse[] {
  const [from, to] = [was, is].map((container) => textAt(container, 'resources', 'limits', 'memory'));
  if (from === to) return [];
  if (to === undefined)
    return [
      {
        harm: 56,
        says: `${code(name)} **has no limit of memory any more** (${code(from ?? '')}): it can take that of its node`,
        worst: 'has no limit of memory any more',
      },
    ];
  if (bytesOf(to) >= bytesOf(from)) return [];
  return [
    {
      harm: 57,
      says: `${code(name)} **has less memory**: ${from === undefined ? 'no limit' : code(from)} → ${code(to)}; the kernel ends it when it needs more`,
      worst: 'has less memory',
    },
  ];
}

/** Parts of an image: where it is from, its tag and its digest. */
function partsOf(container: unknown) {
  const [reference = '', digest] = (textAt(container, 'image') ?? '').split('@');
  const [, from = reference, tag = ''] = /^(.*?)(?::([\w.-]+))?$/.exec(reference) ?? [];
  return { from, tag, digest };
}

function image(name: string, before: unknown, after: unknown): Worse[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  const of = `the image of ${code(name)}`;
  return [
    ...(was.from !== is.from
      ? [
          {
            harm: 58,
            says: `${of} **comes from elsewhere**: ${code(was.from)} → ${code(is.from)}`,
            worst: 'runs an image from elsewhere',
          },
        ]
      : []),
    ...(was.from === is.from && isOlder(is.tag, was.tag)
      ? [
          {
            harm: 57,
            says: `${of} **is an older one**: ${code(was.tag)} → ${code(is.tag)}`,
            worst: 'runs an older image',
          },
        ]
      : []),
    ...(was.digest !== undefined && is.digest === undefined
      ? [
          {
            harm: 55,
            says: `${of} **has no digest any more**: its tag can become another image`,
            worst: 'runs an image that can become another one',
          },
        ]
      : []),
  ];
}

/** Whether a version is before another one, by its numbers from left to right. */
function isOlder(tag: string, than: string): boolean {
  const [left, right] = [tag, than].map((text) => (/^v?(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? '').split('.').map(Number));
  const at = left?.findIndex((number, index) => number !== right?.[index]) ?? -1;
  return left !== undefined && right !== undefined && at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}
