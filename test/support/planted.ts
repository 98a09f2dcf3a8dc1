import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../charts/common/chart';
import { CHECKS } from '../../checks';
import { givenOf } from '../../checks/given';
import { index } from '../../checks/objects';
import { nameOf, problemText } from '../../model/problem';
import { readDist } from '../../prove/dist';
import { model } from '../../prove/model';

/** An environment of dist/ as its files: what a hand may change. */
export interface Files {
  /** Changes the text of a file, once: `text('alloy.k8s.yaml', 'us-east-1', 'us-east-2')`. */
  text(file: string, from: string | RegExp, to: string): void;
  /** Changes one object, which is named as in messages: `Deployment shop/web`. */
  object(id: string, change: (object: Manifest) => void): void;
  /** Adds an object. */
  add(object: Manifest): void;
}

const TEMPLATES = ['bootstrap/cloudformation.yaml', 'bootstrap/insights.yaml'];

/** The text of each file, by its path in the folder of the environment. */
const read = new Map<string, ReadonlyMap<string, string>>();

function filesOf(environment: string): ReadonlyMap<string, string> {
  const known = read.get(environment);
  if (known) return known;
  const [folder] = readDist('dist', environment);
  const names = [...(folder?.objects ?? []), ...(folder?.bootstrap ?? [])].map(({ file }) => file);
  const files = new Map(
    [...names, ...TEMPLATES.map((path) => join('dist', environment, path))].map((file) => [
      file.includes('bootstrap') ? `bootstrap/${basename(file)}` : basename(file),
      readFileSync(file, 'utf8'),
    ]),
  );
  read.set(environment, files);
  return files;
}

const parsed = new Map<string, string>();

/** The objects of a text; parsed once, new at each call. */
function objectsOf(text: string): Manifest[] {
  const known = parsed.get(text) ?? JSON.stringify(parseAllDocuments(text).map((document) => document.toJS()));
  parsed.set(text, known);
  return JSON.parse(known);
}

/** What the checks find in the files of an environment after one fault: `check: object  field: message`. */
export function found(environment: string, fault: (files: Files) => void): string[] {
  const texts = new Map(filesOf(environment));
  const changes: (() => void)[] = [];
  const added: Manifest[] = [];
  let all: Manifest[] = [];
  fault({
    text(file, from, to) {
      const before = texts.get(file) ?? '';
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${environment}/${file} has no ${from}`);
      texts.set(file, after);
    },
    object(id, change) {
      changes.push(() => {
        const object = all.find((each) => nameOf(each) === id);
        if (!object) throw new Error(`${environment} has no ${id}`);
        const before = JSON.stringify(object);
        change(object);
        if (JSON.stringify(object) === before) throw new Error(`${environment}: ${id} is as it was`);
      });
    },
    add: (object) => void added.push(object),
  });
  all = [...texts].flatMap(([file, text]) => (TEMPLATES.includes(file) ? [] : objectsOf(text)));
  for (const change of changes) change();
  const overlay = model().get(environment);
  if (!overlay) throw new Error(`there is no overlay ${environment}`);
  const objects = index([...all, ...added]);
  const given = givenOf(overlay, ...TEMPLATES.map((path) => texts.get(path)));
  return CHECKS.flatMap((check) => [...check(objects, given)].map((each) => `${check.name}: ${problemText(each)}`));
}
