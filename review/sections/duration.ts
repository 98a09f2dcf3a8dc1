import type { Sides } from '../finding';
import { documentsOf, type Item, itemsOf } from '../items';
import { code, count } from '../markdown';
import { at, listAt, textAt } from './values';

/** How long new pods take to replace the old ones. */
export interface Duration {
  /** Seconds at best and at most, without pulls of images. */
  readonly seconds: { readonly low: number; readonly high: number };
  /** How it was found. */
  readonly formula: string;
  /** What is at risk meanwhile. */
  readonly meanwhile: string;
}

/** Seconds for people: `45 s`, `12 min`. */
export const timeText = (seconds: number): string =>
  seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

/** Seconds at best and at most, for people. */
export const rangeText = ({ low, high }: Duration['seconds']): string =>
  timeText(low) === timeText(high) ? timeText(high) : `${timeText(low)} to ${timeText(high)}`;

const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Seconds that a pod takes to end and to be ready, at best and at most. Defaults: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
function ofOnePod({ value }: Item) {
  const spec = at(value, 'spec', 'template', 'spec');
  const probes = (name: string) => listAt(spec, 'containers').flatMap((container) => at(container, name) ?? []);
  const period = (probe: unknown) => number(at(probe, 'periodSeconds'), 10);
  const delay = (probe: unknown) => number(at(probe, 'initialDelaySeconds'), 0);
  const longest = (seconds: readonly number[]) => Math.max(0, ...seconds);
  const [startup, readiness] = [probes('startupProbe'), probes('readinessProbe')];
  const end = number(at(spec, 'terminationGracePeriodSeconds'), 30);
  const starts = longest(
    startup.map((probe) => delay(probe) + period(probe) * number(at(probe, 'failureThreshold'), 3)),
  );
  const isReady = longest(readiness.map((probe) => delay(probe) + period(probe)));
  const stays = number(at(value, 'spec', 'minReadySeconds'), 0);
  const atBest = longest([...startup, ...readiness].map(delay)) + stays + 1;
  return { end, starts, isReady, stays, atBest, atMost: end + starts + isReady + stays };
}

/** A number of pods or a percentage of them. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment */
function podsOf(value: unknown, all: number, round: (pods: number) => number): number {
  const [, percent] = /^(\d+)%$/.exec(String(value)) ?? [];
  return percent === undefined ? number(value, 0) : round((all * Number(percent)) / 100);
}

interface Batches {
  /** How many pods or shares of them are replaced one after the other. */
  readonly batches: number;
  readonly words: string;
  /** Pods that go on meanwhile. */
  readonly rest: string;
}

function batchesOf({ kind, value }: Item): Batches {
  const replicas = number(at(value, 'spec', 'replicas'), 1);
  if (kind === 'DaemonSet.apps') {
    const most = at(value, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1;
    const batches = Math.ceil(
      1 /
        Math.max(
          podsOf(most, 1, (share) => share),
          0.01,
        ),
    );
    return typeof most === 'string'
      ? { batches, words: `${most} of the nodes at a time`, rest: `one node in ${batches} is without it at a time` }
      : {
          batches: 1,
          words: `for each ${count(most as number, 'node')}`,
          rest: `${count(most as number, 'node')} at a time`,
        };
  }
  const all = `${count(replicas, 'pod')}`;
  const rest = (left: number) =>
    left > 0 ? `${left} of ${all} ${left === 1 ? 'goes' : 'go'} on` : '**none of its pods runs**';
  if (kind === 'StatefulSet.apps')
    return { batches: replicas, words: `${all}, one after the other`, rest: rest(replicas - 1) };
  if (textAt(value, 'spec', 'strategy', 'type') === 'Recreate')
    return { batches: 1, words: `${all}, ended before the new ones start`, rest: rest(0) };
  const update = at(value, 'spec', 'strategy', 'rollingUpdate');
  const surge = podsOf(at(update, 'maxSurge') ?? '25%', replicas, Math.ceil);
  const missing = podsOf(at(update, 'maxUnavailable') ?? '25%', replicas, Math.floor);
  const atOnce = Math.max(1, surge + missing);
  return {
    batches: Math.ceil(replicas / atOnce),
    words: `${all}, ${atOnce} at a time`,
    rest: rest(replicas - missing),
  };
}

/** How long the pods of a workload take to be new ones; undefined: nothing is rolled. */
export function durationOf(item: Item, sides: Sides): Duration | undefined {
  if (!/^(?:DaemonSet|Deployment|StatefulSet)\./.test(item.kind) || at(item.value, 'spec', 'replicas') === 0)
    return undefined;
  const pod = ofOnePod(item);
  const { batches, words, rest } = batchesOf(item);
  const parts = [
    `end ≤ ${timeText(pod.end)}`,
    `start ≤ ${timeText(pod.starts)}`,
    `ready ≤ ${timeText(pod.isReady)}`,
    ...(pod.stays > 0 ? [`stay so ${timeText(pod.stays)}`] : []),
  ];
  return {
    seconds: { low: batches * pod.atBest, high: batches * pod.atMost },
    formula: `${words} × (${parts.join(' + ')}), without the pull of images`,
    meanwhile: [rest, ...waiting(item), ...budgets(item, sides)].join('; '),
  };
}

/** Where what a pod has not sent waits for the next one. */
function waiting({ value, kind }: Item): string[] {
  const spec = at(value, 'spec', 'template', 'spec');
  const paths = listAt(spec, 'volumes').flatMap((volume) => textAt(volume, 'hostPath', 'path') ?? []);
  if (kind === 'DaemonSet.apps' && paths.some((path) => path.startsWith('/var/log')))
    return [`log lines wait in the node's files, and the next pod reads on where this one stopped`];
  if (listAt(value, 'spec', 'volumeClaimTemplates').length > 0)
    return ['what is not sent yet waits in its volume; what is to be scraped meanwhile is not'];
  return [];
}

/** Budgets for disruptions of the same pods: a rollout does not ask them, a drain of a node does. https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
function budgets(item: Item, { after }: Sides): string[] {
  const text = after.read(item.file.slice(item.environment.length + 1)) ?? '';
  const labels = at(item.value, 'spec', 'template', 'metadata', 'labels');
  return documentsOf(item.file, text)
    .filter((document) => /^kind: PodDisruptionBudget$/m.test(document))
    .flatMap((document) => itemsOf(item.file, document, after.state))
    .filter(({ namespace, value }) => {
      const wanted = Object.entries(at(value, 'spec', 'selector', 'matchLabels') ?? {});
      return namespace === item.namespace && wanted.every(([key, label]) => at(labels, key) === label);
    })
    .map(({ name, value }) => {
      const most = textAt(value, 'spec', 'maxUnavailable');
      const least = textAt(value, 'spec', 'minAvailable');
      const allows =
        most === undefined ? `keeps ${least ?? 'some'} of the pods` : `lets ${most} of the pods go at once`;
      return `a drain of a node waits, as ${code(name)} ${allows}`;
    });
}
