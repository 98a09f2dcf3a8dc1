import { isCollectingEvents } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { china, environment, everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const objects = (input: EnvironmentInput) => synth(input)['kubernetes-events'] ?? [];

test('it may list and watch events, and nothing else', () => {
  expect(find(objects(everything), 'ClusterRole').rules).toEqual([
    { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] },
  ]);
});

test('one pod, never two at once', () => {
  expect(find(objects(everything), 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('the database of the input is not used: with it only the first repetition of an event would come', () => {
  const { data } = find(objects(everything), 'ConfigMap', 'kubernetes-events-config');
  expect(data['fluent-bit.yaml']).not.toMatch(/\bdb:/);
  expect(data['settings.lua']).toContain('redact = { "email", "credit-card", "ssn" }');
});

test('it connects to names, to the API server and to AWS alone', () => {
  expect(find(objects(everything), 'NetworkPolicy').spec).toEqual({
    podSelector: { matchLabels: expect.anything() },
    policyTypes: ['Ingress', 'Egress'],
    egress: [
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
      { ports: [{ port: 443, protocol: 'TCP' }] },
    ],
  });
});

const fargateOnly = (namespaces: string[]): EnvironmentInput => ({
  ...minimal,
  compute: {
    ec2: false,
    fargateProfiles: [{ name: 'all', namespaces, subnetIds: ['subnet-0aaa1111bbb2222cc'] }],
  },
});

test.each([
  ['EC2 nodes', minimal, true],
  ['China', china, true],
  ['Fargate, with a profile for it', fargateOnly(['aws-observability']), true],
  ['Fargate, without one', fargateOnly(['shop']), false],
  ['an overlay that does not want it', { ...minimal, kubernetesEvents: { collect: false } }, false],
])('where it runs: %s', (_, input, runs) => {
  expect(isCollectingEvents(environment(input))).toBe(runs);
  expect(objects(input).length > 0).toBe(runs);
  expect((synth(input)['log-groups'] ?? []).some(({ metadata }) => metadata.name === 'logs-events')).toBe(runs);
});

test('Fargate gives its pods their class itself', () => {
  const classOf = (input: EnvironmentInput) => find(objects(input), 'Deployment').spec.template.spec.priorityClassName;
  expect(classOf(minimal)).toBe('system-cluster-critical');
  expect(classOf(fargateOnly(['aws-observability']))).toBeUndefined();
});
