import { testBroken } from './broken';
import { podOf } from './shop';

testBroken({
  images: [
    [
      (shop) => Object.assign(podOf(shop).containers[0], { image: 'docker.io/library/nginx:latest' }),
      [/containers\[0\].image: "docker.io\/library\/nginx:latest" is not in model\/names\/images.ts/],
    ],
  ],
  resources: [
    [
      (shop) => Object.assign(podOf(shop).containers[1].resources, { limits: undefined }),
      [/containers\[1\].resources.limits.memory: missing; expected: a quantity/],
    ],
  ],
  probes: [
    [
      (shop) => Object.assign(podOf(shop).containers[1], { readinessProbe: undefined }),
      [/containers\[1\].readinessProbe: missing; expected: a probe/],
    ],
  ],
});
