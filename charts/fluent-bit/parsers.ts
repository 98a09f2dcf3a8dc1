import type { FluentBitParser } from '../common/fluent-bit/model';

/** Parser that reads namespace, container and pod out of a tag (inputs.ts). */
export const CONTAINER_TAG = 'container-tag';

/** Parser of an event as it is shipped. */
export const EVENT = 'event';

/** Parsers of the DaemonSet. */
export const parsers: readonly FluentBitParser[] = [
  {
    name: CONTAINER_TAG,
    properties: [
      ['format', 'regex'],
      ['regex', '^[^.]+\\.(?<namespace_name>[^.]+)\\.(?<container_name>[^.]+)\\.[0-9]+\\.(?<pod_name>.+)$'],
    ],
  },
  { name: EVENT, properties: [['format', 'json']] },
];
