import { App } from 'cdk8s';
import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import { Construct } from 'constructs';
import { ComponentChart } from '../../../charts/common/chart';

/** A chart with one object, and a scope for more. */
function chart() {
  const made = new ComponentChart(new App(), 'shop', { namespace: 'shop', wave: 'agents' });
  const scope = new Construct(made, 'eu.web');
  new KubeConfigMap(scope, 'config', { metadata: { name: 'web' } });
  return { made, scope };
}

test('an object that comes after the chart was rendered is refused, by the names of both', () => {
  const { made, scope } = chart();
  expect(made.toJson()).toHaveLength(1);
  const message = 'chart "shop" is rendered: "late" comes too late, and would be missing in dist/';
  expect(() => new KubeConfigMap(made, 'late', { metadata: { name: 'late' } })).toThrow(message);
  expect(() => new KubeConfigMap(scope, 'late', { metadata: { name: 'late' } })).toThrow(message);
  expect(made.toJson()).toHaveLength(1);
});

test('one that comes before is rendered', () => {
  const { made } = chart();
  new KubeConfigMap(made, 'early', { metadata: { name: 'early' } });
  expect(made.toJson().map(({ metadata }) => metadata.name)).toEqual(['web', 'early']);
});

test('an object without a name is refused', () => {
  const { made } = chart();
  expect(() => new KubeConfigMap(made, 'nameless', {})).toThrow('an object of chart "shop" has no metadata.name');
});
