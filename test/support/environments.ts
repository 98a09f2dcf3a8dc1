import { type Environment, type EnvironmentInput, environmentSchema } from '../../overlays/schema/environment';

/** The least that an environment can say. */
export const minimal: EnvironmentInput = {
  name: 'minimal',
  cluster: {
    name: 'small',
    region: 'eu-central-1',
    accountId: '111122223333',
    oidcIssuer: 'https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    zones: ['eu-central-1a', 'eu-central-1b'],
  },
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** Every feature on: what the snapshot of each chart is made from. */
export const everything: EnvironmentInput = {
  name: 'everything',
  cluster: {
    name: 'full',
    region: 'us-gov-west-1',
    accountId: '444455556666',
    partition: 'aws-us-gov',
    oidcIssuer: 'https://oidc.eks.us-gov-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    kubernetesVersion: '1.35',
    zones: ['us-gov-west-1a', 'us-gov-west-1b', 'us-gov-west-1c'],
  },
  compute: { fargateProfiles: [{ name: 'serverless', namespaces: ['serverless'] }] },
  logs: {
    retentionDays: 14,
    kmsKeyArn: 'arn:aws-us-gov:kms:us-gov-west-1:444455556666:key/11112222-3333-4444-5555-666677778888',
    applications: [
      { name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe'], retentionDays: 30 },
      { name: 'games', logGroupName: '/eks/games', namespaces: ['chess', 'checkers'] },
    ],
    dropLevels: ['trace', 'debug'],
    sampleInfoPercent: 10,
    redact: ['email', 'credit-card', 'ssn'],
    fargate: { processLogs: true },
  },
  metrics: {
    workspace: { kind: 'ack', alias: 'full' },
    alloy: { replicas: 3, persistentWal: { size: '20Gi', storageClassName: 'gp3' } },
  },
  cloudwatchAgent: { workloads: ['envoy', 'nginx', 'memcached', 'jmx', 'haproxy', 'fluent-bit'] },
  sampleApps: [
    { name: 'heartbeat' },
    { name: 'heartbeat', namespace: 'serverless' },
    { name: 'tictactoe', namespace: 'tictactoe' },
    { name: 'memcached' },
    { name: 'haproxy' },
    { name: 'tomcat' },
    { name: 'envoy' },
  ],
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** An overlay with its defaults filled in. */
export const environment = (input: EnvironmentInput): Environment => environmentSchema.parse(input);
