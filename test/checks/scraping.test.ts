import { remove, testBroken } from './broken';
import { podOf, type Shop } from './shop';

testBroken({
  'scrape annotations': [
    [
      (shop) => Object.assign(shop.get('Service', 'web').metadata.annotations ?? {}, { 'prometheus.io/port': '9999' }),
      [/is scraped at port 9999, which Deployment shop\/web does not declare; expected: one of 8080, 9113/],
    ],
    [
      (shop) => {
        Object.assign(shop.get('Service', 'web').metadata, { annotations: {} });
        Object.assign(shop.get('Deployment', 'web').spec.template.metadata.annotations, {
          'prometheus.io/scrape': 'true',
        });
        for (const container of podOf(shop).containers) for (const port of container.ports) port.protocol = 'UDP';
      },
      [
        /annotations\["prometheus.io\/scrape"\]: asks to be scraped, and no scrape job finds Deployment shop\/web; expected: a TCP port/,
      ],
    ],
  ],
  'scrape jobs': [
    [
      (shop) => rename(shop, 'wbe'),
      [
        /ConfigMap shop\/jobs {2}data\["prometheus.yaml"\] scrape_configs\[nginx\]: finds no target of Deployment shop\/tictactoe/,
      ],
    ],
    [(shop) => rename(shop, 'tictactoe'), []],
  ],
});

/** Makes it the workload that the scrape job `nginx` is for, behind a service of this name. */
function rename(shop: Shop, service: string): void {
  shop.get('Deployment', 'web').metadata.name = 'tictactoe';
  shop.get('Service', 'web').metadata.name = service;
  shop.get('ConfigMap', 'web-config').data = { 'web.conf': '' };
  const { metadata } = shop.get('Deployment', 'tictactoe').spec.template;
  metadata.annotations = { 'checksum/identity': metadata.annotations['checksum/identity'] };
  remove(shop, 'ConfigMap', 'web-config');
  Object.assign(podOf({ ...shop, get: (kind) => shop.get(kind, 'tictactoe') }), { volumes: [] });
  for (const container of podOf({ ...shop, get: (kind) => shop.get(kind, 'tictactoe') }).containers)
    container.volumeMounts = [];
}
