import { type Environment, environmentSchema } from '../model/schema/environment';
import { findings, PARSING } from './issues';
import type { Rule } from './rule';
import { checkClaims, checkName, type Overlay } from './rules/across';
import { awsRules } from './rules/aws';
import { clusterRules } from './rules/cluster';
import { listRules } from './rules/lists';
import { logRules } from './rules/logs';
import { metricRules } from './rules/metrics';
import { placementRules } from './rules/placement';
import { type Setting, settingsOf } from './settings';
import { fileName } from './text';
import { jsonSchema } from './words';

/** A mistake in an overlay. */
export interface Problem {
  /** File of the overlay, such as `overlays/prod.ts`. */
  readonly file: string;
  /** Path of the setting, such as `logs.retentionDays`. */
  readonly setting: string;
  /** The value and what is allowed, on one line. */
  readonly message: string;
}

const RULES: Rule[] = [...listRules, ...clusterRules, ...placementRules, ...logRules, ...metricRules, ...awsRules];

const SECTIONS = environmentSchema.keyof().options;

/**
 * Fills in the defaults of every overlay, or says everything that is wrong with all of them, sorted by file and setting.
 * @param overlays the overlays by the name of their file in overlays/
 */
export function validate(overlays: Record<string, unknown>): { environments: Environment[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const parsed = Object.entries(overlays).map(([key, input]) => parse(key, input, problems));
  for (const overlay of parsed) checkOne(overlay, problems);
  checkClaims(parsed, (file) => refuseIn(file, problems));
  if (parsed.length === 0)
    problems.push({
      file: 'overlays/index.ts',
      setting: 'overlays',
      message: '{} is empty; allowed: one overlay or more',
    });
  return problems.length > 0
    ? { environments: [], problems: sort(problems) }
    : { environments: parsed.map(({ environment }) => environment as Environment), problems };
}

/** A problem as the line that is printed. */
export const problemLine = ({ file, setting, message }: Problem): string => `${file}  ${setting}: ${message}`;

const refuseIn = (file: string, problems: Problem[]) => (setting: string, message: string) => {
  problems.push({ file, setting, message });
};

let settings: Setting[] | undefined;
/** Every setting; listed when the first unknown key asks for them. */
const knownSettings = (): Setting[] => {
  settings ??= settingsOf(jsonSchema(environmentSchema));
  return settings;
};

/** The overlay with defaults or, where it has mistakes, those of its sections that have none. */
function parse(key: string, input: unknown, problems: Problem[]): Overlay {
  const file = fileName(key);
  const result = environmentSchema.safeParse(input, PARSING);
  if (result.success) return { key, file, environment: result.data, valid: new Set(SECTIONS) };
  for (const issue of result.error.issues)
    problems.push(...findings(issue, knownSettings).map((finding) => ({ file, ...finding })));
  const given = isObject(input) ? (input as Record<string, unknown>) : undefined;
  const slices = SECTIONS.flatMap((section) => {
    const slice = given && environmentSchema.shape[section].safeParse(given[section]);
    return slice?.success ? [[section, slice.data] as const] : [];
  });
  return { key, file, environment: Object.fromEntries(slices), valid: new Set(slices.map(([section]) => section)) };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Rules over one overlay, as far as the sections that they read are valid. */
function checkOne(overlay: Overlay, problems: Problem[]): void {
  const refuse = refuseIn(overlay.file, problems);
  checkName(overlay, refuse);
  for (const { sections, check } of RULES)
    if (sections.every((section) => overlay.valid.has(section))) check(overlay.environment as Environment, refuse);
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** By file, setting and message, each said once. */
function sort(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [problemLine(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      COLLATOR.compare(a.file, b.file) ||
      COLLATOR.compare(a.setting, b.setting) ||
      COLLATOR.compare(a.message, b.message),
  );
}
