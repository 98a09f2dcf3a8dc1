import { testBroken } from './broken';
import { podOf } from './shop';

testBroken({
  ports: [
    [
      (shop) => Object.assign(shop.get('Service', 'web').spec.ports[0], { targetPort: 'https' }),
      [
        /spec.ports\[0\].targetPort: "https" is not a port of Deployment shop\/web; expected: one of 8080, 9113, http, metrics/,
      ],
    ],
    [
      (shop) => Object.assign(podOf(shop).containers[0].livenessProbe.tcpSocket, { port: 9113 }),
      [
        /containers\[0\].livenessProbe.tcpSocket.port: 9113 is not a port of container web; expected: one of 8080, http/,
      ],
    ],
    [
      (shop) => podOf(shop).containers[0].ports.push({ containerPort: 9113 }),
      [/spec.template.spec.containers: port 9113\/TCP is declared twice in the pod; expected: once/],
    ],
  ],
  addresses: [
    [
      (shop) => Object.assign(podOf(shop).containers[0], { args: ['--to=http://wbe.shop.svc.cluster.local:80/'] }),
      [
        /containers\[0\].args\[0\]: "wbe.shop.svc.cluster.local:80" is not the address of a service of this environment/,
      ],
    ],
    [
      (shop) => Object.assign(shop.get('ConfigMap', 'jobs').data, { url: 'http://web.shop.svc:81' }),
      [
        /ConfigMap shop\/jobs {2}data\["url"\]: "web.shop.svc:81" is not a port of Service shop\/web; expected: one of 80, 9113/,
      ],
    ],
  ],
});
