import { parse } from 'yaml';
import { templateProps } from '../../../charts/bootstrap-stack';
import { cloudFormationTemplate } from '../../../charts/cloudformation';
import { arn } from '../../../model/names/aws';
import { type LogWriter, logGroupNamesOf, logGroups } from '../../../model/names/log-groups';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { templateBoundary } from '../../../prove/iam/escalation';
import { allows, logStreamArn, mayAssume, roleOf } from '../../../prove/iam/simulate';
import { environment, everything } from '../../support/environments';
import { synth } from '../../support/synth';

const WRITERS: [component: string, writer: LogWriter][] = [
  ['fluent-bit', 'fluent-bit'],
  ['cloudwatch-agent', 'cloudwatch-agent'],
  ['fargate-pod-execution', 'fargate-logging'],
  ['ecs-task', 'ecs-firelens'],
  ['ecs-task-execution', 'ecs-task-execution'],
];

const environments: [string, EnvironmentInput][] = Object.entries({ ...overlays, everything });

describe.each(environments)('%s', (_, input) => {
  const settings = environment(input);
  const { cluster } = settings;
  const { iam = [], ...others } = synth(input);
  const text = cloudFormationTemplate(templateProps(settings, [...iam, ...Object.values(others).flat()]));
  const boundary = templateBoundary(parse(text).Resources)?.document;
  const has = (component: string) => iam.some(({ kind, metadata }) => kind === 'Role' && metadata.name === component);
  const role = (component: string) => roleOf(iam, component, cluster, boundary);

  for (const [component, writer] of WRITERS.filter(([name]) => has(name))) {
    test(`${component} may write to each of its log groups, and to no other`, async () => {
      const groups = logGroupNamesOf(logGroups(settings), writer);
      expect(groups.length).toBeGreaterThan(0);
      for (const group of groups) {
        for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
          expect([group, await allows(role(component), action, logStreamArn(cluster, group))]).toEqual([group, true]);
          for (const other of [
            { ...cluster, accountId: '999988887777' },
            { ...cluster, region: 'mx-central-1' },
          ]) {
            expect(await allows(role(component), action, logStreamArn(other, group))).toBe(false);
          }
        }
      }
      for (const stranger of [
        '/aws/containerinsights/other-cluster/application',
        '/eks/other-team',
        `${groups[0]}-2`,
      ]) {
        expect(await allows(role(component), 'logs:PutLogEvents', logStreamArn(cluster, stranger))).toBe(false);
      }
    });

    test(`${component} may neither create, read nor delete log groups`, async () => {
      const [group = ''] = logGroupNamesOf(logGroups(settings), writer);
      const groupArn = arn(cluster, 'logs', `log-group:${group}`);
      for (const action of [
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:PutRetentionPolicy',
        'logs:FilterLogEvents',
      ]) {
        expect([action, await allows(role(component), action, groupArn)]).toEqual([action, false]);
      }
    });
  }

  if (has('alloy')) {
    test('alloy may write to its workspace, and to no other', async () => {
      const { workspace } = settings.metrics;
      const own = workspace?.kind === 'existing' ? workspace.workspaceId : 'ws-00000000-1111-2222-3333-444444444444';
      const tagged = (value: string): Record<string, string> =>
        workspace?.kind === 'existing' ? {} : { 'aws:ResourceTag/observability-environment': value };
      const workspaceArn = arn(cluster, 'aps', `workspace/${own}`);
      expect(await allows(role('alloy'), 'aps:RemoteWrite', workspaceArn, tagged(settings.name))).toBe(true);
      const other =
        workspace?.kind === 'existing'
          ? arn(cluster, 'aps', 'workspace/ws-99999999-1111-2222-3333-444444444444')
          : workspaceArn;
      expect(await allows(role('alloy'), 'aps:RemoteWrite', other, tagged('another-environment'))).toBe(false);
      expect(await allows(role('alloy'), 'aps:DeleteWorkspace', workspaceArn, tagged(settings.name))).toBe(false);
      expect(await allows(role('alloy'), 'aps:QueryMetrics', workspaceArn, tagged(settings.name))).toBe(false);
    });
  }

  describe.each(['fluent-bit', 'alloy', 'cloudwatch-agent'].filter(has))('%s', (component) => {
    const namespace =
      {
        'fluent-bit': settings.namespaces.fluentBit,
        alloy: settings.namespaces.alloy,
        'cloudwatch-agent': settings.namespaces.cloudwatchAgent,
      }[component] ?? '';

    if (settings.identity.mode === 'irsa') {
      const provider = cluster.oidcIssuer?.replace('https://', '') ?? '';
      const request = (subject: string, { issuer = provider, aud = 'sts.amazonaws.com' } = {}) => ({
        principal: `arn:${cluster.partition}:iam::${cluster.accountId}:oidc-provider/${issuer}`,
        action: 'sts:AssumeRoleWithWebIdentity' as const,
        context: { [`${issuer}:aud`]: aud, [`${issuer}:sub`]: subject },
      });
      const own = `system:serviceaccount:${namespace}:${component}`;

      test('is assumed by its service account alone', async () => {
        expect(await mayAssume(role(component), request(own))).toBe(true);
        for (const subject of [
          `system:serviceaccount:${namespace}:default`,
          `system:serviceaccount:other:${component}`,
          `${own}2`,
        ]) {
          expect([subject, await mayAssume(role(component), request(subject))]).toEqual([subject, false]);
        }
      });

      test('is not assumed from another cluster, nor with a token for another audience', async () => {
        const issuer = provider.replace(/[^/]+$/, 'FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF');
        expect(await mayAssume(role(component), request(own, { issuer }))).toBe(false);
        expect(await mayAssume(role(component), request(own, { aud: 'https://kubernetes.default.svc' }))).toBe(false);
      });
    } else {
      const request = (change: Record<string, string> = {}) => ({
        principal: 'pods.eks.amazonaws.com',
        action: 'sts:TagSession' as const,
        context: {
          'aws:SourceAccount': cluster.accountId,
          'aws:SourceArn': arn(cluster, 'eks', `cluster/${cluster.name}`),
          'aws:RequestTag/kubernetes-namespace': namespace,
          'aws:RequestTag/kubernetes-service-account': component,
          ...change,
        },
      });

      test.each([
        ['another account', { 'aws:SourceAccount': '999988887777' }],
        ['another cluster', { 'aws:SourceArn': arn(cluster, 'eks', 'cluster/other') }],
        ['another namespace', { 'aws:RequestTag/kubernetes-namespace': 'other' }],
        ['another service account', { 'aws:RequestTag/kubernetes-service-account': 'default' }],
      ])('is assumed by its service account, not by %s', async (_case, change) => {
        expect(await mayAssume(role(component), request())).toBe(true);
        expect(await mayAssume(role(component), request(change))).toBe(false);
      });

      test('has one association, with its service account', () => {
        const association = iam.filter(
          ({ kind, metadata }) => kind === 'PodIdentityAssociation' && metadata.name === component,
        );
        expect(
          association.map(({ spec }) => [
            spec.clusterName,
            spec.namespace,
            spec.serviceAccount,
            spec.roleRef.from.name,
          ]),
        ).toEqual([[cluster.name, namespace, component, component]]);
      });
    }
  });

  const services = [
    [
      'fargate-pod-execution',
      'eks-fargate-pods.amazonaws.com',
      `eks:REGION:ACCOUNT:fargateprofile/${cluster.name}/any/1`,
    ],
    ['ecs-task', 'ecs-tasks.amazonaws.com', 'ecs:REGION:ACCOUNT:task/any'],
    ['ecs-task-execution', 'ecs-tasks.amazonaws.com', 'ecs:REGION:ACCOUNT:task/any'],
  ] as const;
  for (const [component, principal, source] of services.filter(([name]) => has(name))) {
    test(`${component} is assumed by its service for this account alone`, async () => {
      const request = (accountId: string, service: string = principal) => ({
        principal: service,
        action: 'sts:AssumeRole' as const,
        context: {
          'aws:SourceAccount': accountId,
          'aws:SourceArn': `arn:${cluster.partition}:${source.replace('REGION', cluster.region).replace('ACCOUNT', accountId)}`,
        },
      });
      expect(await mayAssume(role(component), request(cluster.accountId))).toBe(true);
      expect(await mayAssume(role(component), request('999988887777'))).toBe(false);
      expect(await mayAssume(role(component), request(cluster.accountId, 'ec2.amazonaws.com'))).toBe(false);
    });
  }
});

test('Fargate pods pull from the own registry, those of EKS and those that are named, in this Region', async () => {
  const input = { ...everything, compute: { ...everything.compute, registryAccountIds: ['333344445555'] } };
  const { cluster } = environment(input);
  const role = roleOf(synth(input).iam ?? [], 'fargate-pod-execution', cluster);
  const pulls = (accountId: string, repository: string, region = cluster.region) =>
    allows(role, 'ecr:BatchGetImage', arn({ ...cluster, accountId, region }, 'ecr', `repository/${repository}`));
  expect(await pulls(cluster.accountId, 'shop/web')).toBe(true);
  expect(await pulls('333344445555', 'platform/base')).toBe(true);
  expect(await pulls('602401143452', 'eks/coredns')).toBe(true);
  expect(await pulls('999988887777', 'shop/web')).toBe(false);
  expect(await pulls(cluster.accountId, 'shop/web', 'mx-central-1')).toBe(false);
});
