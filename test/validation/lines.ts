import { problemLine } from '../../model/problem';
import type { EnvironmentInput } from '../../model/schema/environment';
import { validate } from '../../validation/validate';
import { minimal } from '../support/environments';

/** An overlay that a test may break: every section is there. */
// biome-ignore lint/suspicious/noExplicitAny: tests write what the types forbid.
export type Draft = any;

/** Title, change to the minimal overlay, and all that is printed for it. */
export type Case = [title: string, change: (draft: Draft) => void, printed: string[]];

/** A copy of an overlay with changes. */
export function changed(change: (draft: Draft) => void, overlay: EnvironmentInput = minimal): EnvironmentInput {
  const sections = ['compute', 'identity', 'namespaces', 'logs', 'metrics', 'cloudwatchAgent'];
  const draft = { ...Object.fromEntries(sections.map((section) => [section, {}])), ...structuredClone(overlay) };
  change(draft);
  return draft as EnvironmentInput;
}

/** What is printed for overlays. */
export const linesOf = (overlays: Record<string, unknown>): string[] => validate(overlays).problems.map(problemLine);

/** What is printed for one changed overlay, without its file. */
export const lines = (change: (draft: Draft) => void, overlay: EnvironmentInput = minimal): string[] =>
  linesOf({ [overlay.name]: changed(change, overlay) }).map((line) =>
    line.replace(`overlays/${overlay.name}.ts  `, ''),
  );
