import { type Case, lines } from '../lines';

const application = (name: string, changes: object = {}) => ({
  name,
  logGroupName: `/eks/${name}`,
  namespaces: [name],
  ...changes,
});
const profile = { name: 'serverless', namespaces: ['serverless'], subnetIds: ['subnet-0aaa1111bbb2222cc'] };

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
        'logs.applications[0].logGroupName: "/aws/containerinsights/small/application" is taken: it is the application group of the cluster; allowed: a name of its own',
        'logs.applications[1].logGroupName: "small-fluent-bit-logs" is taken: it is the group of the Fargate log router; allowed: a name of its own',
        'logs.applications[3].logGroupName: "/eks/c" is taken: it is the group of application "c"; allowed: a name of its own',
      ],
    ],
    [
      'log groups of AWS services, and one that is none',
      (draft) => {
        draft.logs.applications = [
          application('a', { logGroupName: '/aws/lambda/orders', retentionDays: 14 }),
          application('b', { logGroupName: '/aws/eks/small/cluster' }),
          application('c', { logGroupName: 'API-Gateway-Execution-Logs_a1b2/prod' }),
          application('d', { logGroupName: '/aws/containerinsights/small/performance' }),
          application('e', { logGroupName: '/aws/containerinsights/small/orders' }),
          application('f', { logGroupName: '/aws/lambda/payments', adopt: true }),
          application('g', { adopt: true }),
        ];
        draft.logs.fluentBit = { diskLimit: '64Gi' };
      },
      [
        ...[
          ['/aws/lambda/orders', 14],
          ['/aws/eks/small/cluster', 7],
          ['API-Gateway-Execution-Logs_a1b2/prod', 7],
          ['/aws/containerinsights/small/performance', 7],
        ].map(
          ([name, days], index) =>
            `logs.applications[${index}].logGroupName: "${name}" is named as groups of AWS services are: one that exists would be taken over, and keep its events for ${days} days; allowed: another name, such as "/eks/…", or logs.applications[${index}].adopt true`,
        ),
        'logs.applications[6].adopt: true has no effect: no AWS service has such a group; allowed: false',
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
        'logs.applications[0].name: "host" is taken: a stream of the cluster has it; allowed: another name',
        'logs.applications[2].name: "a" is taken: another application has it; allowed: a name of its own',
      ],
    ],
    [
      'a namespace in two applications',
      (draft) => {
        draft.logs.applications = [application('a'), application('b', { namespaces: ['b', 'a'] })];
      },
      [
        'logs.applications[1].namespaces[1]: "a" is taken: application "a" has it; allowed: one application per namespace',
      ],
    ],
    [
      'errors dropped, and info both dropped and sampled',
      (draft) => {
        draft.logs.dropLevels = ['debug', 'info', 'error'];
        draft.logs.sampleInfoPercent = 10;
      },
      [
        'logs.dropLevels[2]: "error" cannot be dropped; allowed: "trace", "debug", "info", "warn"',
        'logs.sampleInfoPercent: 10 has no effect: logs.dropLevels drops every info line; allowed: 100',
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
        'archive: {"bucketName":"example-logs","warmDays":30,"coldDays":365} stays empty while logs.cloudwatch is false: log groups feed it; allowed: none',
        'logs.applications: ["a"] has no effect while logs.cloudwatch is false; allowed: []',
        'logs.cloudwatch: false needs another destination; allowed: true, or some logs.destinations',
      ],
    ],
    [
      'logs of Fargate pods that go nowhere',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile] };
        draft.logs.cloudwatch = false;
        draft.logs.destinations = [
          { kind: 's3', bucketName: 'logs-of-the-shop' },
          { kind: 'loki', host: 'loki.example.com' },
        ];
      },
      [
        'logs.destinations: ["s3","loki"] cannot take logs of Fargate pods, whose router has no output for them; allowed: one of kind "opensearch" or "firehose" too, or logs.cloudwatch true',
      ],
    ],
    [
      'logs of Fargate pods that go to one of several',
      (draft) => {
        draft.compute = { ec2: false, fargateProfiles: [profile] };
        draft.logs.cloudwatch = false;
        draft.logs.destinations = [
          { kind: 's3', bucketName: 'logs-of-the-shop' },
          { kind: 'firehose', deliveryStreamName: 'logs' },
        ];
      },
      [],
    ],
    [
      "a port of the node's own",
      (draft) => {
        draft.logs.fluentBit = { httpPort: 10250 };
      },
      ['logs.fluentBit.httpPort: 10250 is taken: the kubelet listens there; allowed: 1024 to 29999, such as 2020'],
    ],
    [
      'a NodePort',
      (draft) => {
        draft.logs.fluentBit = { httpPort: 30020 };
      },
      [
        'logs.fluentBit.httpPort: 30020 is taken: NodePorts and outgoing connections of the node use it; allowed: 1024 to 29999, such as 2020',
      ],
    ],
    [
      'limits above the peak, and of a namespace below that of its pods',
      (draft) => {
        draft.logs.limits = { podKibibytesPerSecond: 512, namespaceKibibytesPerSecond: 300 };
      },
      [
        'logs.limits.namespaceKibibytesPerSecond: 300 is less than one pod of the namespace may write; allowed: at least 512, as logs.limits.podKibibytesPerSecond',
        'logs.limits.namespaceKibibytesPerSecond: 300 limits nothing: all pods of a node write at most 256 KiB/s; allowed: at most 256, as logs.peakKibibytesPerSecond',
        'logs.limits.podKibibytesPerSecond: 512 limits nothing: all pods of a node write at most 256 KiB/s; allowed: at most 256, as logs.peakKibibytesPerSecond',
      ],
    ],
    [
      'limits that a long line never fits in',
      (draft) => {
        draft.logs.limits = { podKibibytesPerSecond: 21, windowSeconds: 60 };
      },
      [
        'logs.limits.podKibibytesPerSecond: 21 leaves out every line of 1 MiB: 60 s of it hold less; allowed: at least 22, or a longer logs.limits.windowSeconds',
      ],
    ],
    [
      'low limits over a longer time, and limits at the peak',
      (draft) => {
        draft.logs.limits = { podKibibytesPerSecond: 3, namespaceKibibytesPerSecond: 256, windowSeconds: 600 };
      },
      [],
    ],
    [
      'limits of no size',
      (draft) => {
        draft.logs.limits = { podKibibytesPerSecond: 0, windowSeconds: 1 };
      },
      [
        'logs.limits.podKibibytesPerSecond: 0 is not in range; allowed: 1 to 65536',
        'logs.limits.windowSeconds: 1 is not in range; allowed: 10 to 600',
      ],
    ],
    [
      'own patterns that find ordinary things, and names that are taken',
      (draft) => {
        draft.logs.redactPatterns = [
          { name: 'email', pattern: 'EMP-[0-9]{6}' },
          { name: 'number', pattern: '[0-9]{4}' },
          { name: 'number', pattern: '[a-f0-9]{8}-?[A-F]{4}' },
          { name: 'word', pattern: '[a-z]{4,6}' },
        ];
      },
      [
        'logs.redactPatterns[0].name: "email" is taken: a kind of logs.redact has it; allowed: a name of its own',
        'logs.redactPatterns[1].pattern: "[0-9]{4}" finds "8080", which is in ordinary lines; allowed: a pattern with something of its own, such as "EMP-[0-9]{6}"',
        'logs.redactPatterns[2].name: "number" is taken: another pattern has it; allowed: a name of its own',
        'logs.redactPatterns[3].pattern: "[a-z]{4,6}" finds "true", which is in ordinary lines; allowed: a pattern with something of its own, such as "EMP-[0-9]{6}"',
      ],
    ],
    [
      'own patterns that are none',
      (draft) => {
        draft.logs.redactPatterns = [
          { name: 'Employee', pattern: 'EMP-[0-9]+' },
          { name: 'a', pattern: '[0-9]{2,4}[0-9]{9}' },
        ];
      },
      [
        'logs.redactPatterns[0].name: "Employee" is not a name; allowed: up to four words of a–z and 0–9, joined by "-"',
        'logs.redactPatterns[0].pattern: "EMP-[0-9]+" is not a pattern that is quick on every line; allowed: characters and classes such as [A-F0-9], with {n}, {m,n} or ? behind them, for 4 to 128 characters (docs/redaction.md)',
        'logs.redactPatterns[1].pattern: "[0-9]{2,4}[0-9]{9}" is not a pattern that is quick on every line; allowed: characters and classes such as [A-F0-9], with {n}, {m,n} or ? behind them, for 4 to 128 characters (docs/redaction.md)',
      ],
    ],
  ])('%s', (_, change, printed) => {
    expect(lines(change)).toEqual(printed);
  });

  test('CPU that is too little for the peak', () => {
    const found = lines((draft) => {
      draft.logs = { ...draft.logs, peakKibibytesPerSecond: 1024, fluentBit: { cpuRequest: '50m' } };
    });
    expect(found).toEqual([
      'logs.fluentBit.cpuRequest: "50m" reads 768 KiB/s on a node without CPU to spare, and the peak is 1024; allowed: at least "600m", or a lower peak',
    ]);
  });

  test('buffers that are too small for the peak and the outage', () => {
    const found = lines((draft) => {
      draft.logs = { peakKibibytesPerSecond: 12000, outageSeconds: 86400 };
    });
    expect(found).toEqual([
      expect.stringMatching(
        /^logs\.fluentBit\.diskLimit: "8Gi" loses lines in an outage of 86400 s .*allowed: at least "\d+Mi"/,
      ),
      expect.stringMatching(
        /^logs\.fluentBit\.memoryLimit: "256Mi" can be OOM-killed at 12000 KiB\/s; allowed: at least "\d+Mi"$/,
      ),
      expect.stringMatching(
        /^logs\.peakKibibytesPerSecond: 12000 loses lines when Fluent Bit restarts: .* of at least \d+, /,
      ),
    ]);
  });
});
