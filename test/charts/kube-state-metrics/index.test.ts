import { resourceOf } from '../../../model/facts/kube-state-metrics';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const input: EnvironmentInput = { ...minimal, metrics: { workspace: { kind: 'ack', alias: 'main' } } };
const withMetrics = (metrics: EnvironmentInput['metrics']): EnvironmentInput => ({
  ...minimal,
  metrics: { workspace: { kind: 'ack', alias: 'main' }, ...metrics },
});
const chart = (it: EnvironmentInput) => synth(it)['kube-state-metrics'] ?? [];
const argumentsOf = (it: EnvironmentInput): string[] =>
  find(chart(it), 'Deployment').spec.template.spec.containers[0].args;

test('runs where there is a workspace, unless it is off; then no rule reads what it alone has', () => {
  expect(chart(input)).not.toEqual([]);
  expect(chart(minimal)).toEqual([]);
  const off = synth(withMetrics({ kubeStateMetrics: { enabled: false } }));
  expect(off['kube-state-metrics']).toBeUndefined();
  expect(JSON.stringify(off)).not.toMatch(/\bkube_(pod|node|job|deployment)_|"kube-state-metrics"/);
});

test('serves what is read, and asks the API server for those kinds alone', () => {
  const served = argumentsOf(input).flatMap((each) => each.split('--metric-allowlist=')[1] ?? []);
  expect(served.length).toBeGreaterThan(15);
  const kinds = new Set(served.map((metric) => resourceOf(metric)?.resource));
  const asked = argumentsOf(input).flatMap((each) => each.split('--resources=')[1] ?? []);
  expect(asked.sort()).toEqual([...kinds].sort());
  const rules: { resources: string[]; verbs: string[] }[] = find(chart(input), 'ClusterRole').rules;
  expect(rules.flatMap(({ resources }) => resources).sort()).toEqual([...kinds].sort());
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['list', 'watch']));
});

test('a metric that the overlay asks for brings its kind with it', () => {
  const asked = withMetrics({ keepAlso: ['kube_ingress_info'] });
  expect(argumentsOf(asked)).toEqual(
    expect.arrayContaining(['--resources=ingresses', '--metric-allowlist=kube_ingress_info']),
  );
  expect(find(chart(asked), 'ClusterRole').rules).toContainEqual({
    apiGroups: ['networking.k8s.io'],
    resources: ['ingresses'],
    verbs: ['list', 'watch'],
  });
  expect(JSON.stringify(chart(input))).not.toContain('ingresses');
});

test.each(['kube_secret_info', 'kube_configmap_info', 'kube_pod_labels'])(
  '%s is of no kind that it may read',
  (metric) => {
    expect(resourceOf(metric)).toBeUndefined();
  },
);

test('never two at once: both would have every series', () => {
  expect(find(chart(input), 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});
