import { parse } from 'yaml';
import { otherFiles } from '../../../charts/bootstrap-stack';
import { arn } from '../../../model/names/aws';
import { templateRoles } from '../../../prove/iam/escalation';
import { allows, logStreamArn, mayAssume, roleOf, type SynthesizedRole } from '../../../prove/iam/simulate';
import { environment, everything } from '../../support/environments';
import { synth } from '../../support/synth';

const settings = environment(everything);
const { cluster } = settings;
const charts = synth(everything);
const stream = arn(cluster, 'firehose', 'deliverystream/observability-everything-log-archive');
const bucket = 'arn:aws:s3:::example-full-logs';
const replica = 'arn:aws:s3:::example-full-logs-replica';

const files = otherFiles(settings, Object.values(charts).flat());
const resources = parse(files['bootstrap/cloudformation.yaml'] ?? '').Resources;

/** A role of the CloudFormation template. */
const templateRole = (id: string): SynthesizedRole =>
  templateRoles(resources, cluster).get(id) ?? fail(`no role ${id}`);
const fail = (message: string): never => {
  throw new Error(message);
};

/** The role, a service that takes it, and for what. */
const assumedBy = (role: SynthesizedRole, principal: string, sourceArn: string, accountId = cluster.accountId) =>
  mayAssume(role, {
    principal,
    action: 'sts:AssumeRole',
    context: { 'aws:SourceAccount': accountId, 'aws:SourceArn': sourceArn },
  });

describe('a subscription filter', () => {
  const role = roleOf(charts.iam ?? [], 'log-archive-subscription', cluster);

  test('sends to the archive, and to no other stream', async () => {
    expect(await allows(role, 'firehose:PutRecordBatch', stream)).toBe(true);
    expect(await allows(role, 'firehose:PutRecordBatch', `${stream}-2`)).toBe(false);
    expect(await allows(role, 'firehose:DeleteDeliveryStream', stream)).toBe(false);
    expect(await allows(role, 's3:PutObject', `${bucket}/x`)).toBe(false);
  });

  test('is of this account and Region', async () => {
    expect(await assumedBy(role, 'logs.amazonaws.com', arn(cluster, 'logs', 'log-group:x:*'))).toBe(true);
    expect(
      await assumedBy(role, 'logs.amazonaws.com', arn({ ...cluster, region: 'eu-west-1' }, 'logs', 'log-group:x:*')),
    ).toBe(false);
    expect(await assumedBy(role, 'logs.amazonaws.com', arn(cluster, 'logs', 'log-group:x:*'), '999988887777')).toBe(
      false,
    );
  });
});

describe('the delivery stream', () => {
  const role = templateRole('LogArchiveRole');

  test('writes to the bucket, and deletes nothing', async () => {
    expect(await allows(role, 's3:PutObject', `${bucket}/logs/2026/x`)).toBe(true);
    expect(await allows(role, 's3:PutObject', `${replica}/logs/2026/x`)).toBe(false);
    expect(await allows(role, 's3:DeleteObject', `${bucket}/logs/2026/x`)).toBe(false);
  });

  test('is the only one that takes the role', async () => {
    expect(await assumedBy(role, 'firehose.amazonaws.com', stream)).toBe(true);
    expect(await assumedBy(role, 'firehose.amazonaws.com', `${stream}-2`)).toBe(false);
  });

  test('writes a document per line, which is what docs/archive.md reads', () => {
    const { CompressionFormat, ProcessingConfiguration } =
      resources.LogArchiveStream.Properties.ExtendedS3DestinationConfiguration;
    const types = ProcessingConfiguration.Processors.map(({ Type }: { Type: string }) => Type);
    expect([types, CompressionFormat]).toEqual([['Decompression', 'AppendDelimiterToRecord'], 'GZIP']);
  });

  test('has the name that the log groups send to', () => {
    const destinations = (charts['log-groups'] ?? []).flatMap(({ spec }) =>
      (spec.subscriptionFilters ?? []).map((each: { destinationARN: string }) => each.destinationARN),
    );
    expect(new Set(destinations)).toEqual(new Set([stream]));
    expect(stream).toContain(`deliverystream/${resources.LogArchiveStream.Properties.DeliveryStreamName}`);
  });
});

describe('replication', () => {
  const role = roleOf(charts.iam ?? [], 'log-archive-replication', cluster);

  test('reads the archive and writes the replica, and not the other way round', async () => {
    expect(await allows(role, 's3:GetObjectVersionForReplication', `${bucket}/x`)).toBe(true);
    expect(await allows(role, 's3:ReplicateObject', `${replica}/x`)).toBe(true);
    expect(await allows(role, 's3:GetObjectVersionForReplication', `${replica}/x`)).toBe(false);
    expect(await allows(role, 's3:ReplicateObject', `${bucket}/x`)).toBe(false);
    expect(await assumedBy(role, 's3.amazonaws.com', bucket)).toBe(true);
    expect(await assumedBy(role, 's3.amazonaws.com', replica)).toBe(false);
  });
});

describe('Amazon Managed Grafana', () => {
  const role = templateRole('GrafanaRole');
  const workspace = arn(cluster, 'aps', 'workspace/ws-00000000-1111-2222-3333-444444444444');

  test('queries the metrics and logs of this environment, and changes nothing', async () => {
    const own = { 'aws:ResourceTag/observability-environment': 'everything' };
    expect(await allows(role, 'aps:QueryMetrics', workspace, own)).toBe(true);
    expect(
      await allows(role, 'aps:QueryMetrics', workspace, { 'aws:ResourceTag/observability-environment': 'other' }),
    ).toBe(false);
    expect(await allows(role, 'aps:RemoteWrite', workspace, own)).toBe(false);
    expect(await allows(role, 'logs:StartQuery', arn(cluster, 'logs', 'log-group:/eks/tictactoe'))).toBe(true);
    expect(await allows(role, 'logs:StartQuery', arn(cluster, 'logs', 'log-group:/eks/other'))).toBe(false);
    expect(await allows(role, 'logs:PutLogEvents', logStreamArn(cluster, '/eks/tictactoe'))).toBe(false);
  });
});

describe('controllers', () => {
  test('of log groups make and change those of the environment, and delete none', async () => {
    const role = templateRole('RoleAckCloudwatchlogsController');
    const group = (name: string) => arn(cluster, 'logs', `log-group:${name}`);
    expect(await allows(role, 'logs:CreateLogGroup', group('/eks/tictactoe'))).toBe(true);
    expect(await allows(role, 'logs:PutRetentionPolicy', group('/eks/tictactoe'))).toBe(true);
    expect(await allows(role, 'logs:CreateLogGroup', group('/eks/other'))).toBe(false);
    expect(await allows(role, 'logs:DeleteLogGroup', group('/eks/tictactoe'))).toBe(false);
  });

  test('of IAM attach our policies to our roles, and no other', async () => {
    const role = templateRole('RoleAckIamController');
    const own = roleOf(charts.iam ?? [], 'fluent-bit', cluster).arn;
    const bounded = { 'iam:PermissionsBoundary': 'arn:aws:iam::444455556666:policy/full-boundary' };
    const policy = { ...bounded, 'iam:PolicyARN': own.replace(':role/', ':policy/') };
    expect(await allows(role, 'iam:AttachRolePolicy', own, policy)).toBe(true);
    expect(
      await allows(role, 'iam:AttachRolePolicy', own, {
        ...bounded,
        'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    ).toBe(false);
    expect(await allows(role, 'iam:AttachRolePolicy', `${own}-2`, policy)).toBe(false);
    expect(await allows(role, 'iam:CreateRole', own, bounded)).toBe(true);
    expect(await allows(role, 'iam:CreateRole', 'arn:aws:iam::444455556666:role/anything', bounded)).toBe(false);
  });
});
