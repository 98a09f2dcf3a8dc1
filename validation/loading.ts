import { errorText, type FileProblem } from '../model/problem';

/** The file that threw, with its line where a source map knows it: the function that a bundle makes of a file has its name. */
const PLACES = [/\b(overlays\/[\w.-]+\.ts):(\d+)/, /\b(overlays\/[\w.-]+\.ts)/];

/** Why the overlays cannot be loaded: they are code, and code may throw. */
export function loadingProblem(error: unknown): FileProblem {
  const stack = stackOf(error);
  const [, file = 'overlays/index.ts', line] = PLACES.map((place) => place.exec(stack)).find((found) => found) ?? [];
  const wrong = `throws while it is loaded${line ? `, in line ${line}` : ''}: ${errorText(error)}`;
  return { file, field: '(all of it)', wrong, allowed: 'plain data' };
}

function stackOf(error: unknown): string {
  try {
    return String((error as Error).stack);
  } catch {
    return '';
  }
}
