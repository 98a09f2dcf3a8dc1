import { type FileProblem, type Problem, problemLine, problemText, settingName, show } from '../model/problem';
import { type Environment, environmentSchema } from '../model/schema/environment';
import { PARSING, problemsOf } from './issues';
import { plain, type Unreadable } from './plain';
import type { Rule } from './rule';
import { claimProblems, nameProblems, type Overlay } from './rules/across';
import { awsRules } from './rules/aws';
import { beginningProblems } from './rules/beginnings';
import { clusterRules } from './rules/cluster';
import { costRules } from './rules/cost';
import { doubts } from './rules/doubts';
import { encryptionRules } from './rules/encryption';
import { listRules } from './rules/lists';
import { logRules } from './rules/logs';
import { maintenanceRules } from './rules/maintenance';
import { metricRules } from './rules/metrics';
import { notificationRules } from './rules/notifications';
import { placementRules } from './rules/placement';
import { sloRules } from './rules/slos';
import { type Setting, settingsOf } from './settings';
import { jsonSchema } from './words';

const RULES: Rule[] = [
  ...listRules,
  ...clusterRules,
  ...placementRules,
  ...logRules,
  ...metricRules,
  ...awsRules,
  ...encryptionRules,
  ...costRules,
  ...sloRules,
  ...notificationRules,
  ...maintenanceRules,
];

const SECTIONS = environmentSchema.keyof().options;

/** What came out of overlays. */
export interface Validated {
  /** The environments with their defaults; none where there are problems. */
  readonly environments: Environment[];
  /** Everything that is wrong, sorted by file and setting. */
  readonly problems: FileProblem[];
  /** What is allowed and probably a mistake, by environment. */
  readonly notices: ReadonlyMap<string, readonly string[]>;
}

/**
 * Fills in the defaults of every overlay, or finds all problems of all of them.
 * @param overlays the overlays by the name of their file in overlays/
 */
export function validate(overlays: unknown): Validated {
  const { value, unreadable } = plain(overlays);
  const parsed = Object.entries(isObject(value) ? value : {}).map(([key, input]) =>
    parse(
      key,
      input,
      unreadable.filter(({ path }) => path[0] === key),
    ),
  );
  const problems = sort([
    ...parsed.flatMap(problemsIn),
    ...claimProblems(parsed),
    ...beginningProblems(parsed),
    ...indexProblems(parsed.length, value, unreadable),
  ]);
  if (problems.length > 0) return { environments: [], problems, notices: new Map() };
  const environments = parsed.map(({ environment }) => environment as Environment);
  return { environments, problems, notices: new Map(environments.map((each) => [each.name, noticesOf(each)])) };
}

const noticesOf = (environment: Environment): string[] =>
  doubts.flatMap(({ check }) => [...check(environment)].map(problemText));

/** Problems of overlays/index.ts itself. */
function indexProblems(count: number, value: unknown, unreadable: readonly Unreadable[]): FileProblem[] {
  const [file, field] = ['overlays/index.ts', 'overlays'];
  const own = unreadable
    .filter(({ path: [key] }) => typeof key !== 'string')
    .map(({ problem }) => ({ ...problem, file }));
  if (own.length > 0 || count > 0) return own;
  const allowed = 'one overlay or more';
  if (value === undefined) return [{ file, field, wrong: 'missing', allowed }];
  return [{ file, field, value, wrong: isObject(value) ? 'is empty' : 'is not a group of overlays', allowed }];
}

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
function parse(key: string, input: unknown, unreadable: readonly Unreadable[]): Parsed {
  const given = isObject(input) ? input : {};
  const result = environmentSchema.safeParse(input, PARSING);
  // What could not be read is missing in the copy: that is no other problem.
  const issues = (result.error?.issues ?? []).filter(
    (issue) => !unreadable.some(({ path }) => path.slice(1).every((part, index) => issue.path[index] === part)),
  );
  const isWhole = result.success && unreadable.length === 0;
  const environment = isWhole ? result.data : validSections(given, unreadable);
  return {
    key,
    file: fileName(key),
    environment,
    valid: new Set(isWhole ? SECTIONS : SECTIONS.filter((section) => section in environment)),
    problems: [
      ...unreadable.map(({ path, problem }) => ({ ...problem, field: settingName(path.slice(1)) })),
      ...issues.flatMap((issue) => problemsOf(issue, knownSettings)),
      ...lostTags(given),
    ],
  };
}

/** Sections that are valid by themselves, including optional ones that are missing. */
const validSections = (given: Record<string, unknown>, unreadable: readonly Unreadable[]): Partial<Environment> =>
  Object.fromEntries(
    SECTIONS.flatMap((section) => {
      if (unreadable.some(({ path }) => path.length === 1 || path[1] === section)) return [];
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
