import fc from 'fast-check';
import type { EnvironmentInput } from '../../model/schema/environment';
import { validate } from '../../validation/validate';
import { china, everything, govCloud, minimal, silent } from './environments';
import { put } from './settings';

const DESTINATIONS = [
  {
    kind: 'opensearch',
    domainArn: 'arn:aws:es:ap-southeast-2:444455556666:domain/logs',
    endpoint: 'search-logs.ap-southeast-2.es.amazonaws.com',
  },
  { kind: 'firehose', deliveryStreamName: 'logs' },
  { kind: 's3', bucketName: 'example-lines' },
  { kind: 'loki', host: 'loki.example.com' },
  { kind: 'loki', host: 'loki.loki.svc.cluster.local' },
];
const WORKSPACE_ID = 'ws-12345678-1234-1234-1234-123456789012';
const PROFILE = { name: 'all', subnetIds: ['subnet-0aaa1111bbb2222cc'] };
const ON_FARGATE = ['shop', 'kube-system', 'aws-observability', 'sample-apps'];
const objective = { name: 'o', service: 's', target: 99.9 };
const { argocd } = everything;

/** What settings that change which objects there are can say; beside each of these values, that the overlay says nothing. */
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  cluster: [govCloud.cluster, china.cluster],
  compute: [
    { ec2: false, fargateProfiles: [{ ...PROFILE, namespaces: ON_FARGATE }] },
    { fargateProfiles: [{ ...PROFILE, namespaces: ['shop'] }], registryAccountIds: ['222233334444'] },
  ],
  identity: [
    { permissionsBoundaryArn: 'arn:aws:iam::444455556666:policy/b' },
    { mode: 'pod-identity' },
    { roleNamePrefix: 'x_' },
  ],
  namespaces: [
    ...[{ grafana: 'sample-apps' }, { kubernetesEvents: 'shop' }],
    ...[{ ack: 'ack', fluentBit: 'fluent-bit', alloy: 'alloy', grafana: 'grafana', cloudwatchAgent: 'agent' }],
  ],
  'logs.streams': [{ host: false, dataplane: false }, { host: false }],
  'logs.cloudwatch': [false],
  'logs.destinations': [...DESTINATIONS.map((each) => [each]), DESTINATIONS],
  'logs.applications': [
    [{ name: 'games', logGroupName: '/eks/games', namespaces: ['shop'] }],
    [{ name: 'a', logGroupName: '/aws/lambda/a', namespaces: ['elsewhere'], adopt: true }],
  ],
  'logs.dropLevels': [['debug'], ['trace', 'debug', 'info', 'warn', 'error']],
  'logs.sampleInfoPercent': [1],
  'logs.redact': [['email'], ['ssn', 'iban', 'ip-address']],
  'logs.redactPatterns': [[{ name: 'e', pattern: 'EMP-[0-9]{6}' }]],
  'logs.dataProtectionIdentifiers': [['Name']],
  'logs.limits': [{ podKibibytesPerSecond: 64 }, { namespaceKibibytesPerSecond: 64, windowSeconds: 600 }],
  'logs.multiline': [[], ['java']],
  'logs.fargate': [{ processLogs: true }],
  'logs.fluentBit': [{ kubeletAuthorization: 'none' }, { diskLimit: '64Gi', memoryLimit: '512Mi' }],
  'logs.allowPodExclusion': [false],
  'logs.logGroupPrefixes': [['/eks/']],
  'metrics.workspace': [
    { kind: 'ack', alias: 'full' },
    { kind: 'ack', alias: 'full', adoptWorkspaceId: WORKSPACE_ID },
    { kind: 'existing', workspaceId: WORKSPACE_ID },
  ],
  'metrics.kubeStateMetrics': [{ enabled: false }],
  'metrics.nodeExporter': [{ enabled: false }],
  'metrics.keepAlso': [['kubelet_running_pods']],
  'metrics.alloy': [{ replicas: 3 }, { replicas: 2, persistentWal: { size: '20Gi' } }],
  cloudwatchAgent: [
    { workloads: ['nginx', 'fluent-bit'] },
    { workloads: ['envoy', 'jmx', 'haproxy', 'memcached'], keepUnread: true },
    { workloads: ['nginx'], launchType: 'fargate' },
  ],
  kubernetesEvents: [{ collect: false }],
  sampleApps: [
    everything.sampleApps,
    [{ name: 'heartbeat' }],
    [
      { name: 'heartbeat', namespace: 'shop' },
      { name: 'tictactoe', namespace: 'shop' },
    ],
  ],
  slos: [
    [
      {
        ...objective,
        indicator: 'availability',
        source: { kind: 'targets', namespace: 'elsewhere', application: 'x' },
      },
    ],
    [{ ...objective, indicator: 'freshness', thresholdSeconds: 60, source: { kind: 'remote-write' } }],
    [
      {
        ...objective,
        indicator: 'latency',
        thresholdMilliseconds: 200,
        source: { kind: 'access-log', namespace: 'elsewhere', application: 'x' },
      },
    ],
  ],
  networkPolicies: [{ scope: 'none' }, { scope: 'pods' }, { nodePorts: [9100] }],
  encryption: [everything.encryption],
  tags: [{ Team: 'ä ö', 'a/b': '' }],
  maintenance: [everything.maintenance],
  runbooks: [everything.runbooks],
  archive: [everything.archive, { bucketName: 'example-a', warmDays: 100, coldDays: 0 }],
  grafana: [{ kind: 'managed' }, everything.grafana, { kind: 'cluster', fromNamespaces: ['ingress'] }],
  ecs: [everything.ecs, {}],
  imageMirrors: [{ 'docker.io': 'mirror.example.com:5000/x', 'public.ecr.aws': 'mirror.example.com' }],
  images: [{ fluentBit: '444455556666.dkr.ecr.ap-southeast-2.amazonaws.com/fluent-bit:1' }],
  notifications: [
    everything.notifications,
    { ...silent, critical: { topicArns: ['arn:aws:sns:ap-southeast-2:999988887777:x'] } },
  ],
  argocd: [
    { ...argocd, namespace: 'argo', project: 'p', path: 'a/dist', targetRevision: 'v1' },
    {
      ...argocd,
      flavor: 'eks-capability',
      capability: { kind: 'existing', roleArn: 'arn:aws:iam::444455556666:role/argocd' },
    },
  ],
};

const base: EnvironmentInput = { ...minimal, cluster: everything.cluster };

/** Values of settings, by their places in an overlay. */
export type Picked = Readonly<Record<string, unknown>>;

/** Some settings, each with one of its values: hardly any, or nearly all. */
export const picks: fc.Arbitrary<Picked> = fc
  .integer({ min: 1, max: 10 })
  .chain((share) =>
    fc.record(
      Object.fromEntries(
        Object.entries(CHOICES).map(([setting, values]) => [
          setting,
          fc.oneof(
            { withCrossShrink: true },
            { weight: 11 - share, arbitrary: fc.constant(undefined) },
            { weight: share, arbitrary: fc.constantFrom(...values) },
          ),
        ]),
      ),
    ),
  );

/** An overlay of these settings, without those that validation refuses beside the others; undefined if it still refuses some. */
export function accepted(picked: Picked): EnvironmentInput | undefined {
  let settings = Object.entries(picked).filter(([, value]) => value !== undefined);
  for (let tries = 0; tries < 5; tries++) {
    const overlay = settings.reduce(
      (made, [setting, value]) => put(made, setting.split('.'), value) as EnvironmentInput,
      base,
    );
    const refused = validate({ [overlay.name]: overlay }).problems.map(({ field }) => field.split(/[.[]/));
    if (refused.length === 0) return overlay;
    settings = settings.filter(([setting]) => {
      const [group, key] = setting.split('.');
      return !refused.some(([first, second]) => first === group && (key === undefined || second === key));
    });
  }
  return undefined;
}
