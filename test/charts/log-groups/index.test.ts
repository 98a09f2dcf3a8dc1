import type { Manifest } from '../../../charts/common/chart';
import { logGroups } from '../../../model/names/log-groups';
import { RETENTION_DAYS } from '../../../model/schema/logs';
import { overlays } from '../../../overlays';
import { environment, everything, minimal } from '../../support/environments';
import { synth } from '../../support/synth';

const groups: [string, Manifest][] = Object.entries({ ...overlays, everything, minimal }).flatMap(([name, overlay]) =>
  (synth(overlay)['log-groups'] ?? []).map((group): [string, Manifest] => [`${name} ${group.spec.name}`, group]),
);

test.each(groups)('%s expires, is kept by Argo CD and ACK, and may exist already', (_, { metadata, spec }) => {
  expect(RETENTION_DAYS).toContain(spec.retentionDays);
  expect(spec.name).toMatch(/^(?!aws\/)[-._/#A-Za-z0-9]{1,512}$/);
  expect(metadata.annotations).toMatchObject({
    'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true,Prune=false,Delete=false',
    'services.k8s.aws/deletion-policy': 'retain',
    'services.k8s.aws/adoption-policy': 'adopt-or-create',
    'services.k8s.aws/adoption-fields': JSON.stringify({ name: spec.name }),
  });
});

test('dev, staging and prod keep logs for one, three and seven days', () => {
  const retention = (name: string) =>
    new Set((synth(overlays[name] ?? minimal)['log-groups'] ?? []).map(({ spec }) => spec.retentionDays));
  expect([...retention('dev')]).toEqual([1]);
  expect([...retention('staging')]).toEqual([3]);
  expect([...retention('prod')]).toEqual([7]);
});

test('an application may keep its logs longer, and every group has the key of the environment', () => {
  const specs = (synth(everything)['log-groups'] ?? []).map(({ spec }) => spec);
  expect(specs.find(({ name }) => name === '/eks/tictactoe').retentionDays).toBe(30);
  for (const spec of specs) expect(spec.kmsKeyID).toBe(everything.encryption?.kmsKeyArn);
});

test('every group has a writer', () => {
  for (const overlay of [...Object.values(overlays), everything, minimal]) {
    for (const group of logGroups(environment(overlay)))
      expect([group.name, group.writers.length > 0]).toEqual([group.name, true]);
  }
});
