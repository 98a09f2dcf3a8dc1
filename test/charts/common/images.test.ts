import { App } from 'cdk8s';
import { KubeConfigMap, KubePod } from 'cdk8s-plus-28/lib/imports/k8s';
import { ComponentChart } from '../../../charts/common/chart';
import { ImageResolver } from '../../../charts/common/images';
import { IMAGES, type ImageMirrors, type ImageSettings } from '../../../model/names/images';

const IMAGE = 'docker.io/grafana/alloy:v1';

/** A pod and its ConfigMap in an app with mirrors. */
function render(mirrors: ImageMirrors, images: ImageSettings['images'] = {}, image: string = IMAGE) {
  const app = new App({ resolvers: [new ImageResolver({ images, imageMirrors: mirrors })] });
  const chart = new ComponentChart(app, 'shop', {});
  const container = { name: 'web', image };
  new KubePod(chart, 'pod', {
    metadata: { name: 'web' },
    spec: { initContainers: [container, { name: 'none' }], containers: [container] },
  });
  new KubeConfigMap(chart, 'config', { metadata: { name: 'web' }, data: { image: IMAGE } });
  const [pod, config] = chart.toJson();
  return { spec: pod?.spec, data: config?.data };
}

test('containers pull from the mirror, and other text stays', () => {
  const image = 'mirror.example.com/hub/grafana/alloy:v1';
  expect(render({ 'docker.io': 'mirror.example.com/hub' })).toEqual({
    spec: { initContainers: [{ name: 'web', image }, { name: 'none' }], containers: [{ name: 'web', image }] },
    data: { image: IMAGE },
  });
});

test('without mirrors nothing changes', () => {
  expect(render({}).spec.containers).toEqual([{ name: 'web', image: IMAGE }]);
});

test('a mirror below a registry that has one itself is used as it is', () => {
  const mirrors: ImageMirrors = { 'docker.io': 'docker.io/ours', 'public.ecr.aws': 'docker.io/theirs' };
  expect(render(mirrors).spec.containers[0].image).toBe('docker.io/ours/grafana/alloy:v1');
});

test('an image of the environment stands in for that of the list, and comes from the mirror too', () => {
  const own = 'docker.io/grafana/alloy:v2.0.0';
  expect(render({}, { alloy: own }, IMAGES.alloy).spec.containers[0].image).toBe(own);
  expect(render({}, { alloy: own }, IMAGES.nginx).spec.containers[0].image).toBe(IMAGES.nginx);
  const mirrors = { 'docker.io': 'mirror.example.com' };
  expect(render(mirrors, { alloy: own }, IMAGES.alloy).spec.containers[0].image).toBe(
    'mirror.example.com/grafana/alloy:v2.0.0',
  );
});
