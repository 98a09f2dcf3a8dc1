import type { Problem } from '../model/problem';
import { type Objects, whole } from './objects';

/** Longest task definition that ECS registers, in bytes. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const TASK_DEFINITION_MAX_BYTES = 65536;

/** Every task definition is one that ECS registers: the configuration and the scripts of its log router are part of it. */
export function* taskDefinitionsFitEcs(objects: Objects): Iterable<Problem> {
  for (const object of objects.ofKind('TaskDefinition.ecs.services.k8s.aws')) {
    const bytes = Buffer.byteLength(JSON.stringify(whole(object.spec)));
    if (bytes > TASK_DEFINITION_MAX_BYTES)
      yield {
        object,
        field: 'spec',
        value: bytes,
        wrong: 'bytes are more than ECS registers',
        allowed: `at most ${TASK_DEFINITION_MAX_BYTES}, so fewer tags, logs.destinations or logs.redactPatterns`,
      };
  }
}
