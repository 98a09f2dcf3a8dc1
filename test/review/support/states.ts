import { join } from 'node:path';
import { VERSIONS_FILE } from '../../../model/names/about';
import { problemLine } from '../../../model/problem';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { collect } from '../../../review/collect';
import { goldenLines } from '../../../review/lines/corpus';
import { report } from '../../../review/report';
import { type State, stateOf } from '../../../review/states';
import { synthEnvironment } from '../../../synth/environment';
import { validate } from '../../../validation/validate';

const made = new Map<string, ReadonlyMap<string, string>>();

/** The files of an overlay, as synth makes them; each overlay is made once. */
export function textsOf(input: EnvironmentInput): ReadonlyMap<string, string> {
  const key = JSON.stringify(input);
  const texts = made.get(key) ?? filesOf(input);
  made.set(key, texts);
  return texts;
}

function filesOf(input: EnvironmentInput): ReadonlyMap<string, string> {
  const { environments, problems } = validate({ [input.name]: input });
  const outputs = environments.map(synthEnvironment);
  const wrong = [...problems, ...outputs.flatMap((each) => each.problems)];
  if (wrong.length > 0) throw new Error(wrong.map(problemLine).join('\n'));
  // Versions move on without a change of what a report says of it.
  const files = outputs.flatMap((each) => [...each.files]);
  return new Map(
    files.map(([path, text]) => [path, path.endsWith(VERSIONS_FILE) ? 'madeBy:\n  this-project: 1.0.0\n' : text]),
  );
}

/** A state of texts. */
export const state = (name: string, texts: ReadonlyMap<string, string>): State => stateOf(name, texts);

/** A few lines of each kind, so that a report stays as it is when the corpus grows. */
const fewLines = () => goldenLines(join(__dirname, 'lines'));

/** What differs between texts, and the report of it. */
export function reviewOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const comparison = collect(state('base', before), state('head', after), { lines: fewLines });
  return { comparison, text: report(comparison, { base: 'base', head: 'head' }) };
}
