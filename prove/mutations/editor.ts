import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { type DistObject, readDist } from '../dist';
import type { Editor } from './types';

/** Edits the files of one environment in a folder like dist/. */
export function editorOf(dist: string, environment: string): Editor {
  const [read] = readDist(dist, environment);
  const objects: readonly DistObject[] = [...(read?.objects ?? []), ...(read?.bootstrap ?? [])];
  return {
    object(id, change) {
      const found = objects.find((object) => object.id === id);
      if (!found) throw new Error(`${dist}/${environment} has no ${id}`);
      const documents = parseAllDocuments(readFileSync(found.file, 'utf8')).map((document) => document.toJS());
      const index = documents.findIndex(
        ({ kind, metadata }) =>
          kind === found.kind && metadata.name === found.name && metadata.namespace === found.namespace,
      );
      change(documents[index]);
      writeFileSync(found.file, documents.map((document) => stringify(document, { lineWidth: 0 })).join('---\n'));
    },
    text(file, from, to) {
      const path = join(dist, environment, file);
      const before = readFileSync(path, 'utf8');
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${path} has no ${from}`);
      writeFileSync(path, after);
    },
  };
}
