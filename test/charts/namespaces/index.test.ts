import { overlays } from '../../../overlays';
import { everything, minimal } from '../../support/environments';
import { find, synth } from '../../support/synth';

const namespacesOf = (overlay: typeof minimal) =>
  (synth(overlay).namespaces ?? []).filter(({ kind }) => kind === 'Namespace');

test.each(Object.entries({ ...overlays, everything, minimal }))(
  '%s: every namespace that something lives in exists, and no other',
  (_, overlay) => {
    const charts = synth(overlay);
    const { argocd, namespaces: own, ...others } = charts;
    const used = new Set(
      Object.values(others)
        .flat()
        .flatMap(({ metadata }) => metadata.namespace ?? []),
    );
    expect(namespacesOf(overlay).map(({ metadata }) => metadata.name)).toEqual(
      [...used].filter((name) => name !== 'kube-system').sort(),
    );
    expect([argocd, own]).not.toContain(undefined);
  },
);

test('the Fargate log router finds its namespace', () => {
  expect(find(namespacesOf(everything), 'Namespace', 'aws-observability').metadata.labels).toMatchObject({
    'aws-observability': 'enabled',
  });
});

test('sample applications live in restricted namespaces, Fluent Bit in a privileged one that says why', () => {
  expect(find(namespacesOf(everything), 'Namespace', 'sample-apps').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
  const shared = find(namespacesOf(everything), 'Namespace', 'aws-observability').metadata;
  expect(shared.labels?.['pod-security.kubernetes.io/enforce']).toBe('privileged');
  expect(shared.annotations?.['pod-security-reasons']).toContain('fluent-bit: ');
});

test('a component in a namespace of its own gives up nothing to its neighbours', () => {
  const split = {
    ...minimal,
    metrics: { workspace: { kind: 'ack' as const, alias: 'x' } },
    namespaces: { alloy: 'metrics' },
  };
  expect(
    find(namespacesOf(split), 'Namespace', 'metrics').metadata.labels?.['pod-security.kubernetes.io/enforce'],
  ).toBe('restricted');
});

test('no namespace is ever pruned, and none of Kubernetes itself is ours', () => {
  for (const overlay of [...Object.values(overlays), everything]) {
    for (const { metadata } of namespacesOf(overlay)) {
      expect(metadata.annotations?.['argocd.argoproj.io/sync-options']).toBe('Prune=false,Delete=false');
      expect(metadata.name).not.toMatch(/^kube-|^default$/);
    }
  }
});
