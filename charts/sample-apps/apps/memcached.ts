import { IMAGES } from '../../../model/names/images';
import { NOBODY } from '../../common/hardening';
import type { SampleApp } from '../app';

/** Memcached with memcached_exporter as a sidecar. */
export const memcached: SampleApp = {
  replicas: 1,
  metrics: { port: 'metrics' },
  containers: [
    {
      name: 'memcached',
      image: IMAGES.memcached,
      // Items take 32 MiB, connections and the program the rest of the limit.
      args: ['--memory-limit=32', '--conn-limit=256'],
      user: 11211,
      ports: { memcached: 11211 },
      probe: { tcpSocket: { port: 'memcached' } },
      cpu: '10m',
      memory: '64Mi',
    },
    {
      name: 'memcached-exporter',
      image: IMAGES.memcachedExporter,
      args: ['--memcached.address=127.0.0.1:11211'],
      user: NOBODY,
      ports: { metrics: 9150 },
      probe: { tcpSocket: { port: 'metrics' } },
      cpu: '10m',
      memory: '32Mi',
    },
  ],
};
