import { testBroken } from './broken';

testBroken({
  checksums: [
    [
      (shop) => Object.assign(shop.get('Deployment', 'web').spec.template.metadata, { annotations: {} }),
      [
        /annotations\["checksum\/config"\]: missing; expected: the checksum of ConfigMap shop\/web-config/,
        /annotations\["checksum\/identity"\]: missing; expected: [0-9a-f]{16}/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'web-config').data, { 'web.conf': 'changed\n' }),
      [
        /annotations\["checksum\/config"\]: "[0-9a-f]{16}" is not the checksum of ConfigMap shop\/web-config; expected: [0-9a-f]{16}/,
      ],
    ],
  ],
});
