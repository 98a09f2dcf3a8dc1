import { lines, type Objects } from '../support/found';
import { set } from '../support/objects';

type Workload = { readonly spec: object } & Record<string, unknown>;

/** A workload whose image changes, so that it restarts. */
const workload = (kind: string, spec: object, pod: object, image: string, name = 'web'): Workload => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': '3' } },
  spec: {
    ...spec,
    template: {
      metadata: { labels: { app: 'web', tier: 'front' } },
      spec: { ...pod, containers: [{ name: 'c', image, ...PROBES }] },
    },
  },
});
const PROBES = {
  startupProbe: { periodSeconds: 5, failureThreshold: 12 },
  readinessProbe: { periodSeconds: 20, initialDelaySeconds: 4 },
};
const budget = (app: string) => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: `of-${app}`, namespace: 'n' },
  spec: { maxUnavailable: 1, selector: { matchLabels: { app } } },
});

const rollout = (before: Objects, after: Objects): string[] => lines('Rollout', before, after);
const restarted = (kind: string, spec: object, pod: object = {}) =>
  rollout([workload(kind, spec, pod, 'i:1')], [workload(kind, spec, pod, 'i:2')])[0];

test('a workload in another namespace is replaced, and says which pods end', () => {
  const moved = { ...workload('Deployment', { replicas: 1 }, {}, 'i:1'), metadata: { name: 'web', namespace: 'm' } };
  const [text, ...rest] = rollout([workload('Deployment', { replicas: 1 }, {}, 'i:1')], [moved]);
  expect(text).toBe(
    '`Deployment m/web` (wave 0) is **replaced**: the pods of `Deployment n/web` end, and new ones start',
  );
  expect(rest).toEqual([]);
});

// One pod: end ≤ 30 s, start ≤ 5 × 12 s, ready ≤ 4 + 20 s: 114 s; at best 4 s and a second.
test.each([
  [
    'a Deployment, a quarter at a time',
    'Deployment',
    { replicas: 4 },
    'about 10 s to 4 min (4 pods, 2 at a time',
    '3 of 4 pods go on',
  ],
  [
    'a Deployment of one',
    'Deployment',
    { replicas: 1 },
    'about 5 s to 114 s (1 pod, 1 at a time',
    '1 of 1 pod goes on',
  ],
  [
    'one that is recreated',
    'Deployment',
    { replicas: 3, strategy: { type: 'Recreate' } },
    'about 5 s to 114 s (3 pods, ended before',
    '**none of its pods runs**',
  ],
  [
    'a StatefulSet',
    'StatefulSet',
    { replicas: 3 },
    'about 15 s to 6 min (3 pods, one after the other',
    '2 of 3 pods go on',
  ],
  [
    'a StatefulSet of one',
    'StatefulSet',
    { replicas: 1 },
    'about 5 s to 114 s (1 pod, one',
    '**none of its pods runs**',
  ],
  [
    'a DaemonSet by shares',
    'DaemonSet',
    { minReadySeconds: 10, updateStrategy: { rollingUpdate: { maxUnavailable: '25%' } } },
    'about 60 s to 9 min (25% of the nodes at a time × (end ≤ 30 s + start ≤ 60 s + ready ≤ 24 s + stay so 10 s)',
    'one node in 4 is without it',
  ],
  ['a DaemonSet node by node', 'DaemonSet', {}, 'about 5 s to 114 s (for each 1 node', '1 node at a time'],
])('%s', (_, kind, spec, takes, meanwhile) => {
  const text = restarted(kind, spec);
  expect(text).toContain(takes);
  expect(text).toContain(`meanwhile ${meanwhile}`);
});

test('a grace period counts for each pod', () => {
  expect(restarted('StatefulSet', { replicas: 2 }, { terminationGracePeriodSeconds: 90 })).toContain('to 6 min');
});

test('nothing is rolled where there are no pods', () => {
  expect(restarted('Deployment', { replicas: 0 })).not.toContain('about');
});

test('what waits where is said', () => {
  expect(restarted('DaemonSet', {}, { volumes: [{ name: 'l', hostPath: { path: '/var/log/pods' } }] })).toContain(
    "log lines wait in the node's files",
  );
  expect(restarted('StatefulSet', { volumeClaimTemplates: [{ metadata: { name: 'wal' } }] })).toContain(
    'waits in its volume',
  );
});

test('the budget of the same pods is said, and no other one', () => {
  const budgets = [budget('web'), budget('other')];
  const [text] = rollout(
    [workload('Deployment', {}, {}, 'i:1'), ...budgets],
    [workload('Deployment', {}, {}, 'i:2'), ...budgets],
  );
  expect(text).toContain('a drain of a node waits, as `of-web` lets 1 of the pods go at once');
  expect(text).not.toContain('of-other');
});

test('waves come one after the other, workloads of a wave at the same time', () => {
  const late = (image: string) => {
    const object = workload('StatefulSet', { replicas: 2 }, {}, image, 'late');
    return {
      ...object,
      metadata: { name: 'late', namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': '12' } },
    };
  };
  const all = (image: string) => [
    workload('Deployment', { replicas: 1 }, {}, image, 'one'),
    workload('StatefulSet', { replicas: 3 }, {}, image, 'three'),
    late(image),
  ];
  expect(rollout(all('i:1'), all('i:2'))).toContain(
    'all restarts: about 25 s to 10 min (at most 6 min in wave 3 + 4 min in wave 12)',
  );
});

test('a new template restarts pods, with its wave and reason; replicas alone do not', () => {
  const image = set({
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i:2' }] } },
  });
  expect(rollout([set({})], [image])).toEqual([
    expect.stringMatching(
      /^`StatefulSet n\/s` \(wave 8\) \*\*restarts\*\*, because of `containers\[c\].image`: about /,
    ),
  ]);
  expect(rollout([set({})], [set({ replicas: 3 })])).toEqual(['`StatefulSet n/s` (wave 8) scales from 1 to 3 pods']);
  expect(rollout([set({})], [])).toEqual(['`StatefulSet n/s` (wave 8) **goes**: its pods end']);
});

test('what is applied by hand comes before the merge, unless it only takes away', () => {
  const template = (...names: string[]) => [
    { Resources: Object.fromEntries(names.map((name) => [name, { Type: 'AWS::IAM::Role' }])) },
  ];
  const hand = (before: Objects, after: Objects, file = 'cloudformation.yaml') =>
    lines('Rollout', before, after, `dev/bootstrap/${file}`);
  expect(hand(template('A'), template('A', 'B'))[0]).toContain(
    '**by hand, before the merge**: `sh dist/<environment>/bootstrap/apply.sh 1`',
  );
  expect(hand(template('A', 'B'), template('A'))[0]).toContain('**by hand, after the sync**');
  expect(hand(template('A'), template('A', 'B'), 'insights.yaml')[0]).toContain(
    '**by hand, after the sync**: `sh dist/<environment>/bootstrap/apply.sh 4`',
  );
});
