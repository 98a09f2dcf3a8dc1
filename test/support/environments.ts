import { type Environment, type EnvironmentInput, environmentSchema } from '../../model/schema/environment';
import { overlays } from '../../overlays';

/** Nobody is told of anything. */
export const silent = { critical: { silent: true }, warning: { silent: true } };

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
  notifications: silent,
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** Every feature on: what the snapshot of each chart is made from. */
export const everything: EnvironmentInput = {
  name: 'everything',
  cluster: {
    name: 'full',
    region: 'ap-southeast-2',
    accountId: '444455556666',
    oidcIssuer: 'https://oidc.eks.ap-southeast-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    kubernetesVersion: '1.35',
    zones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'],
  },
  compute: {
    fargateProfiles: [{ name: 'serverless', namespaces: ['serverless'], subnetIds: ['subnet-0aaa1111bbb2222cc'] }],
  },
  logs: {
    retentionDays: 14,
    applications: [
      { name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe'], retentionDays: 30 },
      { name: 'games', logGroupName: '/eks/games', namespaces: ['chess', 'serverless'] },
    ],
    dropLevels: ['trace', 'debug'],
    sampleInfoPercent: 10,
    limits: { podKibibytesPerSecond: 64, namespaceKibibytesPerSecond: 128 },
    redact: ['email', 'credit-card', 'ssn'],
    redactPatterns: [{ name: 'employee-id', pattern: 'EMP-[0-9]{6}' }],
    dataProtectionIdentifiers: ['CreditCardNumber', 'EmailAddress'],
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
  encryption: { kmsKeyArn: 'arn:aws:kms:ap-southeast-2:444455556666:key/11112222-3333-4444-5555-666677778888' },
  tags: { 'cost-center': '4711' },
  notifications: {
    critical: { emails: ['on-call@example.com'], endpoints: ['https://events.example.com/integration/1/enqueue'] },
    warning: {
      emails: ['observability@example.com'],
      slack: [{ workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' }],
      teams: [
        {
          tenantId: '11112222-3333-4444-5555-666677778888',
          teamId: '99990000-aaaa-bbbb-cccc-ddddeeeeffff',
          channelId: '19%3aEXAMPLE01%40thread.tacv2',
        },
      ],
    },
    info: { slack: [{ workspaceId: 'T0EXAMPLE01', channelId: 'C0EXAMPLE01' }] },
  },
  maintenance: [
    {
      name: 'nightly',
      weekdays: ['friday', 'saturday'],
      start: '23:30',
      durationMinutes: 90,
      timezone: 'Australia/Sydney',
      severities: ['warning'],
    },
    { name: 'upgrade', weekdays: ['sunday'], start: '04:00', durationMinutes: 60 },
  ],
  runbooks: { baseUrl: 'https://runbooks.example.com/observability' },
  archive: {
    bucketName: 'example-full-logs',
    warmDays: 30,
    coldDays: 365,
    objectLock: { mode: 'GOVERNANCE', days: 30 },
    accessLogBucketName: 'example-access-logs',
    replication: {
      region: 'ap-northeast-1',
      bucketName: 'example-full-logs-replica',
      kmsKeyArn: 'arn:aws:kms:ap-northeast-1:444455556666:key/99990000-aaaa-bbbb-cccc-ddddeeeeffff',
      accessLogBucketName: 'example-access-logs-replica',
    },
  },
  grafana: { kind: 'managed', workspaceId: 'g-0123456789' },
  ecs: {
    vpcCidr: '10.20.0.0/20',
    ingressCidrs: ['198.51.100.0/24', '203.0.113.0/24'],
    certificateArn: 'arn:aws:acm:ap-southeast-2:444455556666:certificate/11112222-3333-4444-5555-666677778888',
    desiredCount: 3,
    cpuUnits: 512,
    memoryMebibytes: 1024,
  },
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** AWS GovCloud (US): EC2 nodes only, EKS has no Fargate there. https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-eks.html */
export const govCloud: EnvironmentInput = {
  name: 'govcloud',
  cluster: {
    name: 'gov',
    region: 'us-gov-west-1',
    accountId: '444455556666',
    partition: 'aws-us-gov',
    oidcIssuer: 'https://oidc.eks.us-gov-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    zones: ['us-gov-west-1a', 'us-gov-west-1b', 'us-gov-west-1c'],
  },
  metrics: { workspace: { kind: 'ack', alias: 'gov' } },
  cloudwatchAgent: { workloads: ['nginx'] },
  notifications: silent,
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** China: no Amazon Managed Prometheus, so metrics take the CloudWatch path alone. */
export const china: EnvironmentInput = {
  name: 'china',
  cluster: {
    name: 'cn',
    region: 'cn-north-1',
    accountId: '777788889999',
    partition: 'aws-cn',
    oidcIssuer: 'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    zones: ['cn-north-1a', 'cn-north-1b'],
  },
  compute: {
    fargateProfiles: [{ name: 'serverless', namespaces: ['serverless'], subnetIds: ['subnet-0aaa1111bbb2222cc'] }],
  },
  cloudwatchAgent: { workloads: ['nginx', 'fluent-bit'] },
  notifications: silent,
  argocd: { repoUrl: 'https://git.example.com/team/observability.git' },
};

/** An overlay with its defaults filled in. */
export const environment = (input: EnvironmentInput): Environment => environmentSchema.parse(input);

/** Every environment that there is, ours and those of the tests, by its name. */
export const environments: readonly [name: string, input: EnvironmentInput][] = Object.entries({
  ...overlays,
  everything,
  minimal,
  govCloud,
  china,
});
