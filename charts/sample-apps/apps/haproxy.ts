import { IMAGES } from '../../../model/names/images';
import { readFiles, type SampleApp } from '../app';

/** HAProxy before a backend of its own, with a JSON access log and its built-in exporter. */
export const haproxy: SampleApp = {
  replicas: 2,
  files: readFiles('haproxy', 'haproxy.cfg'),
  metrics: { port: 'metrics' },
  containers: [
    {
      name: 'haproxy',
      image: IMAGES.haproxy,
      user: 99,
      ports: { http: 8080, metrics: 8404 },
      probe: { httpGet: { path: '/healthz', port: 'metrics' } },
      files: { '/usr/local/etc/haproxy/haproxy.cfg': 'haproxy.cfg' },
      cpu: '10m',
      memory: '64Mi',
    },
  ],
};
