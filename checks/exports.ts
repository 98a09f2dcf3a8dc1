import fields from '../imports/status-fields.json';
import { nameOf, type Problem } from '../model/problem';
import { type Objects, oneOf } from './objects';
import { ACK, referencesOf } from './references';

const EXPORT = `FieldExport.${ACK}`;
const STATUS: Readonly<Record<string, readonly string[]>> = fields;

/** Every field that FieldExport copies exists: ACK copies none that does not, and says so only in its own status. */
export function* exportedFieldsExist(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind(EXPORT)) {
    const { path, resource } = object.spec.from;
    const known = STATUS[`${resource.kind}.${resource.group}`];
    if (!known)
      yield {
        object,
        field: 'spec.from.resource',
        value: `${resource.kind}.${resource.group}`,
        wrong: 'is not a kind of imports/crds',
        allowed: oneOf(Object.keys(STATUS)),
      };
    else if (!known.includes(path))
      yield {
        object,
        field: 'spec.from.path',
        value: path,
        wrong: `is not a single value in the status of a ${resource.kind}`,
        allowed: oneOf(known),
      };
  }
}

/** Whatever FieldExport writes is read by a pod, under the same key: else one of both names is wrong. */
export function* exportedKeysAreRead(objects: Objects): Iterable<Problem> {
  const read = referencesOf(objects).filter(({ from, keys }) => keys && from.kind !== 'FieldExport');
  for (const object of objects.ofKind(EXPORT)) {
    const { to } = object.spec;
    const kind = to.kind === 'secret' ? 'Secret' : 'ConfigMap';
    const target = objects.find(kind, to.name, to.namespace ?? object.metadata.namespace);
    if (!target) continue;
    const readers = read.filter((it) => it.kind === kind && objects.find(kind, it.name, it.namespace) === target);
    const keys = readers.flatMap((it) => it.keys ?? []);
    const key = to.key ?? `${object.metadata.namespace}.${object.metadata.name}`;
    const isWhole = readers.some((it) => it.keys?.length === 0);
    if (!isWhole && !keys.includes(key))
      yield {
        object,
        field: 'spec.to.key',
        value: key,
        wrong: `is a key of ${nameOf(target)} that no pod reads`,
        allowed: oneOf(new Set(keys)),
      };
  }
}
