import type { Manifest } from '../../../charts/common/chart';
import { overlays } from '../../../overlays';
import { everything } from '../../support/environments';
import { find, synth } from '../../support/synth';

const buckets: [string, Manifest][] = Object.entries({ ...overlays, everything }).flatMap(([environment, overlay]) =>
  (synth(overlay)['log-archive'] ?? []).map((bucket): [string, Manifest] => [
    `${environment} ${bucket.metadata.name}`,
    bucket,
  ]),
);

test('staging and prod have an archive, dev has none', () => {
  expect(buckets.map(([name]) => name)).toEqual([
    'staging log-archive',
    'prod log-archive-replica',
    'prod log-archive',
    'everything log-archive-replica',
    'everything log-archive',
  ]);
});

test('objects grow cold after the warm days, and expire after the cold ones', () => {
  const rule = (overlay: typeof everything) =>
    find(synth(overlay)['log-archive'] ?? [], 'Bucket', 'log-archive').spec.lifecycle.rules[0];
  expect(rule(everything)).toMatchObject({
    transitions: [{ days: 30, storageClass: 'GLACIER' }],
    expiration: { days: 395 },
  });
  expect(rule(overlays.staging ?? everything)).toMatchObject({ expiration: { days: 14 } });
  expect(rule(overlays.staging ?? everything).transitions).toBeUndefined();
});

test('the replica is in the other Region, and exists before the bucket that copies to it', () => {
  const archive = synth(everything)['log-archive'] ?? [];
  const replica = find(archive, 'Bucket', 'log-archive-replica');
  const source = find(archive, 'Bucket', 'log-archive');
  const wave = ({ metadata }: Manifest) => Number(metadata.annotations?.['argocd.argoproj.io/sync-wave']);
  expect(replica.spec.createBucketConfiguration.locationConstraint).toBe('ap-northeast-1');
  expect(replica.metadata.annotations?.['services.k8s.aws/region']).toBe('ap-northeast-1');
  expect(wave(replica)).toBeLessThan(wave(source));
  expect(source.spec.replication.rules[0].destination.bucket).toBe(`arn:aws:s3:::${replica.spec.name}`);
});

test('container logs go to the archive, metrics in log events do not', () => {
  const groups = synth(everything)['log-groups'] ?? [];
  const archived = groups.filter(({ spec }) => spec.subscriptionFilters).map(({ metadata }) => metadata.name);
  expect(archived).toEqual(expect.arrayContaining(['logs-application', 'logs-host', 'logs-dataplane', 'logs-fargate']));
  expect(archived).not.toContain('logs-prometheus');
  expect(archived).not.toContain('logs-prometheus-workspace');
});
