import { App } from 'cdk8s';
import { KubeDeployment } from 'cdk8s-plus-28/lib/imports/k8s';
import { ComponentChart, manifestsOf } from '../../../charts/common/chart';
import { RouterChecksumResolver } from '../../../charts/common/router-checksum';
import { appOf } from '../../../charts/stack';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { synthEnvironment } from '../../../synth/environment';
import { settingsByChart } from '../../../synth/settings';
import { environment, minimal } from '../../support/environments';

/** Everything that can run on Fargate, and nothing else. */
const serverless: EnvironmentInput = {
  ...minimal,
  compute: {
    ec2: false,
    fargateProfiles: [
      { name: 'all', namespaces: ['aws-observability', 'shop'], subnetIds: ['subnet-0aaa1111bbb2222cc'] },
    ],
  },
  metrics: { workspace: { kind: 'ack', alias: 'serverless' } },
  cloudwatchAgent: { workloads: ['nginx'], launchType: 'fargate' },
  sampleApps: [{ name: 'tictactoe', namespace: 'shop' }],
  grafana: { kind: 'cluster' },
};

/** Checksums of what the log router of the pods reads, by workload. */
const checksums = (input: EnvironmentInput): Map<string, string | undefined> =>
  new Map(
    manifestsOf(appOf(environment(input)))
      .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
      .map(({ metadata, spec }) => [metadata.name, spec.template.metadata.annotations?.['checksum/aws-logging']]),
  );

test('an environment of Fargate alone is synthesized, agents and all', () => {
  expect(synthEnvironment(environment(serverless)).problems).toEqual([]);
});

test('whatever runs on Fargate starts anew when its log router reads something else', () => {
  const before = checksums(serverless);
  expect([...before.keys()].sort()).toEqual(
    ['alloy', 'cloudwatch-agent', 'grafana', 'kube-state-metrics', 'kubernetes-events', 'tictactoe'].sort(),
  );
  const after = checksums({ ...serverless, logs: { dropLevels: ['trace'] } });
  for (const [name, checksum] of before) {
    expect(checksum).toMatch(/^[0-9a-f]{16}$/);
    expect(after.get(name)).not.toBe(checksum);
  }
});

test('what runs on EC2 nodes does not', () => {
  const { compute: _, cloudwatchAgent: __, ...rest } = serverless;
  for (const checksum of checksums(rest).values()) expect(checksum).toBeUndefined();
});

test('the settings of the router are among those that such a chart depends on', () => {
  expect(settingsByChart(environment(serverless)).get('alloy')?.read).toContain('logs.dropLevels');
});

test('the configuration of the router is rendered once for all pods of an app, and not for pods that never read it', () => {
  const configuration = jest.fn(() => ({ 'output.conf': 'text' }));
  const runsOnFargate = (namespace: string) => namespace === 'shop';
  const app = new App({ resolvers: [new RouterChecksumResolver({ runsOnFargate, configuration })] });
  const annotationsIn = (namespace: string): unknown[] => {
    const chart = new ComponentChart(app, namespace, { namespace });
    for (const name of ['one', 'two'])
      new KubeDeployment(chart, name, {
        metadata: { name },
        spec: { selector: {}, template: { metadata: { labels: {} }, spec: { containers: [] } } },
      });
    return chart.toJson().map(({ spec }) => spec.template.metadata.annotations);
  };
  expect(annotationsIn('elsewhere')).toEqual([undefined, undefined]);
  expect(configuration).not.toHaveBeenCalled();
  const annotations = { 'checksum/aws-logging': expect.stringMatching(/^[0-9a-f]{16}$/) };
  expect(annotationsIn('shop')).toEqual([annotations, annotations]);
  expect(configuration).toHaveBeenCalledTimes(1);
});
