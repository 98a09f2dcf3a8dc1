import { remove } from './broken';
import { findings, podOf } from './shop';

test('nothing is found where everything is right', () => {
  expect(findings(() => {})).toEqual([]);
});

test('an address that the environment names is no finding, and every other is', () => {
  const found = (host: string) =>
    findings((shop) => Object.assign(podOf(shop).containers[0], { args: [`--to=${host}:80`] }), {
      hosts: ['loki.loki.svc'],
    });
  expect(found('loki.loki.svc')).toEqual([]);
  expect(found('wbe.shop.svc')).toEqual([
    'Deployment shop/web  spec.template.spec.containers[0].args[0]: "wbe.shop.svc:80" is not the address of a service of this environment; expected: <service>.<namespace>.svc',
  ]);
});

test('every object whose namespace is not there is found', () => {
  const found = findings((shop) => remove(shop, 'Namespace', 'shop'));
  expect(found).toContain(
    'CronJob shop/report  metadata.namespace: "shop" is not a Namespace; expected: one that exists; there is none',
  );
  expect(found).toHaveLength(14);
});
