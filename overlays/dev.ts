import type { EnvironmentInput } from '../model/schema/environment';
import { base, promisesOf } from './base';

/** Development: small, one day of logs, EC2 and Fargate, IRSA. */
export const dev: EnvironmentInput = {
  ...base,
  name: 'dev',
  cluster: {
    name: 'observability-dev',
    region: 'eu-west-1',
    accountId: '111122223333',
    oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    zones: ['eu-west-1a', 'eu-west-1b'],
  },
  compute: {
    fargateProfiles: [
      {
        name: 'sample-apps',
        namespaces: ['sample-apps-fargate'],
        subnetIds: ['subnet-0aaa1111bbb2222cc', 'subnet-0ddd3333eee4444ff'],
      },
    ],
  },
  logs: {
    ...base.logs,
    retentionDays: 1,
    applications: [{ name: 'tictactoe', logGroupName: '/eks/tictactoe', namespaces: ['tictactoe-dev'] }],
  },
  metrics: { workspace: { kind: 'ack', alias: 'observability-dev' }, scrapeIntervalSeconds: 30 },
  cloudwatchAgent: { workloads: ['envoy', 'nginx', 'memcached', 'jmx', 'haproxy', 'fluent-bit'] },
  sampleApps: [
    { name: 'heartbeat' },
    { name: 'heartbeat', namespace: 'sample-apps-fargate' },
    { name: 'tictactoe', namespace: 'tictactoe-dev' },
    { name: 'memcached' },
    { name: 'haproxy' },
    { name: 'tomcat' },
    { name: 'envoy' },
  ],
  slos: [
    ...promisesOf('tictactoe-dev'),
    {
      name: 'envoy-availability',
      service: 'envoy',
      indicator: 'availability',
      source: { kind: 'envoy', namespace: 'sample-apps', application: 'envoy', listener: 'web' },
      target: 99.9,
    },
    {
      name: 'envoy-latency',
      service: 'envoy',
      indicator: 'latency',
      source: { kind: 'envoy', namespace: 'sample-apps', application: 'envoy', listener: 'web' },
      thresholdMilliseconds: 250,
      target: 95,
    },
  ],
  notifications: { critical: { silent: true }, warning: { silent: true } },
  grafana: { kind: 'cluster' },
  ecs: { ingressCidrs: ['203.0.113.0/24'], allowPlainHttp: true },
};
