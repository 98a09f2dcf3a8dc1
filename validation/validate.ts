import { type FileProblem, type Problem, problemLine, show } from '../model/problem';
import { type Environment, environmentSchema } from '../model/schema/environment';
import { PARSING, problemsOf } from './issues';
import type { Rule } from './rule';
import { claimProblems, nameProblems, type Overlay } from './rules/across';
import { awsRules } from './rules/aws';
import { clusterRules } from './rules/cluster';
import { listRules } from './rules/lists';
import { logRules } from './rules/logs';
import { metricRules } from './rules/metrics';
import { placementRules } from './rules/placement';
import { type Setting, settingsOf } from './settings';
import { jsonSchema } from './words';

const RULES: Rule[] = [...listRules, ...clusterRules, ...placementRules, ...logRules, ...metricRules, ...awsRules];

const SECTIONS = environmentSchema.keyof().options;

/**
 * Fills in the defaults of every overlay, or returns all problems of all of them, sorted by file and setting.
 * @param overlays the overlays by the name of their file in overlays/
 */
export function validate(overlays: Record<string, unknown>): { environments: Environment[]; problems: FileProblem[] } {
  const parsed = Object.entries(overlays).map(([key, input]) => parse(key, input));
  const problems = sort([...parsed.flatMap(problemsIn), ...claimProblems(parsed), ...emptyProblems(parsed)]);
  return problems.length > 0
    ? { environments: [], problems }
    : { environments: parsed.map(({ environment }) => environment as Environment), problems };
}

const emptyProblems = (parsed: readonly Overlay[]): FileProblem[] =>
  parsed.length > 0
    ? []
    : [
        {
          file: 'overlays/index.ts',
          field: 'overlays',
          value: {},
          wrong: 'is empty',
          allowed: 'one overlay or more',
        },
      ];

/** Path of an overlay's file from its key in overlays/index.ts. */
export const fileName = (key: string): string =>
  /^[A-Za-z0-9._-]+$/.test(key) ? `overlays/${key}.ts` : `overlays/[${show(key)}].ts`;

let settings: Setting[] | undefined;
/** Every setting; listed when the first unknown key asks for them. */
const knownSettings = (): Setting[] => {
  settings ??= settingsOf(jsonSchema(environmentSchema));
  return settings;
};

/** A parsed overlay, and the problems of its single settings. */
interface Parsed extends Overlay {
  readonly problems: readonly Problem[];
}

/** The overlay with defaults or, where it has mistakes, those of its sections that have none. */
function parse(key: string, input: unknown): Parsed {
  const given = isObject(input) ? input : {};
  const result = environmentSchema.safeParse(input, PARSING);
  const issues = result.success ? [] : result.error.issues;
  const environment = result.success ? result.data : validSections(given);
  return {
    key,
    file: fileName(key),
    environment,
    valid: new Set(result.success ? SECTIONS : SECTIONS.filter((section) => section in environment)),
    problems: [...issues.flatMap((issue) => problemsOf(issue, knownSettings)), ...lostTags(given)],
  };
}

/** Sections that are valid by themselves, including optional ones that are missing. */
const validSections = (given: Record<string, unknown>): Partial<Environment> =>
  Object.fromEntries(
    SECTIONS.flatMap((section) => {
      const slice = environmentSchema.shape[section].safeParse(given[section]);
      return slice.success ? [[section, slice.data] as const] : [];
    }),
  );

/** The schema drops this key silently. */
function* lostTags({ tags }: Record<string, unknown>): Iterable<Problem> {
  if (isObject(tags) && Object.hasOwn(tags, '__proto__'))
    yield { field: 'tags.__proto__', value: '__proto__', wrong: 'cannot be a tag key', allowed: 'another one' };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** All problems of one overlay: of its settings, and of the rules whose sections are valid. */
const problemsIn = (overlay: Parsed): FileProblem[] =>
  [
    ...overlay.problems,
    ...nameProblems(overlay),
    ...RULES.filter(({ sections }) => sections.every((section) => overlay.valid.has(section))).flatMap(({ check }) => [
      ...check(overlay.environment as Environment),
    ]),
  ].map((problem) => ({ file: overlay.file, ...problem }));

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** By file, setting and message, each once. */
function sort(problems: readonly FileProblem[]): FileProblem[] {
  const unique = new Map(problems.map((problem) => [problemLine(problem), problem]));
  return [...unique]
    .sort(
      ([lineA, a], [lineB, b]) =>
        COLLATOR.compare(a.file, b.file) || COLLATOR.compare(a.field, b.field) || COLLATOR.compare(lineA, lineB),
    )
    .map(([, problem]) => problem);
}
