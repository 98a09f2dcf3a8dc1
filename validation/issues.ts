import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { list, type Problem, settingName, show } from '../model/problem';
import type { Setting } from './settings';
import { allowedBy, jsonSchema, split, whatOf } from './words';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * How overlays are parsed. An issue carries the value, and its message is `<what>: <what is allowed>`, from the schema's
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
 * An issue as problems: one, or one per unknown key.
 * @param settings all settings, to find where a misplaced key belongs
 */
export function problemsOf(issue: Issue, settings: () => Setting[]): Problem[] {
  const field = settingName(issue.path);
  const [what, allowed] = split(issue.message);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) =>
        unknownKey(key, settingName([...issue.path, key]), allowed?.split(', ') ?? [], settings()),
      );
    case 'invalid_key': {
      const [what, allowed] = split(issue.issues[0]?.message ?? 'a key');
      return [{ field, value: issue.path.at(-1), wrong: `${lookAlikes(issue.path.at(-1))}is not ${what}`, allowed }];
    }
    case 'invalid_value':
      return [notAChoice(field, issue.input, what, issue.values)];
    case 'invalid_union': {
      const key = issue.path.at(-1);
      const value = key === undefined ? issue.input : (issue.input as Record<PropertyKey, unknown>)[key];
      const options = issue.inclusive === false ? [] : (issue.options ?? []);
      return [notAChoice(field, value, 'one of the choices', options)];
    }
    default:
      return [
        issue.input === undefined
          ? { field, wrong: 'missing', allowed: allowed ?? what }
          : { field, value: issue.input, wrong: `${lookAlikes(issue.input)}is not ${what}`, allowed },
      ];
  }
}

/** Characters that look like one of ASCII and are another: letters of other alphabets, wide letters, dashes, blanks, quotation marks. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\uff01-\uff5e]|(?![ -~])[\p{Pd}\p{Zs}\p{Pi}\p{Pf}]/gu;

/** Names them, because nobody sees them: `with "с" (U+0441) `; nothing where there are none. */
function lookAlikes(value: unknown): string {
  const found = typeof value === 'string' ? [...new Set(value.match(LOOK_ALIKE))].slice(0, 3) : [];
  const code = (character: string) => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return found.length === 0
    ? ''
    : `with ${found.map((character) => `${show(character)} (U+${code(character)})`).join(', ')} `;
}

function notAChoice(field: string, value: unknown, what: string, choices: readonly unknown[]): Problem {
  const allowed = list(choices);
  if (value === undefined) return { field, wrong: 'missing', allowed };
  return { field, value, wrong: `${lookAlikes(value)}is not ${what}`, allowed, meant: choiceMeant(value, choices) };
}

/** The choice that reads the same, such as 7 for "7", or the nearest text. */
function choiceMeant(value: unknown, choices: readonly unknown[]): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const texts = choices.filter((choice) => typeof choice === 'string');
  return choices.find((choice) => String(choice) === String(value)) ?? nearest(String(value), texts);
}

function unknownKey(key: string, field: string, known: readonly string[], settings: readonly Setting[]): Problem {
  const sibling = settings.find((setting) => setting.path === field.replace(/\[\d+\]/g, '[]'));
  if (sibling?.variant)
    return { field, wrong: `not a setting here; it belongs to ${sibling.variant}`, allowed: known.join(', ') };
  const here = nearest(key, known);
  if (here) return { field, wrong: 'not a setting', meant: here };
  const elsewhere = settings.find(({ path }) => path.split('.').at(-1)?.toLowerCase() === key.toLowerCase());
  if (elsewhere) return { field, wrong: 'not a setting here', meant: elsewhere.path };
  return { field, wrong: 'not a setting', allowed: known.join(', ') };
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
