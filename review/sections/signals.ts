import { grouped } from '../../model/grouped';
import { isFollowing, type Substitution, substituted } from '../apply';
import { changeText } from '../change';
import { diff, type Edit } from '../diff';
import type { Finding, Look } from '../finding';
import { code, count, pathText, some } from '../markdown';
import { renumberings } from '../numbering';
import { isForPeople, judged, UNTOLD } from './judged';
import { type ChangedSignal, type Follower, followerOf, followersOfEstimate } from './over-estimate';
import { panelIn, type Signals, signalsIn } from './signals-in';
import { textAt } from './values';

/** Alarms, rules, panels and who is told: new, gone and changed. Those that only follow from something else are counted. */
export const signals: Look = (pairs, by, sides) => {
  const fates = pairs.flatMap((pair) => {
    const [before, after] = signalsIn(pair);
    return compared(before, after, by);
  });
  const ofEstimate = new Map<Fate, Follower>();
  for (const each of fates) {
    const follower = each.fate === 'changed' ? followerOf(each, pairs, sides) : undefined;
    if (follower) ofEstimate.set(each, follower);
  }
  const newAlarms = new Set(
    pairs.flatMap(({ before, after }) =>
      !before && after?.kind.startsWith('MetricAlarm.') ? (textAt(after.value, 'spec', 'name') ?? []) : [],
    ),
  );
  const told = fates.filter((each) => !ofEstimate.has(each)).flatMap((fate) => toldOf(fate, newAlarms));
  return [
    ...together(told.filter(({ name }) => panelIn(name) === undefined)),
    ...panels(told.filter(({ name }) => panelIn(name) !== undefined)),
    ...followersOfNames(fates.flatMap(({ fate, name }) => (fate === 'follows' ? [name] : []))),
    ...followersOfEstimate([...ofEstimate.values()]),
  ];
};

/** What becomes of a signal; `follows`: it reads or tells what a substitution names. */
type Fate =
  | { readonly fate: 'new' | 'gone' | 'follows'; readonly name: string }
  | ({ readonly fate: 'changed' } & ChangedSignal);

const followersOfNames = (names: readonly string[]): Finding[] =>
  names.length === 0
    ? []
    : [
        {
          section: 'Signals',
          harm: 20,
          text: `${count(names.length, 'signal')} only ${names.length === 1 ? 'follows' : 'follow'} what is replaced throughout: ${some(names.map((name) => code(name)))}`,
        },
      ];

function toldOf(fate: Fate, newAlarms: ReadonlySet<string>): Told[] {
  if (fate.fate === 'follows') return [];
  if (fate.fate === 'changed') return [changedSignal(fate, newAlarms)];
  return [fate.fate === 'new' ? newSignal(fate.name) : goneSignal(fate.name)];
}

/** Harm of a panel, and of all else that only people look up, that changes. */
const PANEL = 26;

/** Whether a change of a signal says how much somebody hears. */
const isLoud = (name: string): boolean =>
  /^(?:alarm|alert|objective|topic|subscription|routes|channel|mute rule|series)/.test(name);

/** What is told of one signal. */
interface Told {
  readonly name: string;
  readonly harm: number;
  /** In front of the name. @default - the name comes first */
  readonly mark?: '**gone**: ' | 'new: ';
  /** What it does from now on, such as `fires later or less often`. @default - the edits say it */
  readonly does?: string;
  /** What changes of it. @default - it comes or goes as a whole */
  readonly edits?: readonly Edit[];
  /** For the verdict: a sentence, or words that follow the name. @default - it cannot be the worst */
  readonly worst?: { readonly whole: string } | { readonly words: string };
}

/** Names of signals that a line lists. */
const LISTED = 8;
/** Signals of which the same places change that are told one by one; of more, the edits of the first are told. */
const ALONE = 3;

/** Signals that the same becomes of are one line. */
function together(all: readonly Told[]): Finding[] {
  const key = ({ harm, mark, does }: Told, edits: readonly unknown[]): string =>
    JSON.stringify([harm, mark, does, edits]);
  const same = grouped(all, (told) => key(told, (told.edits ?? []).map(editText)));
  const alike = grouped([...same.values()], ([first]) =>
    first
      ? key(
          first,
          (first.edits ?? []).map(({ path }) => pathText(path)),
        )
      : '',
  );
  return [...alike.values()].flatMap((groups) => {
    const all = groups.flat();
    const isOne = groups.length > 1 && all.length > ALONE;
    return isOne ? findingsOf(all, editsText(all)) : groups.flatMap((group) => findingsOf(group));
  });
}

/** What changes of signals at the same places: at one place some of it, at several what the first says. */
function editsText(all: readonly Told[]): string {
  const [[only, ...others] = []] = all.map(({ edits }) => edits ?? []);
  if (!only || others.length > 0) return `of the first ${toldEdits(all[0]?.edits)}`;
  const changes = all.flatMap(({ edits = [] }) => edits.map((edit) => changeText(edit, '')));
  return `${code(pathText(only.path))} ${some([...new Set(changes)])}`;
}

const toldEdits = (edits: readonly Edit[] = []): string => some(edits.map(editText), 3);

/** The line of signals of which the first stands for all. */
function findingsOf(same: readonly Told[], changes = toldEdits(same[0]?.edits)): Finding[] {
  const [first] = same;
  if (!first) return [];
  const { harm, mark = '', does, edits, worst } = first;
  const names = same.map(({ name }) => code(name));
  const parts = [
    `${mark}${some(names, LISTED)}`,
    ...(does ? [agreed(does, names.length)] : []),
    ...(edits ? [changes] : []),
  ];
  const says = worst && ('whole' in worst ? worst.whole : `${some(names, 1)} ${agreed(worst.words, names.length)}`);
  return [{ section: 'Signals', harm, text: parts.join(': '), ...(says && { worst: says }) }];
}

/** Panels of a dashboard that are told one by one; of more the titles are told, as the changes by cause have the rest. */
const PANELS = 2;

/** Panels by dashboard. */
function panels(all: readonly Told[]): Finding[] {
  const changed = grouped(
    all.filter(({ edits }) => edits),
    ({ name }) => panelIn(name)?.dashboard ?? '',
  );
  const many = [...changed].filter(([, { length }]) => length > PANELS);
  const summed = new Set(many.flatMap(([, told]) => told));
  return [
    ...together(all.filter((told) => !summed.has(told))),
    ...many.map(([dashboard, told]): Finding => {
      const titles = told.map(({ name }) => code(panelIn(name)?.title ?? ''));
      const text = `${code(dashboard)}: ${count(told.length, 'panel')} show something else: ${some(titles, LISTED)}`;
      return { section: 'Signals', harm: PANEL, text };
    }),
  ];
}

/** Words with a verb, for one signal or several. */
const agreed = (words: string, signals: number): string =>
  signals === 1
    ? words
    : words
        .replace(/^(\**)goes\b/, '$1go')
        .replace(/^(\**)is\b/, '$1are')
        .replace(/^(\**\w{3,})s\b/, '$1');

/** Who is told of less hears nothing of it, so a new mute rule is told as loud as a change. */
const newSignal = (name: string): Told =>
  /^mute rule/.test(name)
    ? { name, harm: 61, mark: 'new: ', worst: { whole: 'more is muted' } }
    : { name, harm: 32, mark: 'new: ' };

function compared(before: Signals, after: Signals, by: readonly Substitution[]): Fate[] {
  // A signal may be named after what is substituted.
  const nameAfter = (name: string): string => (after.has(name) ? name : substituted(name, by));
  const known = sameSeverity(new Map([...before].map(([name, value]) => [nameAfter(name), value])), after);
  return [...new Set([...known.keys(), ...after.keys()])].flatMap((name): Fate[] => {
    if (!after.has(name)) return [{ fate: 'gone', name }];
    if (!known.has(name)) return [{ fate: 'new', name }];
    const [was, is] = [known.get(name), after.get(name)];
    const differences = diff(was, is);
    const numbers = renumberings(was, differences);
    const all = differences.filter(
      (edit) => !numbers.has(edit) && !/^(?:x|y|width|height|gridPos\b.*|id)$/.test(pathText(edit.path)),
    );
    const edits = all.filter((edit) => !isFollowing(edit, by));
    if (edits.length > 0) return [{ fate: 'changed', name, before: was, after: is, edits }];
    return all.length > 0 ? [{ fate: 'follows', name }] : [];
  });
}

/** Alerts by the names that they have after, where only their severity differs. */
function sameSeverity(before: Signals, after: Signals): Signals {
  const plain = (name: string): string => name.replace(/ \(\w+\)/, '');
  const gone = [...before.keys()].filter((name) => name.startsWith('alert ') && !after.has(name));
  const come = [...after.keys()].filter((name) => name.startsWith('alert ') && !before.has(name));
  return new Map(
    [...before].map(([name, value]) => {
      const [alike, ...others] = come.filter((other) => plain(other) === plain(name));
      const isAlone = gone.filter((other) => plain(other) === plain(name)).length === 1;
      return [alike !== undefined && others.length === 0 && isAlone && !after.has(name) ? alike : name, value];
    }),
  );
}

/** What comes of a signal that goes: others may read a series. */
const HARM_OF_GONE: readonly (readonly [RegExp, number])[] = [
  [/^(?:alarm|alert|objective|topic|subscription|routes|channel)/, 72],
  [/^(?:series|metric filter)/, 58],
];

function goneSignal(name: string): Told {
  const [, harm = 38] = HARM_OF_GONE.find(([kind]) => kind.test(name)) ?? [];
  const worst = tells(name) ? { whole: UNTOLD } : { words: 'goes' };
  return { name, harm, mark: '**gone**: ', ...(harm > 38 && { worst }) };
}

/** Whether a signal is somebody who is told. */
const tells = (name: string): boolean => /^(?:topic|subscription|routes|channel)/.test(name);

function changedSignal({ name, before, after, edits }: ChangedSignal, newAlarms: ReadonlySet<string>): Told {
  const { harm, says, worst } = isLoud(name) ? judged(before, after, edits, newAlarms) : { harm: PANEL };
  // What only people read follows from the rest, where there is a rest.
  const others = edits.filter((edit) => !isForPeople(edit));
  return {
    name,
    harm,
    ...(says && { does: says }),
    edits: others.length > 0 ? others : edits,
    ...(worst && { worst: worst === UNTOLD ? { whole: UNTOLD } : { words: worst } }),
  };
}

const editText = (edit: Edit): string => `${code(pathText(edit.path))} ${changeText(edit, '')}`;
