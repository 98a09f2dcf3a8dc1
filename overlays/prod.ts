import type { EnvironmentInput } from '../model/schema/environment';
import { base, promisesOf } from './base';

/** Production: a week of logs, debug dropped and info sampled, Pod Identity, several Alloy pods that keep their WAL. */
export const prod: EnvironmentInput = {
  ...base,
  name: 'prod',
  cluster: {
    name: 'observability-prod',
    region: 'us-east-1',
    accountId: '777788889999',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  },
  identity: { mode: 'pod-identity' },
  logs: {
    ...base.logs,
    retentionDays: 7,
    dropLevels: ['trace', 'debug'],
    sampleInfoPercent: 10,
    redact: ['email', 'credit-card', 'ssn'],
    peakKibibytesPerSecond: 1024,
    // A restart on a busy node reads what it missed before the kubelet rotates twice.
    fluentBit: { cpuRequest: '600m' },
    applications: [{ name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe-prod'] }],
  },
  metrics: {
    workspace: { kind: 'existing', workspaceId: 'ws-12345678-1234-1234-1234-123456789012' },
    alloy: { replicas: 3, memoryLimit: '2Gi', persistentWal: { storageClassName: 'gp3' } },
  },
  cloudwatchAgent: { workloads: ['nginx', 'fluent-bit'] },
  sampleApps: [{ name: 'tictactoe', namespace: 'tictactoe-prod' }],
  slos: promisesOf('tictactoe-prod'),
  notifications: { critical: { emails: ['on-call@example.com'] }, warning: { emails: ['observability@example.com'] } },
  maintenance: [
    {
      name: 'node-updates',
      weekdays: ['sunday'],
      start: '03:00',
      durationMinutes: 120,
      timezone: 'America/New_York',
      severities: ['warning', 'info'],
    },
  ],
  grafana: { kind: 'managed', workspaceId: 'g-0123456789' },
  archive: {
    bucketName: 'example-observability-prod-logs',
    warmDays: 30,
    coldDays: 365,
    replication: { region: 'us-west-2', bucketName: 'example-observability-prod-logs-replica' },
  },
  argocd: {
    ...base.argocd,
    flavor: 'eks-capability',
    capability: {
      kind: 'stack',
      identityCenterArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      admins: [{ type: 'SSO_GROUP', id: '12345678-1234-1234-1234-123456789012' }],
    },
  },
};
