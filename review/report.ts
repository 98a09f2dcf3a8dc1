import { total } from '../model/budgets/range';
import type { Comparison } from './collect';
import { inCommon } from './common';
import { SECTIONS, type Section } from './finding';
import { cell, code, count, some } from './markdown';
import type { Found } from './part';
import { type CostChange, changeOfCost } from './sections/cost';

/** Longest report, in bytes. GitHub takes 65,536 characters per comment, GitLab a million; Linux hands on 131,072 bytes in a variable. */
export const REPORT_MAX_BYTES = 60_000;

/** What a report says of its sources. */
export interface Provenance {
  /** Name of the state that is compared with. */
  readonly base: string;
  /** Name of the state that is looked at. */
  readonly head: string;
  /** What the proof loads dist/ with. @default - not said */
  readonly engines?: readonly string[];
  /** What was replayed, as a line of Markdown. @default - nothing was */
  readonly replayed?: string;
}

/** The report, as Markdown of at most so many bytes, with some of its sections. */
export function report(
  comparison: Comparison,
  provenance: Provenance,
  most = REPORT_MAX_BYTES,
  sections: readonly Section[] = SECTIONS,
): string {
  const { environments } = comparison;
  const entries = [
    ...inCommon(comparison.found.filter(({ section }) => section !== 'Where' && sections.includes(section))).map(
      (found) => entryOf(found, environments.length),
    ),
    ...rows(comparison),
  ];
  entries.push(...sources(comparison, provenance));
  if (comparison.picture !== undefined) entries.push({ section: 'Picture', harm: 59, text: comparison.picture });
  const head = `# What happens when this is merged\n\n**${verdict(comparison)}**\n${likes(comparison)}`;
  const admitted = admit(entries, most - sizeOf(head) - sections.length * RESERVED_BYTES);
  return `${[head, ...sections.map((section) => sectionText(section, entries, admitted))].join('\n')}\n`;
}

/** What was compared, what made it, and what can load it. */
const sources = ({ versions }: Comparison, { base, head, engines = [], replayed }: Provenance): Entry[] => [
  { section: 'Provenance', harm: 97, text: `- base: ${code(base)}; head: ${code(head)}` },
  ...(replayed === undefined ? [] : [{ section: 'Provenance', harm: 96.5, text: replayed } as const]),
  ...versions.map((text, at): Entry => ({ section: 'Provenance', harm: 96 - at, text })),
  ...(engines.length > 0
    ? [
        {
          section: 'Provenance',
          harm: 90,
          text: `- ${code('npm run prove')} loads it with ${some(
            engines.map((engine) => code(engine)),
            8,
          )}; this report does not know whether it has`,
        } as const,
      ]
    : []),
];

/** Bytes that a section has for its title and its last line. */
const RESERVED_BYTES = 250;

const sizeOf = (text: string): number => Buffer.byteLength(text);

interface Entry {
  readonly section: Section;
  readonly harm: number;
  readonly text: string;
}

/** The entries that fit, those of the greatest harm first. */
function admit(entries: readonly Entry[], most: number): ReadonlySet<Entry> {
  let left = most;
  const admitted = new Set<Entry>();
  for (const entry of [...entries].sort((one, other) => other.harm - one.harm)) {
    const size = sizeOf(entry.text) + 1;
    if (size > left) continue;
    left -= size;
    admitted.add(entry);
  }
  return admitted;
}

function sectionText(section: Section, entries: readonly Entry[], admitted: ReadonlySet<Entry>): string {
  const all = entries.filter((entry) => entry.section === section);
  const shownEntries = all.filter((entry) => admitted.has(entry)).sort((one, other) => other.harm - one.harm);
  const left = all.length - shownEntries.length;
  const title = `## ${section}\n`;
  if (all.length === 0) return `${title}\nNothing.\n`;
  const lines = [
    ...shownEntries.map(({ text }) => text),
    ...(left > 0 ? [`\n… and ${left} more that did not fit here.`] : []),
  ];
  return `${title}\n${TABLES[section] ?? ''}${lines.join('\n')}\n`;
}

/** Heads of the sections that are tables. */
const TABLES: Partial<Readonly<Record<Section, string>>> = {
  Where:
    '| environment | added | changed | removed | replaced | USD a month | |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  Permissions: '| environment | who | | what | on what |\n| --- | --- | --- | --- | --- |\n',
};

/** Environments with the same numbers of objects are one row. */
function rows({ counts, costs, found, environments }: Comparison): Entry[] {
  const wholes = found.filter(({ section }) => section === 'Where');
  const groups = new Map<string, { names: string[]; harm: number; end: string; numbers: string }>();
  for (const [name, { added, changed, removed, replaced }] of counts) {
    const whole = wholes.find((each) => each.environments.includes(name));
    const of = {
      harm: whole?.harm ?? 60,
      numbers: [added, changed, removed, replaced].join(' | '),
      end: whole?.text ?? '',
    };
    const group = groups.get(`${of.numbers} ${of.end}`) ?? { ...of, names: [] };
    group.names.push(name);
    groups.set(`${of.numbers} ${of.end}`, group);
  }
  return [...groups.values()].map(({ names, harm, numbers, end }) => ({
    section: 'Where',
    harm,
    text: `| ${namesText(names, environments.length, cell)} | ${numbers} | ${costText(names.map((name) => costs.get(name)))} | ${end} |`,
  }));
}

/** Environments that were compared as one, and whose names the lines have: no line is right without it. */
function likes({ others }: Comparison): string {
  const groups = [...others].map(([name, { length }]) => `${code(name)} and ${length} more`);
  if (groups.length === 0) return '';
  return `\nEnvironments that are the same but for their names and IDs are compared once: ${some(groups, 5)}. A line has the names of the environment that it lists first.\n`;
}

/** By how much a month costs more: in one environment, or in the sum of several. */
function costText(changes: readonly (CostChange | undefined)[]): string {
  const known = changes.filter((change) => change !== undefined);
  if (known.length < changes.length) return changeOfCost(undefined);
  const text = changeOfCost({
    usd: total(known.map(({ usd }) => usd)),
    isPartial: known.some(({ isPartial }) => isPartial),
  });
  return changes.length > 1 && text !== 'same' ? `${text}, in sum` : text;
}

/** Names of environments, or that it is all of them. */
const namesText = (names: readonly string[], all: number, as: (name: string) => string): string =>
  names.length === all && all > 3 ? `all ${all} environments` : some(names.map(as), 5);

function entryOf({ section, harm, text, environments }: Found, all: number): Entry {
  // What is in more environments comes first among equals.
  return {
    section,
    harm: harm + environments.length / (all + 1),
    text:
      section in TABLES
        ? `| ${namesText(environments, all, cell)} | ${text}`
        : `- ${namesText(environments, all, (name) => code(name))}: ${text}`,
  };
}

/** What happens, in one sentence with the worst consequence. */
export function verdict({ environments, counts, found, unexplained }: Comparison): string {
  if (counts.size === 0) return `Nothing changes in ${count(environments.length, 'environment')}.`;
  const sums = { added: 0, changed: 0, removed: 0, replaced: 0 };
  for (const each of counts.values()) for (const key of KEYS) sums[key] += each[key];
  const parts = KEYS.filter((key) => sums[key] > 0).map((key) => `${count(sums[key], 'object')} ${key}`);
  const where = `in ${counts.size} of ${count(environments.length, 'environment')}`;
  const [worst] = found.filter((each) => each.worst).sort((one, other) => other.harm - one.harm);
  const hit = new Set(found.filter((each) => each.worst === worst?.worst).flatMap((each) => each.environments));
  const end = worst
    ? `; the worst of it: ${worst.worst}${alike(found, worst)} (${namesText([...hit].sort(), environments.length, (name) => code(name))})`
    : unknown(found);
  const first = found.filter((each) => each.first);
  const hands = [...new Set(first.flatMap((each) => each.environments))].sort();
  const before =
    hands.length > 0
      ? ` Before the merge ${first[0]?.first} (${namesText(hands, environments.length, (name) => code(name))}).`
      : '';
  const open = unexplained > 0 ? ` ${count(unexplained, 'difference')} could not be explained.` : '';
  return `${parts.length > 0 ? parts.join(', ') : 'No object changes, what is said of them does,'} ${where}${end}.${before}${open}`;
}

/** How many other consequences do as much harm. */
function alike(found: readonly Found[], worst: Found): string {
  const others = new Set(found.filter(({ harm }) => harm === worst.harm).map((each) => each.worst));
  return others.size > 1 ? `, and ${others.size - 1} more as bad` : '';
}

/** Sections that say what follows from a change. */
const CONSEQUENCES: readonly Section[] = ['Data at risk', 'Permissions', 'Rollout', 'Signals', 'Cost'];

/** What no section knows a consequence of is not harmless: somebody has to read it. */
const unknown = (found: readonly Found[]): string =>
  found.some(({ section, harm }) => CONSEQUENCES.includes(section) && harm > HARMLESS)
    ? '; no harm in it is known'
    : found.some(({ section, text }) => section === 'Changes by cause' && !HIDDEN.test(text))
      ? '; no section knows what follows from it: read the changes by cause'
      : '';

/** Harm up to which a finding says that nothing becomes of something. */
const HARMLESS = 10;
/** Causes without a meaning of their own. */
const HIDDEN = /^(?:order, comments or layout|checksums that follow|estimates and versions)/;

const KEYS = ['added', 'changed', 'removed', 'replaced'] as const;
