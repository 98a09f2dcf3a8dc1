import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../checks';
import { givenOf } from '../../checks/given';
import { type Check, type Given, index, type Objects } from '../../checks/objects';
import { checkTemplate } from '../../checks/template';
import { type Problem, problemText } from '../../model/problem';
import { Failure } from '../check';
import { unseenFields } from '../coverage';
import { type DistObject, type Placed, resourcePlaces } from '../dist';
import { model } from '../model';
import { templatePaths } from './aws/cloudformation';
import type { DistEnvironment, Step } from './types';

/** The checks that synth makes hold over the files, whoever has changed them: a hand, a merge, an older version of the sources. */
export const objects: Step = {
  name: 'objects',
  proves: 'every check of synth holds over the files as they are',
  needs: [],
  limitSeconds: 60,
  run: async ({ report }, environment) => {
    const about = (subject: string) => ({ environment: environment.name, subject, quiet: true });
    const overlay = model().get(environment.name);
    const templates = templatePaths(environment).map((path) => readFileSync(join(environment.folder, path), 'utf8'));
    const read = await report.check(about('an overlay and templates that are YAML'), () => {
      if (!overlay) throw new Error(`no overlay has the name ${environment.name}`);
      givenOf(overlay, ...templates);
      return undefined;
    });
    if (!read || !overlay) return;
    const given = givenOf(overlay, ...templates);
    const all = [...environment.objects, ...environment.bootstrap];
    const manifests = all.map(({ value }) => value);
    const place = placeIn(environment, all);
    const indexed = index(manifests);
    let held = 0;
    for (const check of CHECKS)
      if (await report.check(about(wordsOf(check)), () => hold(check, indexed, given, place))) held++;
    await report.check(about('templates fit CloudFormation and IAM'), () => {
      const found = templates.flatMap((text) => checkTemplate('', text)).map(problemText);
      if (found.length > 0) throw new Error(found.join('\n'));
      return undefined;
    });
    for (const file of otherFiles(environment))
      report.notRun(about(`${file}: no check looks at it`), FILES_NOT_LOOKED_AT);
    for (const { kind, fields } of unseenFields(manifests, given))
      report.notRun(about(`${kind}: no check looks at ${fields.join(', ')}`), NOT_LOOKED_AT);
    report.note(environment.name, `${held} of ${CHECKS.length} checks hold over ${all.length} objects`);
  },
};

const FILES_NOT_LOOKED_AT = 'files without objects and templates';
const NOT_LOOKED_AT = 'fields that no check of objects looks at; the other steps look at their schema and behaviour';

/** Files of the bootstrap that hold neither objects nor a template. */
function otherFiles(environment: DistEnvironment): string[] {
  const templates = templatePaths(environment);
  return readdirSync(join(environment.folder, 'bootstrap'))
    .map((name) => `bootstrap/${name}`)
    .filter((path) => !path.endsWith('.k8s.yaml') && !templates.includes(path))
    .sort();
}

/** A check by its name, which is what it asserts: `namesAreUnique` → `names are unique`. */
const wordsOf = ({ name }: Check): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Place of an object in dist/, by the object. */
type PlaceOf = (object: unknown) => Placed | undefined;

function placeIn(environment: DistEnvironment, all: readonly DistObject[]): PlaceOf {
  const byValue = new Map<unknown, DistObject>(all.map((object) => [object.value, object]));
  const resources = resourcePlaces(
    environment.name,
    templatePaths(environment).map((path) => join(environment.folder, path)),
  );
  return (object) => byValue.get(object) ?? resources((object as { metadata: { name: string } }).metadata.name);
}

/** Fails with every problem that a check finds, at the place of the first. */
function hold(check: Check, all: Objects, given: Given, place: PlaceOf): undefined {
  const problems = [...check(all, given)];
  const [first] = problems;
  if (!first) return;
  const lines = problems.map((problem) => `${fileOf(problem, place)}${problemText(problem)}`);
  throw new Failure(lines.join('\n'), place(first.object), pathOf(first.field));
}

/** File and line of a problem. */
function fileOf({ object, field }: Problem, place: PlaceOf): string {
  const at = place(object)?.place(pathOf(field));
  return at ? `${at.file}:${at.line}  ` : '';
}

/** Keys of a field as messages write it: `spec.ports[0].name`, `data["a.conf"] and more` → `data`, `a.conf`. */
const pathOf = (field: string): (string | number)[] =>
  [...(/^(?:[\w-]+|\.|\[\d+\]|\["[^"]*"\])+/.exec(field)?.[0] ?? '').matchAll(/([\w-]+)|\["([^"]*)"\]/g)].map(
    ([part, key, quoted]) => (/^\[?\d+$/.test(part) ? Number(key) : (quoted ?? key ?? '')),
  );
