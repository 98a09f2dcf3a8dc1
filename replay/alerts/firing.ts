import { code, count, some, withoutSecrets } from '../../review/markdown';
import { durationText, momentText } from '../text';
import type { Evaluated, Firing } from './evaluate';
import type { Rule } from './rules';

/** When an alert fires, by its labels. */
export type Timeline = ReadonlyMap<string, Firing>;

/** What fires, by rule; rules that never fire are missing. */
export function byRule(rules: readonly Rule[], { firing }: Evaluated): Map<string, Timeline> {
  const timelines = new Map<string, Map<string, Firing>>();
  for (const each of firing) {
    const rule = rules.find((candidate) => isOf(each, candidate));
    if (!rule) continue;
    const { alertname: _, ...labels } = each.labels;
    const timeline = timelines.get(rule.id) ?? new Map<string, Firing>();
    timeline.set(JSON.stringify(Object.entries(labels).sort()), { labels, times: each.times });
    timelines.set(rule.id, timeline);
  }
  return timelines;
}

/** Whether an alert comes from a rule: it has the labels that the rule sets, as far as they are no templates. */
const isOf = ({ labels }: Firing, { kind, name, labels: set }: Rule): boolean =>
  kind === 'alert' &&
  labels.alertname === name &&
  Object.entries(set).every(([label, value]) => value.includes('{{') || (labels[label] ?? '') === value);

/** Evaluations at which an alert fires, over all of its labels. */
export const evaluations = (timeline: Timeline): number =>
  [...timeline.values()].reduce((sum, { times }) => sum + times.length, 0);

/** Keys of labels with which two states fire at other times. */
export const differing = (before: Timeline, after: Timeline): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => `${before.get(key)?.times}` !== `${after.get(key)?.times}`,
  );

/** How often and how long an alert fires, and from when: `fires 2 times, 41 min in all, first at 2026-11-20 10:04 UTC`. */
export function timesText(timeline: Timeline, stepSeconds: number): string {
  if (timeline.size === 0) return 'does not fire';
  const all = [...timeline.values()];
  const starts = all.flatMap(({ times }) => times.filter((time, at) => time - (times[at - 1] ?? 0) > stepSeconds));
  const long = durationText(evaluations(timeline) * stepSeconds);
  const often = starts.length === 1 ? 'once' : count(starts.length, 'time');
  const first = starts.reduce((least, time) => Math.min(least, time));
  return `fires ${often}, ${long}${starts.length === 1 ? '' : ' in all'}, ${starts.length === 1 ? 'at' : 'first at'} ${momentText(first)}`;
}

/** Labels that tell the alerts of a timeline apart, of some of them; nothing where the rule alone says what they are. */
export function labelsText(keys: readonly string[], rule: Rule, ...timelines: readonly Timeline[]): string {
  const own = keys.map((key) => {
    const { labels = {} } = timelines.map((timeline) => timeline.get(key)).find(Boolean) ?? {};
    const telling = Object.entries(labels).filter(([label, value]) => rule.labels[label] !== value);
    return telling.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
  });
  const texts = [...new Set(own)].filter(Boolean).sort();
  return texts.length === 0 ? '' : `: ${some(texts.map((text) => code(withoutSecrets(text))))}`;
}
