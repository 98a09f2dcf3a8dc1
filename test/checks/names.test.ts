import { testBroken } from './broken';
import { podOf } from './shop';

testBroken({
  identities: [
    [
      (shop) => shop.all.push(structuredClone(shop.get('Service', 'web'))),
      [
        'Service shop/web  metadata.name: Service shop/web exists twice; expected: one of that kind, namespace and name',
      ],
    ],
  ],
  names: [
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { name: 'Report_daily' }),
      [
        'CronJob shop/Report_daily  metadata.name: "Report_daily" is not a name of a CronJob; expected: a DNS label of at most 52 characters',
      ],
    ],
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { name: 'r'.repeat(53) }),
      [/metadata.name: "r{53}" is not a name of a CronJob/],
    ],
    [
      (shop) => Object.assign(shop.get('FieldExport', 'topic').metadata, { name: 'a/b' }),
      [/expected: a DNS subdomain of at most 253 characters$/],
    ],
  ],
  'names within objects': [
    [
      (shop) => Object.assign(podOf(shop).containers[1], { name: 'nginx_exporter' }),
      [/containers\[1\]\.name: "nginx_exporter" is not the name of a container/],
    ],
    [
      (shop) => Object.assign(podOf(shop).containers[1].ports[0], { name: 'a-name-too-long-for-a-port' }),
      [
        /readinessProbe.httpGet.port: "metrics" is not a port/,
        /ports\[0\]\.name: "a-name-too-long-for-a-port" is not the name of a port/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { 'a/b': '' }),
      [/ConfigMap shop\/jobs {2}data: "a\/b" is not a key of a ConfigMap/],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { big: 'x'.repeat(1024 * 1024) }),
      [/ConfigMap shop\/jobs {2}data: 10\d{5} bytes do not fit in a ConfigMap; expected: at most 1048576/],
    ],
  ],
  labels: [
    [
      (shop) => Object.assign(shop.get('Service', 'web').metadata.labels ?? {}, { team: 'a team' }),
      [/metadata.labels\["team"\]: "a team" is not the value of a label/],
    ],
    [
      (shop) => Object.assign(shop.get('Deployment', 'web').spec.template.metadata.annotations, { 'a b': 'x' }),
      [/spec.template.metadata: "a b" is not a key of a label or annotation/],
    ],
  ],
  scope: [
    [
      (shop) => shop.all.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'yard', namespace: 'shop' } }),
      ['Namespace shop/yard  metadata.namespace: a Namespace has no namespace; expected: none'],
    ],
    [
      (shop) => Object.assign(shop.get('CronJob', 'report').metadata, { namespace: undefined }),
      [
        'CronJob report  metadata.namespace: missing; expected: the namespace of the CronJob',
        /nothing uses ConfigMap shop\/jobs/,
      ],
    ],
  ],
});
