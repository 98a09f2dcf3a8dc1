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
      ['compute.ec2: false is not possible without a Fargate profile; allowed: true, or some compute.fargateProfiles'],
    ],
    [
      'two profiles of one name and one namespace',
      (draft) => {
        draft.compute.fargateProfiles = [profile('a', 'b'), profile('c', 'a')];
      },
      [
        'compute.fargateProfiles[1].name: "serverless" is not free: another profile has it; allowed: a name of its own',
        'compute.fargateProfiles[1].namespaces[1]: "a" is not free: profile "serverless" selects it; allowed: one profile a namespace',
      ],
    ],
    [
      'a profile that takes the DaemonSet',
      (draft) => {
        draft.compute.fargateProfiles = [profile('aws-observability')];
      },
      [
        'namespaces.fluentBit: "aws-observability" is not possible: Fargate profile "serverless" selects it, and Fargate runs no DaemonSet; allowed: a namespace that no profile selects',
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
        'namespaces.alloy: "aws-observability" is not a namespace where alloy could run; allowed: namespaces of compute.fargateProfiles: "apps"',
        'namespaces.cloudwatchAgent: "aws-observability" is not a namespace where cloudwatch-agent could run; allowed: namespaces of compute.fargateProfiles: "apps"',
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
        'identity.mode: "pod-identity" is not possible on Fargate, where alloy and cloudwatch-agent would run; allowed: "irsa"',
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
      [
        'cloudwatchAgent.workloads[1]: "fluent-bit" is not running without EC2 nodes; allowed: other workloads, or compute.ec2 true',
      ],
    ],
    [
      'a persistent WAL on Fargate',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('aws-observability')] };
        draft.metrics = { workspace: WORKSPACE, alloy: { persistentWal: {} } };
      },
      [
        'metrics.alloy.persistentWal: {"size":"10Gi"} is not possible on Fargate, which mounts no volumes; allowed: none, or EC2 nodes for Alloy',
      ],
    ],
    [
      'a persistent WAL without Alloy',
      (draft) => {
        draft.metrics.alloy = { persistentWal: {} };
      },
      [
        'metrics.alloy.persistentWal: {"size":"10Gi"} is not of use without metrics.workspace; allowed: none, or a workspace',
      ],
    ],
    [
      'a sample application that nothing can run, and one twice',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile('apps')] };
        draft.sampleApps = [{ name: 'heartbeat' }, { name: 'heartbeat', namespace: 'apps' }, { name: 'heartbeat' }];
      },
      [
        'sampleApps[0].namespace: "sample-apps" is not a namespace where heartbeat could run; allowed: namespaces of compute.fargateProfiles: "apps"',
        'sampleApps[2]: {"name":"heartbeat","namespace":"sample-apps"} is there twice; allowed: once',
        'sampleApps[2].namespace: "sample-apps" is not a namespace where heartbeat could run; allowed: namespaces of compute.fargateProfiles: "apps"',
      ],
    ],
    [
      "Argo CD's namespace",
      (draft) => {
        draft.namespaces.alloy = 'argocd';
        draft.sampleApps = [{ name: 'heartbeat', namespace: 'argocd' }];
      },
      [
        'namespaces.alloy: "argocd" is not free: it is the namespace of Argo CD; allowed: another namespace',
        'sampleApps[0].namespace: "argocd" is not free: it is the namespace of Argo CD; allowed: another namespace',
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
      'compute.fargateProfiles: ["serverless"] is not possible in aws-us-gov, where EKS has no Fargate; allowed: []',
    ]);
  });
});
