import type { Manifest } from '../charts/common/chart';
import { checksumAnnotations, routerChecksumAnnotations, taskChecksum } from '../charts/common/checksum';
import { nameOf, type Problem } from '../model/problem';
import { join, type Objects, type Workload, whole } from './objects';
import { referencesOf } from './references';

const CHECKSUM = 'checksum/config';
const ROUTER_CHECKSUM = 'checksum/aws-logging';

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
    const right = checksumAnnotations(...read.map(({ data }) => whole(data)))[CHECKSUM];
    if (found === undefined)
      yield { object: workload.object, field, wrong: 'missing', allowed: `the checksum of ${of}` };
    else if (found !== right)
      yield {
        object: workload.object,
        field,
        value: found,
        wrong: `is not the checksum of ${of}`,
        allowed: right,
      };
  }
}

/** Pods on Fargate carry the checksum of what their log router reads: it reads that only when a pod starts. */
export function* podsOnFargateCarryTheChecksumOfTheirRouter(objects: Objects): Iterable<Problem> {
  const router = objects.find('ConfigMap', 'aws-logging', 'aws-observability');
  const onFargate = new Set(
    objects
      .ofKind('FargateProfile.eks.services.k8s.aws')
      .flatMap(({ spec }): { namespace: string }[] => spec.selectors)
      .map(({ namespace }) => namespace),
  );
  for (const { object, namespace, annotations, field, lasting } of objects.workloads) {
    if (!router || !lasting || !onFargate.has(namespace)) continue;
    const right = routerChecksumAnnotations(whole(router.data))[ROUTER_CHECKSUM];
    if (annotations[ROUTER_CHECKSUM] !== right)
      yield {
        object,
        field: `${field}.metadata.annotations["${ROUTER_CHECKSUM}"]`,
        value: annotations[ROUTER_CHECKSUM],
        wrong: annotations[ROUTER_CHECKSUM] === undefined ? 'missing' : `is not the checksum of ${nameOf(router)}`,
        allowed: right,
      };
  }
}

/** A service of ECS carries the checksum of its task definition: else ACK would keep the tasks of the one before. */
export function* servicesCarryTheChecksumOfTheirTask(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('Service.ecs.services.k8s.aws')) {
    const { taskDefinitionRef, tags = [] } = object.spec;
    const task = objects.find(
      'TaskDefinition.ecs.services.k8s.aws',
      taskDefinitionRef?.from?.name,
      object.metadata.namespace,
    );
    const tag = tags.find(({ key }: { key: string }) => key === CHECKSUM)?.value;
    const right = task && taskChecksum(whole(task.spec))[CHECKSUM];
    if (task && tag !== right)
      yield {
        object,
        field: 'spec.tags',
        value: tag,
        wrong: tag === undefined ? `has no ${CHECKSUM}` : `is not the ${CHECKSUM} of ${nameOf(task)}`,
        allowed: right,
      };
  }
}
