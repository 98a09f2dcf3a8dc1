import { govCloud } from '../../support/environments';
import { type Case, lines } from '../lines';

const profile = (...namespaces: string[]) => ({
  name: 'serverless',
  namespaces,
  subnetIds: ['subnet-0aaa1111bbb2222cc'],
});
const WORKSPACE = { kind: 'ack', alias: 'main' };
describe('what runs where', () => {
  test.each<Case>([
    [
      'no compute',
      (draft) => {
        draft.compute.ec2 = false;
      },
      ['compute.ec2: false needs a Fargate profile; allowed: true, or some compute.fargateProfiles'],
    ],
    [
      'two profiles of one name and one namespace',
      (draft) => {
        draft.compute.fargateProfiles = [profile('a', 'b'), profile('c', 'a')];
      },
      [
        'compute.fargateProfiles[1].name: "serverless" is taken: another profile has it; allowed: a name of its own',
        'compute.fargateProfiles[1].namespaces[1]: "a" is taken: profile "serverless" selects it; allowed: one profile per namespace',
      ],
    ],
    [
      'a profile that takes the DaemonSet',
      (draft) => {
        draft.compute.fargateProfiles = [profile('aws-observability')];
      },
      [
        'namespaces.fluentBit: "aws-observability" cannot hold Fluent Bit: Fargate profile "serverless" selects it, and Fargate runs no DaemonSet; allowed: a namespace that no profile selects',
      ],
    ],
    [
      'agents that nothing can run',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('apps')] };
        draft.metrics.workspace = WORKSPACE;
        draft.cloudwatchAgent.workloads = ['nginx'];
      },
      [
        'namespaces.alloy: "aws-observability" is not a namespace where alloy can run; allowed: namespaces of compute.fargateProfiles: "apps"',
        'namespaces.cloudwatchAgent: "aws-observability" is not a namespace where cloudwatch-agent can run; allowed: namespaces of compute.fargateProfiles: "apps"',
        'namespaces.kubeStateMetrics: "aws-observability" is not a namespace where kube-state-metrics can run; allowed: namespaces of compute.fargateProfiles: "apps"',
      ],
    ],
    [
      'an application with a log group that no pod writes to',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('apps', 'aws-observability')] };
        draft.logs.applications = [{ name: 'shop', logGroupName: '/eks/shop', namespaces: ['apps', 'shop'] }];
      },
      [
        'logs.applications[0].namespaces[1]: "shop" is not a namespace where shop can run; allowed: namespaces of compute.fargateProfiles: "apps", "aws-observability"',
      ],
    ],
    [
      'a profile that takes node_exporter',
      (draft) => {
        draft.compute.fargateProfiles = [profile('nodes')];
        draft.namespaces = { nodeExporter: 'nodes' };
        draft.metrics.workspace = WORKSPACE;
      },
      [
        'namespaces.nodeExporter: "nodes" cannot hold node_exporter: Fargate profile "serverless" selects it, and Fargate runs no DaemonSet; allowed: a namespace that no profile selects',
      ],
    ],
    [
      'Pod Identity for agents on Fargate',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('aws-observability')] };
        draft.identity.mode = 'pod-identity';
        draft.metrics.workspace = WORKSPACE;
        draft.cloudwatchAgent = { workloads: ['nginx'], launchType: 'fargate' };
      },
      [
        'identity.mode: "pod-identity" does not work on Fargate, where alloy, cloudwatch-agent, kubernetes-events would run; allowed: "irsa"',
      ],
    ],
    [
      'Pod Identity beside Fargate profiles for pods without a role',
      (draft) => {
        draft.compute.fargateProfiles = [profile('apps')];
        draft.identity.mode = 'pod-identity';
        draft.metrics.workspace = WORKSPACE;
      },
      [],
    ],
    [
      'a launch type that no profile gives',
      (draft) => {
        draft.cloudwatchAgent = { workloads: ['nginx'], launchType: 'fargate' };
      },
      ['cloudwatchAgent.launchType: "fargate" is not where pods of namespace "aws-observability" run; allowed: "ec2"'],
    ],
    [
      'metrics of a DaemonSet that is not there',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('aws-observability')] };
        draft.cloudwatchAgent = { workloads: ['nginx', 'fluent-bit'], launchType: 'fargate' };
      },
      ['cloudwatchAgent.workloads[1]: "fluent-bit" needs EC2 nodes; allowed: other workloads, or compute.ec2 true'],
    ],
    [
      'a persistent WAL on Fargate',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('aws-observability')] };
        draft.metrics = { workspace: WORKSPACE, alloy: { persistentWal: {} } };
      },
      [
        'metrics.alloy.persistentWal: {"size":"10Gi"} needs EC2 nodes: Fargate mounts no EBS volumes; allowed: none, or EC2 nodes for Alloy',
      ],
    ],
    [
      'a persistent WAL without Alloy',
      (draft) => {
        draft.metrics.alloy = { persistentWal: {} };
      },
      [
        'metrics.alloy.persistentWal: {"size":"10Gi"} has no effect without metrics.workspace; allowed: none, or a workspace',
      ],
    ],
    [
      'a sample application that nothing can run, and one twice',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('apps')] };
        draft.sampleApps = [{ name: 'heartbeat' }, { name: 'heartbeat', namespace: 'apps' }, { name: 'heartbeat' }];
      },
      [
        'sampleApps[0].namespace: "sample-apps" is not a namespace where heartbeat can run; allowed: namespaces of compute.fargateProfiles: "apps"',
        'sampleApps[2]: {"name":"heartbeat","namespace":"sample-apps"} is there twice; allowed: once',
        'sampleApps[2].namespace: "sample-apps" is not a namespace where heartbeat can run; allowed: namespaces of compute.fargateProfiles: "apps"',
      ],
    ],
    [
      "Argo CD's namespace",
      (draft) => {
        draft.namespaces.alloy = 'argocd';
        draft.sampleApps = [{ name: 'heartbeat', namespace: 'argocd' }];
      },
      [
        'namespaces.alloy: "argocd" is taken: it is the namespace of Argo CD; allowed: another namespace',
        'sampleApps[0].namespace: "argocd" is taken: it is the namespace of Argo CD; allowed: another namespace',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('Fargate in GovCloud', () => {
    const found = lines((draft) => {
      draft.compute.fargateProfiles = [profile('apps')];
    }, govCloud);
    expect(found).toEqual([
      'compute.fargateProfiles: ["serverless"] cannot exist in us-gov-west-1, where EKS has no Fargate; allowed: []',
    ]);
  });
});
