import { type Environment, environmentSchema } from './schema/environment';

/** A mistake in an overlay. */
export interface Problem {
  /** File of the overlay, such as `overlays/prod.ts`. */
  readonly file: string;
  /** Path of the setting, such as `logs.retentionDays`. */
  readonly setting: string;
  /** The value and what is allowed. */
  readonly message: string;
}

/** Fills in the defaults of every overlay, or says everything that is wrong with all of them. */
export function validate(overlays: Record<string, unknown>): { environments: Environment[]; problems: Problem[] } {
  const environments: Environment[] = [];
  const problems: Problem[] = [];
  for (const [name, overlay] of Object.entries(overlays)) {
    const result = environmentSchema.safeParse(overlay);
    if (result.success) environments.push(result.data);
    else
      problems.push(
        ...result.error.issues.map((issue) => ({
          file: `overlays/${name}.ts`,
          setting: issue.path.join('.'),
          message: issue.message,
        })),
      );
  }
  return { environments, problems };
}
