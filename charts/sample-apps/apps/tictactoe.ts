import { IMAGES } from '../../../model/names/images';
import { readFiles, type SampleApp } from '../app';

const PAGE = ['index.html', 'game.css', 'game.js'];

/** A small game from NGINX, with a JSON access log and nginx-prometheus-exporter as a sidecar. */
export const tictactoe: SampleApp = {
  replicas: 2,
  files: readFiles('tictactoe', 'nginx.conf', ...PAGE),
  metrics: { port: 'metrics' },
  containers: [
    {
      name: 'tictactoe',
      image: IMAGES.nginx,
      command: ['nginx', '-g', 'daemon off;'],
      user: 101,
      ports: { http: 8080 },
      probe: { httpGet: { path: '/healthz', port: 'http' } },
      files: {
        '/etc/nginx/nginx.conf': 'nginx.conf',
        ...Object.fromEntries(PAGE.map((name) => [`/usr/share/nginx/html/${name}`, name])),
      },
      scratch: { tmp: '/tmp' },
      cpu: '10m',
      memory: '32Mi',
    },
    {
      name: 'nginx-exporter',
      image: IMAGES.nginxExporter,
      args: ['--nginx.scrape-uri=http://127.0.0.1:8081/stub_status'],
      user: 1001,
      ports: { metrics: 9113 },
      probe: { tcpSocket: { port: 'metrics' } },
      cpu: '10m',
      memory: '32Mi',
    },
  ],
};
