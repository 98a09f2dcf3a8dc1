import { everything } from '../../support/environments';
import { type Case, lines } from '../lines';

describe('AWS resources', () => {
  test.each<Case>([
    [
      'Grafana where there is none',
      (draft) => {
        draft.cluster.region = 'eu-north-1';
        draft.cluster.zones = ['eu-north-1a', 'eu-north-1b'];
        draft.cluster.oidcIssuer = `https://oidc.eks.eu-north-1.amazonaws.com/id/${'A'.repeat(32)}`;
        draft.grafana = { kind: 'managed' };
      },
      [
        expect.stringMatching(
          /^grafana\.kind: "managed" cannot exist in eu-north-1, which has no Amazon Managed Grafana; allowed: "cluster", or the Regions /,
        ),
      ],
    ],
    [
      'a replica that is none',
      (draft) => {
        draft.archive = { bucketName: 'logs-a', replication: { region: 'eu-central-1', bucketName: 'logs-a' } };
      },
      [
        'archive.replication.bucketName: "logs-a" is taken: it is the archive itself; allowed: another bucket',
        'archive.replication.region: "eu-central-1" is the Region of the cluster; allowed: another Region of partition aws',
      ],
    ],
    [
      'an archive that is emptied before the log groups are',
      (draft) => {
        draft.logs.retentionDays = 30;
        draft.archive = { bucketName: 'logs-a', warmDays: 20, coldDays: 10 };
      },
      [
        'archive.warmDays: 20 and archive.coldDays 10 do not outlast the 30 days of a log group; allowed: more than 30 days in both together',
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
        'logs.destinations[0].domainArn: "arn:aws-cn:es:cn-north-1:111122223333:domain/logs" is not a domain of this account; allowed: arn:aws:es:<region>:111122223333:domain/…',
        'logs.destinations[0].endpoint: "x.amazonaws.com.cn" is not an endpoint in the Region of the domain, for which requests are signed; allowed: <name>.cn-north-1.es.amazonaws.com',
      ],
    ],
    [
      'an endpoint of another Region than its domain',
      (draft) => {
        const domainArn = 'arn:aws:es:eu-west-1:111122223333:domain/logs';
        draft.logs.destinations = [{ kind: 'opensearch', domainArn, endpoint: 'x.us-east-1.es.amazonaws.com' }];
      },
      [
        'logs.destinations[0].endpoint: "x.us-east-1.es.amazonaws.com" is not an endpoint in the Region of the domain, for which requests are signed; allowed: <name>.eu-west-1.es.amazonaws.com',
      ],
    ],
    [
      'objects that are locked when the archive should delete them',
      (draft) => {
        draft.archive = {
          ...{ bucketName: 'example-logs', warmDays: 30, coldDays: 0 },
          objectLock: { mode: 'COMPLIANCE', days: 31 },
        };
      },
      [
        'archive.objectLock.days: 31 keeps objects longer than archive.warmDays 30 and archive.coldDays 0 say; allowed: at most 30, or more days in the archive',
      ],
    ],
    [
      'the buckets of the archive as destinations too',
      (draft) => {
        draft.archive = {
          bucketName: 'example-logs',
          replication: { region: 'eu-west-1', bucketName: 'example-logs-replica' },
        };
        draft.logs.destinations = [
          { kind: 's3', bucketName: 'example-logs' },
          { kind: 's3', bucketName: 'example-logs-replica' },
        ];
        draft.logs.fluentBit = { diskLimit: '64Gi' };
      },
      [
        'logs.destinations[0].bucketName: "example-logs" is taken: it is a bucket of the archive; allowed: another bucket, or no archive',
        'logs.destinations[1].bucketName: "example-logs-replica" is taken: it is a bucket of the archive; allowed: another bucket, or no archive',
      ],
    ],
    [
      'a domain of another account',
      (draft) => {
        const domainArn = 'arn:aws:es:eu-west-1:999988887777:domain/logs';
        draft.logs.destinations = [{ kind: 'opensearch', domainArn, endpoint: 'x.eu-west-1.es.amazonaws.com' }];
      },
      [
        'logs.destinations[0].domainArn: "arn:aws:es:eu-west-1:999988887777:domain/logs" is not a domain of this account; allowed: arn:aws:es:<region>:111122223333:domain/…',
      ],
    ],
    [
      'the stream of the archive as a destination too',
      (draft) => {
        draft.archive = { bucketName: 'example-logs' };
        draft.logs.destinations = [{ kind: 'firehose', deliveryStreamName: 'observability-minimal-log-archive' }];
      },
      [
        'logs.destinations[0].deliveryStreamName: "observability-minimal-log-archive" is taken: it is the stream of the archive; allowed: another stream, or no archive',
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
