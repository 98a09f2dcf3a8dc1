import { lines, type Objects, worstOf } from '../support/found';
import { reviewOf } from '../support/states';

const rollout = (before: Objects, after: Objects) => lines('Rollout', before, after).join('\n');
const container = {
  name: 'c',
  image: 'docker.io/a/b:v1.18.1@sha256:00',
  resources: { limits: { memory: '2Gi' } },
  livenessProbe: {},
  readinessProbe: {},
};
const workload = (more: object = {}, spec: object = {}, top: object = {}, kind = 'DaemonSet') => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'w', namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': '3' } },
  spec: { template: { spec: { containers: [{ ...container, ...more }], ...spec } }, ...top },
});

describe('what is worse in how pods run', () => {
  test.each([
    [
      'an older image',
      workload({ image: 'docker.io/a/b:v1.9.4@sha256:11' }),
      'runs an older image',
      '`v1.18.1` → `v1.9.4`',
    ],
    [
      'an image without a digest',
      workload({ image: 'docker.io/a/b:v1.18.1' }),
      'runs an image that can become another one',
      '**has no digest any more**',
    ],
    [
      'an image from elsewhere',
      workload({ image: 'ghcr.io/a/b:v1.18.1@sha256:00' }),
      'runs an image from elsewhere',
      '`docker.io/a/b` → `ghcr.io/a/b`',
    ],
    ['less memory', workload({ resources: { limits: { memory: '1900M' } } }), 'has less memory', '`2Gi` → `1900M`'],
    [
      'no limit of memory',
      workload({ resources: {} }),
      'has no limit of memory any more',
      '(`2Gi`): it can take that of its node',
    ],
    ['no readiness', workload({ readinessProbe: undefined }), 'has no `readinessProbe` any more', 'before it is ready'],
    ['no liveness', workload({ livenessProbe: undefined }), 'has no `livenessProbe` any more', 'nobody restarts it'],
    ['another command', workload({ command: ['sh'] }), 'runs another command', '`"that of its image"` → `["sh"]`'],
    ['other nodes', workload({}, { nodeSelector: { a: 'b' } }), 'may run on other nodes', '`nodeSelector`'],
    [
      'less time to end',
      workload({}, { terminationGracePeriodSeconds: 1 }),
      'has less time to send what it holds when it ends',
      '1 s and not 30 s',
    ],
    [
      'changes by hand',
      workload({}, {}, { updateStrategy: { type: 'OnDelete' } }),
      'takes changes only when somebody deletes its pods',
      '**only when somebody deletes it**',
    ],
  ])('%s', (_name, after, worst, text) => {
    expect(worstOf([workload()], [after])).toBe(`\`DaemonSet n/w\` ${worst}`);
    expect(rollout([workload()], [after])).toContain(text);
  });

  test('what is better is none of it', () => {
    const better = workload({ image: 'docker.io/a/b:v1.19.0@sha256:22', resources: { limits: { memory: '3Gi' } } });
    expect(worstOf([workload()], [better])).toBe('`DaemonSet n/w` restarts');
  });

  test('no pod, fewer pods, no workload', () => {
    const of = (replicas: number) => workload({}, {}, { replicas }, 'Deployment');
    expect(worstOf([of(3)], [of(0)])).toBe('`Deployment n/w` has no pod any more');
    expect(rollout([of(3)], [of(0)])).toContain('scales from 3 to 0 pods: **none of its pods runs any more**');
    expect(worstOf([of(3)], [of(2)])).toBe('`Deployment n/w` has fewer pods: 2, and not 3');
    expect(worstOf([of(2)], [of(3)])).toBeUndefined();
    expect(worstOf([of(3)], [])).toBe('`Deployment n/w` goes');
  });

  test('a CronJob that is suspended', () => {
    const job = (suspend: boolean) => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'j', namespace: 'n' },
      spec: { suspend },
    });
    expect(worstOf([job(false)], [job(true)])).toBe('`CronJob n/j` is suspended');
    expect(worstOf([job(true)], [job(false)])).toBeUndefined();
  });

  test('budgets for disruptions', () => {
    const budget = (spec: object) => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b', namespace: 'n' },
      spec,
    });
    expect(rollout([budget({ maxUnavailable: 1 })], [])).toBe(
      '`PodDisruptionBudget n/b`: **gone**: a drain of nodes may end all of its pods at once',
    );
    expect(rollout([budget({ minAvailable: 2 })], [budget({ maxUnavailable: 3 })])).toBe(
      '`PodDisruptionBudget n/b`: lets 3 of its pods go at once; before it keeps 2 of its pods',
    );
    expect(rollout([budget({ maxUnavailable: 1 })], [workload()])).toContain('**gone**');
  });
});

test('a budget that goes with its pods is no news, and one whose pods stay is', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'b', namespace: 'n' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } },
  };
  const set = { ...workload(), spec: { template: { metadata: { labels: { a: 'b' } }, spec: { containers: [] } } } };
  expect(rollout([budget, set], [])).toBe('`DaemonSet n/w` (wave 3) **goes**: its pods end');
  expect(rollout([budget, set], [set])).toContain('a drain of nodes');
});

test('tasks of ECS and a script that an administrator runs', () => {
  const service = (desiredCount: number) => ({
    apiVersion: 'ecs.services.k8s.aws/v1alpha1',
    kind: 'Service',
    metadata: { name: 's', namespace: 'n' },
    spec: { desiredCount },
  });
  expect(worstOf([service(2)], [service(0)])).toBe('`Service n/s` has no pod any more');
  const script = (text: string) =>
    new Map([
      ['dev/bootstrap/apply.sh', text],
      ['dev/a.k8s.yaml', 'kind: X\n'],
    ]);
  const { comparison } = reviewOf(script('echo a\n'), script('echo b\n'));
  expect(comparison.found.map(({ worst }) => worst)).toContain(
    'a script that an administrator runs does something else',
  );
});

describe('Argo CD', () => {
  const app = (spec: object) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a', namespace: 'argocd' },
    spec,
  });
  const source = { repoURL: 'https://git.example.com/a.git', targetRevision: 'main', path: 'dist/dev' };
  const auto = (automated?: object) => app({ source, syncPolicy: automated ? { automated } : {} });
  const full = auto({ prune: true, selfHeal: true });

  test.each([
    ['nothing by itself', full, auto(), 'Argo CD applies nothing by itself any more'],
    ['deletes', auto({ prune: false, selfHeal: true }), full, 'Argo CD deletes what is described no more'],
    ['deletes no more', full, auto({ selfHeal: true }), 'what is described no more stays'],
    ['mends no more', full, auto({ prune: true }), 'what somebody changes in a cluster stays so'],
    [
      'another branch',
      app({ source }),
      app({ source: { ...source, targetRevision: 'x' } }),
      'Argo CD follows something else',
    ],
    [
      'another cluster',
      app({ destination: { server: 'a' } }),
      app({ destination: { server: 'b' } }),
      'Argo CD follows something else',
    ],
  ])('%s', (_name, before, after, worst) => {
    expect(worstOf([before], [after])).toBe(worst);
  });

  test('an Application that goes, and one that is as it was', () => {
    expect(worstOf([full], [])).toBe('Argo CD applies an environment no more');
    expect(rollout([full], [{ ...full, metadata: { ...full.metadata, labels: { a: 'b' } } }])).toBe('');
  });

  test('objects of another wave are one line', () => {
    const at = (wave: string) =>
      ['a', 'b'].map((name) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': wave } },
      }));
    expect(rollout(at('8'), at('-60'))).toBe(
      '**another order**: 2 objects of wave 8 → -60: `ConfigMap n/a`, `ConfigMap n/b`',
    );
  });
});
