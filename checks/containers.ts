import { IMAGES } from '../model/names/images';
import type { Problem } from '../model/problem';
import type { Given, Objects } from './objects';

/** A tag of one version, not of a channel, optionally with a digest. */
const EXACT =
  /^[^:@]+(:\d+)?[^:@]*:(?!latest\b|stable\b|mainline\b|edge\b)[A-Za-z0-9_][A-Za-z0-9_.-]*(@sha256:[0-9a-f]{64})?$/;

/** An image without its registry, which may be a mirror. */
const inRegistry = (image: string): string => image.slice(image.indexOf('/'));

/** Every image is one of the list that Renovate updates, or that the overlay names, with an exact tag. */
export function* imagesAreListedAndExact(objects: Objects, { images = {} }: Given): Iterable<Problem> {
  const known = [...Object.values(IMAGES), ...Object.values(images)].map(inRegistry);
  const named = [
    ...objects.workloads.flatMap(({ object, containers }) =>
      containers.map(({ spec, field }) => ({ object, field: `${field}.image`, image: spec.image })),
    ),
    ...objects.ofKind('TaskDefinition.ecs.services.k8s.aws').flatMap((object) =>
      (object.spec.containerDefinitions as { image?: string }[]).map(({ image }, index) => ({
        object,
        field: `spec.containerDefinitions[${index}].image`,
        image,
      })),
    ),
  ];
  for (const { object, field, image } of named) {
    if (!known.some((name) => image?.endsWith(name)))
      yield {
        object,
        field,
        value: image ?? '',
        wrong: 'is not in model/names/images.ts, nor in images of the overlay',
        allowed: 'an image of these',
      };
    else if (!EXACT.test(image ?? ''))
      yield {
        object,
        field,
        value: image ?? '',
        wrong: 'is not an exact version',
        allowed: 'repository:version, and a digest where it is known',
      };
  }
}

/** Every container requests CPU and memory, and limits its memory. */
export function* containersStateTheirResources(objects: Objects): Iterable<Problem> {
  for (const { object, containers } of objects.workloads)
    for (const { spec, field } of containers) {
      const { requests, limits } = spec.resources ?? {};
      const values = {
        'requests.cpu': requests?.cpu,
        'requests.memory': requests?.memory,
        'limits.memory': limits?.memory,
      };
      for (const [name, value] of Object.entries(values))
        if (value === undefined)
          yield { object, field: `${field}.resources.${name}`, wrong: 'missing', allowed: 'a quantity' };
    }
}

/** Every long-running container has probes. */
export function* lastingContainersHaveProbes(objects: Objects): Iterable<Problem> {
  for (const { object, containers, lasting } of objects.workloads) {
    if (!lasting) continue;
    for (const { spec, field, init } of containers)
      for (const probe of ['readinessProbe', 'livenessProbe'] as const)
        if (!init && spec[probe] === undefined)
          yield { object, field: `${field}.${probe}`, wrong: 'missing', allowed: 'a probe' };
  }
}
