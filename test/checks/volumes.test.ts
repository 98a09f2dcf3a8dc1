import { testBroken } from './broken';
import { podOf } from './shop';

testBroken({
  volumes: [
    [
      (shop) => (podOf(shop).containers[1].volumeMounts = [{ name: 'tmp', mountPath: '/tmp' }]),
      [/containers\[1\].volumeMounts\[0\].name: "tmp" is not a volume of the pod; expected: one of config/],
    ],
    [
      (shop) => podOf(shop).volumes.push({ name: 'tmp', emptyDir: {} }),
      [/spec.template.spec.volumes: no container mounts tmp; expected: one that does/],
    ],
  ],
});
