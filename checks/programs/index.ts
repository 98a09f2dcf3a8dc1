import { IMAGE_NAMES, IMAGES, type ImageName } from '../../model/names/images';
import { onceForEach } from '../../model/once';
import type { Given, Objects } from '../objects';
import { type Group, groupsOf, type Running } from '../running';
import { alloy, cloudWatchAgent } from './agents';
import { fluentBit } from './fluent-bit';
import { grafana } from './grafana';
import { envoy, haproxy, nginx, tomcat } from './servers';
import { kubeStateMetrics, memcached, memcachedExporter, nginxExporter, nodeExporter, shell } from './small';
import type { Program, Reader } from './types';

/** Who reads the configuration of each image. */
export const READERS: Readonly<Record<ImageName, Reader>> = {
  fluentBit,
  alloy,
  cloudwatchAgent: cloudWatchAgent,
  kubeStateMetrics,
  nodeExporter,
  grafana,
  awsCli: shell,
  busybox: shell,
  nginx,
  nginxExporter,
  memcached,
  memcachedExporter,
  haproxy,
  tomcat,
  jmxExporter: shell,
  envoy,
};

/** Repository of an image without its registry, which may be a mirror. */
const repositoryOf = (image: string): string =>
  image
    .replace(/@.*$/, '')
    .replace(/:[^:/]*$/, '')
    .replace(/^[^/]*/, '');

/** What a container does; undefined for an image that nobody knows. */
export function programOf(container: Running, { images = {} }: Given): Program | undefined {
  const repository = repositoryOf(container.image);
  const isIts = (image: string | undefined) => image !== undefined && repository.endsWith(repositoryOf(image));
  const name = IMAGE_NAMES.find((each) => isIts(images[each])) ?? IMAGE_NAMES.find((each) => isIts(IMAGES[each]));
  return name && READERS[name](container);
}

/** A container, and what it does. */
export interface RunningProgram {
  readonly group: Group;
  readonly container: Running;
  /** @default - it cannot be read, and `unreadable` says why */
  readonly program?: Program;
  readonly unreadable?: string;
}

/** Everything that runs in an environment, with what it does. */
export const programsOf = onceForEach((objects: Objects, given: Given): readonly RunningProgram[] =>
  groupsOf(objects).flatMap((group) =>
    group.containers.map((container) => ({ group, container, ...read(container, given) })),
  ),
);

function read(container: Running, given: Given): Pick<RunningProgram, 'program' | 'unreadable'> {
  try {
    const program = programOf(container, given);
    return program ? { program } : { unreadable: 'is an image whose configuration no reader of checks/programs knows' };
  } catch (error) {
    return { unreadable: `has a configuration that cannot be read: ${(error as Error).message.split('\n')[0]}` };
  }
}
