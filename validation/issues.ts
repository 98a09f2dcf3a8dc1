import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { Setting } from './settings';
import { notA, settingName, show } from './text';
import { allowedBy, jsonSchema, list, split, whatOf } from './words';

/** What is wrong with one setting. */
export interface Finding {
  /** Path of the setting, such as `logs.retentionDays`. */
  readonly setting: string;
  /** One line: the value and what is allowed. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * How overlays are parsed: an issue carries the value, and its message says `<what>: <what is allowed>`, from the schema's
 * own `error` or, without one, from what the schema is. https://zod.dev/error-customization
 */
export const PARSING: z.core.ParseContext<Issue> = {
  reportInput: true,
  error: (issue) => {
    const json = jsonSchema((issue.schema ?? issue.inst) as z.core.$ZodType);
    if (issue.code === 'unrecognized_keys') return `a setting: ${Object.keys(json.properties ?? {}).join(', ')}`;
    const allowed = allowedBy(json);
    return allowed === undefined ? whatFor(issue, json) : `${whatFor(issue, json)}: ${allowed}`;
  },
};

function whatFor(issue: RawIssue, json: ReturnType<typeof jsonSchema>): string {
  if (json.what || (issue.code !== 'too_small' && issue.code !== 'too_big')) return whatOf(json);
  return json.type === 'array' ? 'a list of the right length' : 'in range';
}

/**
 * What an issue says of settings: one finding, or one for each unknown key.
 * @param settings all settings, among which a misplaced key is looked for
 */
export function findings(issue: Issue, settings: () => Setting[]): Finding[] {
  const setting = settingName(issue.path);
  const [what, allowed] = split(issue.message);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const path = settingName([...issue.path, key]);
        return { setting: path, message: unknownKey(key, path, allowed?.split(', ') ?? [], settings()) };
      });
    case 'invalid_key': {
      const [what, allowed] = split(issue.issues[0]?.message ?? 'a key');
      return [{ setting, message: notA(issue.path.at(-1), what, allowed) }];
    }
    case 'invalid_value':
      return [{ setting, message: notAChoice(issue.input, what, issue.values) }];
    case 'invalid_union': {
      const key = issue.path.at(-1);
      const value = key === undefined ? issue.input : (issue.input as Record<PropertyKey, unknown>)[key];
      const options = issue.inclusive === false ? [] : (issue.options ?? []);
      return [{ setting, message: notAChoice(value, 'one of the choices', options) }];
    }
    default:
      return [
        { setting, message: issue.input === undefined ? missing(allowed ?? what) : notA(issue.input, what, allowed) },
      ];
  }
}

const missing = (allowed: string): string => `missing; allowed: ${allowed}`;

function notAChoice(value: unknown, what: string, choices: readonly unknown[]): string {
  if (value === undefined) return missing(list(choices));
  const near = typeof value === 'string' ? nearest(value, choices.map(String)) : undefined;
  return notA(value, what, list(choices)) + (near ? `; did you mean ${show(near)}?` : '');
}

function unknownKey(key: string, path: string, known: readonly string[], settings: readonly Setting[]): string {
  const sibling = settings.find((setting) => setting.path === path.replace(/\[\d+\]/g, '[]'));
  if (sibling?.variant) return `not a setting here; it belongs to ${sibling.variant}; allowed: ${known.join(', ')}`;
  const here = nearest(key, known);
  if (here) return `not a setting; did you mean ${show(here)}?`;
  const elsewhere = settings.find(({ path }) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase());
  if (elsewhere) return `not a setting here; did you mean ${show(elsewhere.path)}?`;
  return `not a setting; allowed: ${known.join(', ')}`;
}

/** The name that was probably meant: two characters or a third of them may differ, or one name contains the other. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, differences: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.differences - b.differences);
  const [best] = ranked;
  if (best && best.differences <= Math.max(wanted.length > 3 ? 2 : 1, wanted.length / 3)) return best.candidate;
  const contains = (candidate: string) =>
    candidate.toLowerCase().includes(wanted) || wanted.includes(candidate.toLowerCase());
  return wanted.length < 3 ? undefined : ranked.find(({ candidate }) => contains(candidate))?.candidate;
}
