import type { EnvironmentInput } from '../model/schema/environment';
import { base, promisesOf } from './base';

/** Where the team talks about staging. */
const channel = { workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' };

/** Staging: as production, smaller: three days of logs, EC2, IRSA. */
export const staging: EnvironmentInput = {
  ...base,
  name: 'staging',
  cluster: {
    name: 'observability-staging',
    region: 'eu-west-1',
    accountId: '444455556666',
    oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE7A1B2C3D4E5F607182EXAMPLE',
    zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
  },
  logs: {
    ...base.logs,
    retentionDays: 3,
    dropLevels: ['trace', 'debug'],
    redact: ['email', 'credit-card', 'ssn'],
    applications: [{ name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe-staging'] }],
  },
  metrics: { workspace: { kind: 'ack', alias: 'observability-staging' }, alloy: { replicas: 2 } },
  cloudwatchAgent: { workloads: ['nginx', 'memcached', 'fluent-bit'] },
  sampleApps: [{ name: 'heartbeat' }, { name: 'tictactoe', namespace: 'tictactoe-staging' }, { name: 'memcached' }],
  slos: promisesOf('tictactoe-staging'),
  notifications: { critical: { slack: [channel] }, warning: { slack: [channel] } },
  archive: { bucketName: 'example-observability-staging-logs', warmDays: 14, coldDays: 0 },
};
