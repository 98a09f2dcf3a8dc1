import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { notA, settingName, show } from './text';
import { allowedBy, type JsonSchema, jsonSchema, ownWords, split, typeName } from './words';

/** What is wrong with one setting. */
export interface Finding {
  /** Path of the setting, such as `logs.retentionDays`. */
  readonly setting: string;
  /** One line: the value and what is allowed. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * Parameters of `safeParse`: issues carry the value, and say `<what>: <what is allowed>` where the schema itself does not.
 * https://zod.dev/error-customization
 */
export const parsing: z.core.ParseContext<Issue> = {
  reportInput: true,
  error: (issue) => {
    const schema = issue.schema ?? issue.inst;
    if (!schema || !('def' in schema._zod)) return undefined;
    return wordsOf(schema as z.core.$ZodType, issue);
  },
};

function wordsOf(schema: z.core.$ZodType, issue: z.core.$ZodRawIssue): string {
  const own = ownWords(schema);
  const json = jsonSchema(schema);
  const allowed = (own && split(own)[1]) ?? allowedBy(json);
  return [what(issue, own, json), ...(allowed ? [allowed] : [])].join(': ');
}

function what(issue: z.core.$ZodRawIssue, own: string | undefined, json: JsonSchema): string {
  if (own) return split(own)[0];
  if (issue.code === 'too_small' || issue.code === 'too_big')
    return json.type === 'array' ? 'a list of this length' : 'in range';
  return typeName(json);
}

/**
 * Findings of an issue: one, or one for each unknown key.
 * @param settings paths of all settings, where a misplaced key is looked for
 */
export function findings(issue: Issue, settings: () => string[]): Finding[] {
  const [what, allowed] = split(issue.message);
  if (issue.code === 'unrecognized_keys') {
    const known = allowed?.split(', ') ?? [];
    return issue.keys.map((key) => ({
      setting: settingName([...issue.path, key]),
      message: unknownKey(key, known, settings()),
    }));
  }
  const setting = settingName(issue.path);
  if (issue.code === 'invalid_key') {
    const [what, allowed] = split(issue.issues[0]?.message ?? 'a key');
    return [{ setting, message: notA(issue.path.at(-1), what, allowed) }];
  }
  const [value, choices] = choice(issue);
  if (value === undefined) return [{ setting, message: `missing; allowed: ${choices ?? allowed ?? what}` }];
  const hint = typeof value === 'string' && Array.isArray(issue.values) ? nearest(value, issue.values.map(String)) : undefined;
  return [{ setting, message: notA(value, what, choices ?? allowed) + didYouMean(hint) }];
}
