import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { prod } from '../../../overlays/prod';
import { staging } from '../../../overlays/staging';

/** A change to an overlay, by the name of its golden report. */
export interface Change {
  readonly name: string;
  readonly before: EnvironmentInput;
  readonly after: EnvironmentInput;
}

type Logs = NonNullable<EnvironmentInput['logs']>;
const change = (name: string, before: EnvironmentInput, after: Partial<EnvironmentInput>): Change => ({
  name,
  before,
  after: { ...before, ...after },
});
const logs = (name: string, before: EnvironmentInput, settings: Partial<Logs>): Change =>
  change(name, before, { logs: { ...before.logs, ...settings } });
const renamed = (from: string, to: string): EnvironmentInput => JSON.parse(JSON.stringify(prod).replaceAll(from, to));
const without = (setting: keyof EnvironmentInput): EnvironmentInput => {
  const { [setting]: _, ...rest } = prod;
  return rest as EnvironmentInput;
};
const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/11112222-3333-4444-5555-666677778888';

/** Changes that people make. Each has its report in test/review/reports/. */
export const CHANGES: readonly Change[] = [
  logs('retention-up', prod, { retentionDays: 14 }),
  logs('retention-down', prod, { retentionDays: 3 }),
  change('region', prod, { cluster: renamed('us-east-1', 'eu-west-1').cluster }),
  change('cluster-renamed', prod, { cluster: { ...prod.cluster, name: 'shop-live' } }),
  change('account', prod, { cluster: { ...prod.cluster, accountId: '111122223333' } }),
  change('cluster-made-anew', staging, {
    cluster: {
      ...staging.cluster,
      oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE001122334455667788EXAMPLE',
    },
  }),
  change('image', prod, { images: { fluentBit: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:9.9.9' } }),
  change('identity-mode', prod, {
    identity: { mode: 'irsa' },
    cluster: {
      ...prod.cluster,
      oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    },
  }),
  logs('application-added', prod, {
    applications: [
      { name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe-prod'], peakSharePercent: 10 },
      { name: 'shop', logGroupName: '/eks/shop', namespaces: ['shop'], peakSharePercent: 10 },
    ],
  }),
  logs('application-gone', prod, { applications: [] }),
  change('namespace-moved', prod, renamed('tictactoe-prod', 'games')),
  change('agent-namespace-moved', prod, { namespaces: { fluentBit: 'logging' } }),
  logs('filter-added', dev, { dropLevels: ['trace', 'debug'] }),
  logs('filter-gone', prod, { dropLevels: [] }),
  logs('sampling', prod, { sampleInfoPercent: 50 }),
  logs('redaction-gone', prod, { redact: ['email'] }),
  { name: 'archive-off', before: prod, after: without('archive') },
  change('archive-shorter', prod, {
    archive: { bucketName: 'example-observability-prod-logs', warmDays: 30, coldDays: 30 },
  }),
  change('key-added', staging, { encryption: { kmsKeyArn: KEY } }),
  {
    name: 'key-changed',
    before: { ...staging, encryption: { kmsKeyArn: KEY } },
    after: { ...staging, encryption: { kmsKeyArn: KEY.replace('11112222', '99998888') } },
  },
  change('destination-added', dev, {
    logs: { ...dev.logs, destinations: [{ kind: 'firehose', deliveryStreamName: 'security' }] },
  }),
  change('alloy-memory', prod, { metrics: { ...prod.metrics, alloy: { ...prod.metrics?.alloy, memoryLimit: '4Gi' } } }),
  change('alloy-wal-larger', prod, {
    metrics: {
      ...prod.metrics,
      alloy: { ...prod.metrics?.alloy, persistentWal: { size: '40Gi', storageClassName: 'gp3' } },
    },
  }),
  { name: 'objective-gone', before: prod, after: without('slos') },
  change('objective-harder', prod, { slos: prod.slos?.map((slo) => ({ ...slo, target: 99.95 })) }),
  change('maintenance-longer', prod, {
    maintenance: [
      ...(prod.maintenance ?? []).map((window) => ({ ...window, durationMinutes: 240 })),
      { name: 'upgrade', weekdays: ['monday'], start: '04:00', durationMinutes: 60 },
    ],
  }),
  change('channel-added', prod, {
    notifications: {
      ...prod.notifications,
      warning: { ...prod.notifications?.warning, slack: [{ workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE02' }] },
    },
  }),
  change('notifications-changed', prod, {
    notifications: { ...prod.notifications, critical: { emails: ['night-shift@example.com'] } },
  }),
  change('scrape-interval', prod, { metrics: { ...prod.metrics, scrapeIntervalSeconds: 30 } }),
  { name: 'agent-gone', before: prod, after: without('cloudwatchAgent') },
  change('sample-app-added', staging, { sampleApps: [...(staging.sampleApps ?? []), { name: 'haproxy' }] }),
  change('sample-app-gone', staging, { sampleApps: staging.sampleApps?.slice(1) }),
  change('ecs-scaled', dev, { ecs: { ...dev.ecs, desiredCount: 4 } }),
  change('fargate-gone', dev, {
    compute: {},
    sampleApps: dev.sampleApps?.filter(({ namespace }) => namespace !== 'sample-apps-fargate'),
  }),
  change('tags', staging, { tags: { team: 'platform' } }),
  change('alloy-replicas', prod, { metrics: { ...prod.metrics, alloy: { ...prod.metrics?.alloy, replicas: 5 } } }),
  change('alloy-wal-gone', prod, { metrics: { ...prod.metrics, alloy: { replicas: 3, memoryLimit: '2Gi' } } }),
  logs('streams-off', prod, { streams: { host: false, dataplane: true } }),
  logs('port', prod, { fluentBit: { ...prod.logs?.fluentBit, httpPort: 2021 } }),
  logs('group-renamed', dev, {
    applications: [{ name: 'tictactoe', logGroupName: '/eks/games', namespaces: ['tictactoe-dev'] }],
  }),
  change('mirror', prod, { imageMirrors: { 'public.ecr.aws': 'registry.example.com/ecr' } }),
  change('argocd-branch', prod, { argocd: { ...prod.argocd, targetRevision: 'release' } }),
  change('budget', { ...prod, budget: { monthlyUsd: 20_000 } }, { budget: { monthlyUsd: 10_000 } }),
  change('more-nodes', prod, { cost: { ...prod.cost, nodes: { from: 6, to: 12 } } }),
  logs('own-pattern', prod, { redactPatterns: [{ name: 'order', pattern: 'order accepted' }] }),
  change('nothing', prod, {}),
];
