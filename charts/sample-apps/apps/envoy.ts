import { IMAGES } from '../../../model/names/images';
import { readFiles, type SampleApp } from '../app';

/** Envoy before a backend of its own, with a JSON access log. Its admin interface is for the pod alone. */
export const envoy: SampleApp = {
  replicas: 2,
  files: readFiles('envoy', 'envoy.yaml'),
  metrics: { port: 'metrics', path: '/stats/prometheus' },
  containers: [
    {
      // The name is what the CloudWatch agent looks for.
      name: 'envoy',
      image: IMAGES.envoy,
      args: ['-c', '/etc/envoy/envoy.yaml', '--concurrency', '1', '--disable-hot-restart'],
      user: 65532,
      ports: { http: 8080, metrics: 9901 },
      probe: { httpGet: { path: '/ready', port: 'metrics' } },
      files: { '/etc/envoy/envoy.yaml': 'envoy.yaml' },
      cpu: '20m',
      memory: '96Mi',
    },
  ],
};
