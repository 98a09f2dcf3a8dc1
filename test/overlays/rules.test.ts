import { everything, govCloud, minimal } from '../support/environments';
import { type Draft, lines } from './lines';

/** Title, change to the minimal overlay, and all that is printed for it. */
type Case = [title: string, change: (draft: Draft) => void, printed: string[]];

const profile = (...namespaces: string[]) => ({
  name: 'serverless',
  namespaces,
  subnetIds: ['subnet-0aaa1111bbb2222cc'],
});
const WORKSPACE = { kind: 'ack', alias: 'main' };
const application = (name: string, changes: object = {}) => ({
  name,
  logGroupName: `/eks/${name}`,
  namespaces: [name],
  ...changes,
});

describe('the cluster', () => {
  test.each<Case>([
    [
      'a Region of another partition',
      (draft) => {
        draft.cluster.region = 'cn-north-1';
        draft.cluster.zones = ['cn-north-1a', 'cn-north-1b'];
        draft.cluster.oidcIssuer = `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${'A'.repeat(32)}`;
      },
      ['cluster.partition: "aws" is not the partition of cn-north-1; allowed: "aws-cn"'],
    ],
    [
      'zones of another Region, and one twice',
      (draft) => {
        draft.cluster.zones = ['eu-central-1a', 'eu-central-1a', 'us-east-1b'];
      },
      [
        'cluster.zones[1]: "eu-central-1a" is there twice; allowed: once',
        'cluster.zones[2]: "us-east-1b" is not a zone of eu-central-1; allowed: "eu-central-1a" to "eu-central-1f"',
      ],
    ],
    [
      'no OIDC issuer with IRSA',
      (draft) => {
        delete draft.cluster.oidcIssuer;
      },
      [
        'cluster.oidcIssuer: missing, and identity.mode "irsa" needs it; allowed: https://oidc.eks.eu-central-1.amazonaws.com/id/<ID>',
      ],
    ],
    [
      'no OIDC issuer with Pod Identity',
      (draft) => {
        delete draft.cluster.oidcIssuer;
        draft.identity.mode = 'pod-identity';
      },
      [],
    ],
    [
      'the issuer of another Region',
      (draft) => {
        draft.cluster.oidcIssuer = `https://oidc.eks.eu-west-1.amazonaws.com/id/${'A'.repeat(32)}`;
      },
      [
        `cluster.oidcIssuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/${'A'.repeat(32)}" is not the issuer of a cluster in eu-central-1; allowed: https://oidc.eks.eu-central-1.amazonaws.com/id/<ID>`,
      ],
    ],
    [
      'a key of another Region',
      (draft) => {
        draft.logs.kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888';
      },
      [
        'logs.kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888" is not a key of eu-central-1; allowed: arn:aws:kms:eu-central-1:<account>:key/<ID>',
      ],
    ],
    [
      'a permissions boundary of another account',
      (draft) => {
        draft.identity.permissionsBoundaryArn = 'arn:aws-cn:iam::111122223333:policy/boundary';
      },
      [
        'identity.permissionsBoundaryArn: "arn:aws-cn:iam::111122223333:policy/boundary" is not a policy that roles of this account can have; allowed: arn:aws:iam::111122223333:policy/… or arn:aws:iam::aws:policy/…',
      ],
    ],
    [
      'role names that are too long, from the name of the cluster',
      (draft) => {
        draft.cluster.name = 'a'.repeat(45);
      },
      [
        `identity.roleNamePrefix: "${'a'.repeat(45)}-" (from cluster.name) makes role "${'a'.repeat(45)}-ack-prometheusservice-controller" 78 characters long; allowed: 64, so a prefix of at most 32 characters`,
      ],
    ],
    [
      'role names that are too long, from a prefix',
      (draft) => {
        draft.identity.roleNamePrefix = 'b'.repeat(33);
      },
      [
        `identity.roleNamePrefix: "${'b'.repeat(33)}" makes role "${'b'.repeat(33)}ack-prometheusservice-controller" 65 characters long; allowed: 64, so a prefix of at most 32 characters`,
      ],
    ],
    [
      'a URL as destination of the EKS capability',
      (draft) => {
        draft.argocd.flavor = 'eks-capability';
        draft.argocd.destinationServer = 'https://kubernetes.default.svc';
      },
      [
        'argocd.destinationServer: "https://kubernetes.default.svc" is not the ARN of this cluster; allowed: "arn:aws:eks:eu-central-1:111122223333:cluster/small"',
      ],
    ],
    [
      'an ARN as destination of a self-managed Argo CD',
      (draft) => {
        draft.argocd.destinationServer = 'arn:aws:eks:eu-central-1:111122223333:cluster/small';
      },
      [
        'argocd.destinationServer: "arn:aws:eks:eu-central-1:111122223333:cluster/small" is not a destination of a self-managed Argo CD; allowed: an https URL',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });
});

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

describe('logs', () => {
  test.each<Case>([
    [
      'log groups that are taken',
      (draft) => {
        draft.logs.applications = [
          application('a', { logGroupName: '/aws/containerinsights/small/application' }),
          application('b', { logGroupName: 'small-fluent-bit-logs' }),
          application('c'),
          application('d', { logGroupName: '/eks/c' }),
        ];
      },
      [
        'logs.applications[0].logGroupName: "/aws/containerinsights/small/application" is not free: it is the application group of the cluster; allowed: a name of its own',
        'logs.applications[1].logGroupName: "small-fluent-bit-logs" is not free: it is the group of the Fargate log router; allowed: a name of its own',
        'logs.applications[3].logGroupName: "/eks/c" is not free: it is the group of application "c"; allowed: a name of its own',
      ],
    ],
    [
      'a log group name that CloudWatch refuses',
      (draft) => {
        draft.logs.applications = [application('a', { logGroupName: 'aws/x' })];
      },
      [
        'logs.applications[0].logGroupName: "aws/x" is not a log group name; allowed: letters, digits and - _ / . #, at most 512 characters, not beginning with "aws/"',
      ],
    ],
    [
      'names that are taken',
      (draft) => {
        draft.logs.applications = [
          application('host'),
          application('a'),
          application('a', { logGroupName: '/b', namespaces: ['b'] }),
        ];
      },
      [
        'logs.applications[0].name: "host" is not free: a stream of the cluster has it; allowed: another name',
        'logs.applications[2].name: "a" is not free: another application has it; allowed: a name of its own',
      ],
    ],
    [
      'a namespace in two applications',
      (draft) => {
        draft.logs.applications = [application('a'), application('b', { namespaces: ['b', 'a'] })];
      },
      [
        'logs.applications[1].namespaces[1]: "a" is not free: application "a" has it; allowed: one application a namespace',
      ],
    ],
    [
      'errors dropped, and info both dropped and sampled',
      (draft) => {
        draft.logs.dropLevels = ['debug', 'info', 'error'];
        draft.logs.sampleInfoPercent = 10;
      },
      [
        'logs.dropLevels[2]: "error" is not a level that may be dropped; allowed: "trace", "debug", "info", "warn"',
        'logs.sampleInfoPercent: 10 is not of use: logs.dropLevels drops every info line; allowed: 100',
      ],
    ],
    [
      'logs that go nowhere',
      (draft) => {
        draft.logs.cloudwatch = false;
        draft.logs.applications = [application('a')];
        draft.archive = { bucketName: 'example-logs' };
      },
      [
        'archive: {"bucketName":"example-logs","warmDays":30,"coldDays":365} is not possible while logs.cloudwatch is false: it is fed from log groups; allowed: none',
        'logs.applications: ["a"] is not of use while logs.cloudwatch is false; allowed: []',
        'logs.cloudwatch: false is not possible without another destination; allowed: true, or some logs.destinations',
      ],
    ],
    [
      "a port of the node's own",
      (draft) => {
        draft.logs.fluentBit = { httpPort: 10250 };
      },
      ['logs.fluentBit.httpPort: 10250 is not free: the kubelet listens there; allowed: 1024 to 29999, such as 2020'],
    ],
    [
      'a NodePort',
      (draft) => {
        draft.logs.fluentBit = { httpPort: 30020 };
      },
      [
        'logs.fluentBit.httpPort: 30020 is not free: NodePorts and outgoing connections of the node use it; allowed: 1024 to 29999, such as 2020',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('buffers that are too small for the peak and the outage', () => {
    const found = lines((draft) => {
      draft.logs = { peakKibibytesPerSecond: 20000, outageSeconds: 86400 };
    });
    expect(found).toEqual([
      expect.stringMatching(
        /^logs\.fluentBit\.diskLimit: "8Gi" loses lines in an outage of 86400 s .*allowed: at least "\d+Mi"/,
      ),
      expect.stringMatching(
        /^logs\.fluentBit\.memoryLimit: "256Mi" can be OOM-killed at 20000 KiB\/s; allowed: at least "\d+Mi"$/,
      ),
    ]);
  });
});

describe('metrics', () => {
  test.each<Case>([
    [
      'a timeout above the interval',
      (draft) => {
        draft.metrics = { scrapeIntervalSeconds: 15, scrapeTimeoutSeconds: 20 };
      },
      ['metrics.scrapeTimeoutSeconds: 20 is not within metrics.scrapeIntervalSeconds; allowed: 1 to 15'],
    ],
    [
      'a volume that the WAL would fill',
      (draft) => {
        draft.metrics = { workspace: WORKSPACE, alloy: { memoryLimit: '64Gi', persistentWal: { size: '10Gi' } } };
      },
      [
        'metrics.alloy.persistentWal.size: "10Gi" is not enough for 8 hours of samples with 64Gi of memory; allowed: at least "42Gi"',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('Amazon Managed Prometheus in China', () => {
    const found = lines((draft) => {
      draft.cluster = {
        ...draft.cluster,
        region: 'cn-north-1',
        partition: 'aws-cn',
        zones: ['cn-north-1a', 'cn-north-1b'],
        oidcIssuer: `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${'A'.repeat(32)}`,
      };
      draft.metrics.workspace = WORKSPACE;
    });
    expect(found).toEqual([
      'metrics.workspace: {"kind":"ack","alias":"main"} is not possible in aws-cn, which has no Amazon Managed Prometheus; allowed: none; cloudwatchAgent.workloads go to CloudWatch',
    ]);
  });
});

describe('AWS resources', () => {
  test.each<Case>([
    [
      'Grafana where there is none',
      (draft) => {
        draft.cluster.region = 'eu-north-1';
        draft.cluster.zones = ['eu-north-1a', 'eu-north-1b'];
        draft.cluster.oidcIssuer = `https://oidc.eks.eu-north-1.amazonaws.com/id/${'A'.repeat(32)}`;
        draft.grafana = {};
      },
      [
        expect.stringMatching(
          /^grafana: .* is not possible in eu-north-1, which has no Amazon Managed Grafana; allowed: /,
        ),
      ],
    ],
    [
      'a replica that is none',
      (draft) => {
        draft.archive = { bucketName: 'logs-a', replication: { region: 'eu-central-1', bucketName: 'logs-a' } };
      },
      [
        'archive.replication.bucketName: "logs-a" is not free: it is the archive itself; allowed: another bucket',
        'archive.replication.region: "eu-central-1" is not another Region beside eu-central-1; allowed: another one of its partition',
      ],
    ],
    [
      'an archive that is emptied before the log groups are',
      (draft) => {
        draft.logs.retentionDays = 30;
        draft.archive = { bucketName: 'logs-a', warmDays: 20, coldDays: 10 };
      },
      [
        'archive.warmDays: 20 is not longer than the 30 days of a log group, with archive.coldDays 10; allowed: more than 30 days in both together',
      ],
    ],
    [
      'a task size that Fargate does not have',
      (draft) => {
        draft.ecs = { cpuUnits: 256, memoryMebibytes: 4096 };
      },
      [
        'ecs.memoryMebibytes: 4096 is not a memory size of Fargate tasks with 256 CPU units; allowed: 512 to 2048, in steps of 1024',
      ],
    ],
    [
      'addresses that are no blocks',
      (draft) => {
        draft.ecs = { vpcCidr: '10.0.0.1/16', ingressCidrs: ['300.0.0.0/8', '10.0.0.0/8'] };
      },
      [
        'ecs.ingressCidrs[0]: "300.0.0.0/8" is not a range of addresses; allowed: the first address of a block of /0 to /32',
        'ecs.vpcCidr: "10.0.0.1/16" is not a range of a VPC; allowed: the first address of a block of /16 to /24',
      ],
    ],
    [
      'a domain of another partition',
      (draft) => {
        draft.logs.destinations = [
          {
            kind: 'opensearch',
            domainArn: 'arn:aws-cn:es:cn-north-1:111122223333:domain/logs',
            endpoint: 'x.amazonaws.com.cn',
          },
        ];
      },
      [
        'logs.destinations[0].domainArn: "arn:aws-cn:es:cn-north-1:111122223333:domain/logs" is not a domain in aws; allowed: arn:aws:es:…',
        'logs.destinations[0].endpoint: "x.amazonaws.com.cn" is not an endpoint in aws; allowed: a host name of this partition',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });
});

test('no list has an item twice', () => {
  const found = lines((draft) => {
    draft.logs.redact = ['email', 'email'];
    draft.cloudwatchAgent.workloads = ['nginx', 'envoy', 'nginx'];
  }, everything);
  expect(found).toEqual([
    'cloudwatchAgent.workloads[2]: "nginx" is there twice; allowed: once',
    'logs.redact[1]: "email" is there twice; allowed: once',
  ]);
});

test('the name of an environment is the name of its file', () => {
  expect(lines(() => undefined, minimal)).toEqual([]);
});
