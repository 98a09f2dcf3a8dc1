import type { Manifest } from '../charts/common/chart';
import { checksumAnnotations } from '../charts/common/checksum';
import { nameOf, type Problem } from '../model/problem';
import { join, type Objects, type Workload } from './objects';
import { referencesOf } from './references';

const CHECKSUM = 'checksum/config';

/** ConfigMaps whose content is in dist/ and that the pods of a workload read; not those that controllers fill. */
function configuration(objects: Objects, { object }: Workload): Manifest[] {
  const named = referencesOf(objects)
    .filter(({ from, kind }) => from === object && kind === 'ConfigMap')
    .flatMap(({ kind, name, namespace }) => objects.find(kind, name, namespace) ?? []);
  return [...new Set(named)].filter(({ data }) => data !== undefined);
}

/** Pods carry the checksum of the configuration that they read: a new configuration starts new pods. */
export function* podsCarryTheChecksumOfTheirConfiguration(objects: Objects): Iterable<Problem> {
  for (const workload of objects.workloads.filter(({ lasting }) => lasting)) {
    const read = configuration(objects, workload);
    if (read.length === 0) continue;
    const found = workload.annotations[CHECKSUM];
    const field = `${workload.field}.metadata.annotations["${CHECKSUM}"]`;
    const of = join(read.map(nameOf));
    if (found === undefined)
      yield { object: workload.object, field, wrong: 'missing', allowed: `the checksum of ${of}` };
    // Of several ConfigMaps the order is the chart's own.
    else if (read.length === 1 && found !== checksumAnnotations(read[0]?.data)[CHECKSUM])
      yield {
        object: workload.object,
        field,
        value: found,
        wrong: `is not the checksum of ${of}`,
        allowed: checksumAnnotations(read[0]?.data)[CHECKSUM],
      };
  }
}
