import { validateIdentityPolicy, validateTrustPolicy } from '@cloud-copilot/iam-policy';
import { parse } from 'yaml';
import { templateProps } from '../../../charts/bootstrap-stack';
import { cloudFormationTemplate, insightsTemplate, siteOf } from '../../../charts/cloudformation';
import { controllers } from '../../../charts/cloudformation/controllers';
import type { Manifest } from '../../../charts/common/chart';
import { ROLE_NAME_ENDS } from '../../../model/names/roles';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { overlays } from '../../../overlays';
import { list, misplaced, type PolicyStatement } from '../../../prove/iam/actions';
import { synthEnvironment } from '../../../synth/environment';
import { cfnLint, testWithCfnLint } from '../../support/cfn-lint';
import { environment, environments, everything, minimal } from '../../support/environments';
import { synth } from '../../support/synth';

interface Resource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: cfn-lint knows the properties of each type.
  Properties: any;
}

function template(input: EnvironmentInput): { text: string; resources: Record<string, Resource> } {
  const text = cloudFormationTemplate(templateProps(environment(input), Object.values(synth(input)).flat()));
  return { text, resources: parse(text).Resources };
}

/** The template for after the first sync. */
function insights(input: EnvironmentInput): { text: string; resources: Record<string, Resource> } {
  const text = insightsTemplate(templateProps(environment(input), [])) ?? '';
  return { text, resources: parse(text).Resources };
}

const rolesOf = (input: EnvironmentInput): [string, Resource][] =>
  Object.entries(template(input).resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');

testWithCfnLint.each(environments)('cfn-lint finds nothing in the template of %s', (_, input) => {
  const templates = [template(input), insights(input)].map(({ text }) => text);
  expect(cfnLint(templates, environment(input).cluster.region)).toBe('');
});

test('synth says when a template is too large to be deployed without a bucket', () => {
  const applications = Array.from({ length: 40 }, (_, index) => ({
    name: `app-${index}`,
    logGroupName: `/eks/app-${index}`,
    namespaces: [`app-${index}`],
  }));
  const notices = (input: EnvironmentInput) => synthEnvironment(environment(input)).notices.join('\n');
  expect(
    notices({ ...everything, logs: { ...everything.logs, applications, fluentBit: { diskLimit: '64Gi' } } }),
  ).toMatch(
    /^bootstrap\/cloudformation\.yaml: the template has \d+ bytes, more than the 51200 .*S3_BUCKET \(docs\/bootstrap\.md\)$/m,
  );
  expect(notices(everything)).not.toContain('bytes');
});

test.each(environments)('%s: a template is small enough to be deployed without a bucket', (_, input) => {
  for (const { text } of [template(input), insights(input)])
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
});

describe.each(environments)('%s', (_, input) => {
  test.each(rolesOf(input))(
    '%s is a role with valid documents within the sizes that IAM takes',
    async (_id, { Properties }) => {
      expect(Properties.RoleName).toMatch(/^[\w+=,.@-]{1,64}$/);
      expect(validateTrustPolicy(Properties.AssumeRolePolicyDocument)).toEqual([]);
      expect(JSON.stringify(Properties.AssumeRolePolicyDocument).length).toBeLessThanOrEqual(2048);
      for (const { PolicyDocument } of Properties.Policies ?? []) {
        expect(validateIdentityPolicy(PolicyDocument)).toEqual([]);
        expect(JSON.stringify(PolicyDocument).length).toBeLessThanOrEqual(10_240);
        expect(await misplaced(PolicyDocument.Statement)).toEqual([]);
      }
    },
  );

  test('no role of a controller may delete what holds data, or pass a role to any service', () => {
    const statements: (PolicyStatement & { Condition?: object })[] = rolesOf(input).flatMap(([, { Properties }]) =>
      (Properties.Policies ?? []).flatMap(
        ({ PolicyDocument }: { PolicyDocument: { Statement: PolicyStatement[] } }) => PolicyDocument.Statement,
      ),
    );
    const actions = statements.flatMap(({ Action }) => list(Action));
    for (const never of [
      'logs:DeleteLogGroup',
      's3:DeleteBucket',
      's3:DeleteObject',
      'aps:DeleteWorkspace',
      'iam:CreateUser',
      'iam:PutRolePolicy',
    ]) {
      expect(actions).not.toContain(never);
    }
    for (const { Action, Resource, Condition } of statements) {
      for (const action of list(Action)) expect(action).not.toContain('*');
      if (!list(Action).includes('iam:PassRole')) continue;
      expect(Object.keys(Condition ?? {})).toEqual(['StringEquals']);
      for (const role of list(Resource)) expect(role).toMatch(/:role\/[^*]+$/);
    }
  });
});

test('no role of a template has a longer suffix than validation assumes', () => {
  const prefix = 'full-';
  const longest = Math.max(...ROLE_NAME_ENDS.map((end) => end.length));
  for (const [, { Properties }] of rolesOf(everything))
    expect(Properties.RoleName.length).toBeLessThanOrEqual(prefix.length + longest);
});

test('every controller that the environment needs has a role, and no other has', () => {
  const ids = rolesOf(everything)
    .map(([id]) => id)
    .filter((id) => id.startsWith('RoleAck'));
  const groups = new Set(
    Object.values(synth(everything))
      .flat()
      .flatMap(({ apiVersion }) => /^(\w+)\.services\.k8s\.aws\//.exec(apiVersion)?.[1] ?? []),
  );
  expect(ids.sort()).toEqual(
    [...groups].map((group) => `RoleAck${group.charAt(0).toUpperCase()}${group.slice(1)}Controller`).sort(),
  );
});

test('a kind whose calls are not known stops synth', () => {
  const unknown: Manifest = {
    apiVersion: 'lambda.services.k8s.aws/v1alpha1',
    kind: 'Function',
    metadata: { name: 'f' },
  };
  expect(() => controllers([unknown], siteOf(templateProps(environment(minimal), [])))).toThrow(
    'no IAM statements for Function of lambda.services.k8s.aws',
  );
});

test("EKS's managed Argo CD is in the template where the overlay says who signs in", () => {
  const { ArgoCd, ArgoCdRole } = template(overlays.prod ?? minimal).resources;
  expect(ArgoCd?.Properties).toMatchObject({
    ClusterName: 'observability-prod',
    Type: 'ARGOCD',
    RoleArn: `arn:aws:iam::777788889999:role/${ArgoCdRole?.Properties.RoleName}`,
    Configuration: {
      ArgoCd: {
        Namespace: 'argocd',
        AwsIdc: { IdcRegion: 'us-east-1' },
        RbacRoleMappings: [{ Role: 'ADMIN', Identities: [{ Type: 'SSO_GROUP' }] }],
      },
    },
  });
  expect(ArgoCdRole?.Properties).not.toHaveProperty('Policies');
  const argocd = {
    ...minimal.argocd,
    flavor: 'eks-capability' as const,
    capability: { kind: 'existing' as const, roleArn: 'arn:aws:iam::111122223333:role/argocd' },
  };
  for (const input of [minimal, { ...minimal, argocd }]) expect(template(input).resources).not.toHaveProperty('ArgoCd');
});

test('what refers to log groups and topics is in the template for after the first sync', () => {
  const late = [
    'AWS::Chatbot::MicrosoftTeamsChannelConfiguration',
    'AWS::Chatbot::SlackChannelConfiguration',
    'AWS::CloudWatch::AlarmMuteRule',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Role',
    'AWS::Logs::MetricFilter',
    'AWS::Logs::QueryDefinition',
  ];
  const types = (resources: Record<string, Resource>) => new Set(Object.values(resources).map(({ Type }) => Type));
  expect([...types(insights(everything).resources)].sort()).toEqual(late);
  for (const type of late.filter((each) => !each.includes('::IAM::')))
    expect(types(template(everything).resources)).not.toContain(type);
});

describe('what comes before ACK does not change', () => {
  const application = (name: string) => ({ name, logGroupName: `/eks/${name}`, namespaces: [name] });
  const before: EnvironmentInput = { ...everything, logs: { ...everything.logs, logGroupPrefixes: ['/eks/'] } };
  const logs = before.logs ?? {};
  const applications = [...(logs.applications ?? []), application('chess')];

  test.each<[what: string, after: EnvironmentInput]>([
    ['another log group below a prefix of the environment', { ...before, logs: { ...logs, applications } }],
    [
      'another namespace with a sample application',
      {
        ...before,
        sampleApps: [...(before.sampleApps ?? []), { name: 'heartbeat', namespace: 'another' }],
      },
    ],
    ['another retention', { ...before, logs: { ...logs, retentionDays: 90 } }],
  ])('with %s', (_, after) => {
    expect(template(after).text).toBe(template(before).text);
  });

  test('but a log group elsewhere changes it: rights name it', () => {
    const elsewhere = { name: 'chess', logGroupName: '/games/chess', namespaces: ['chess2'] };
    const after = { ...before, logs: { ...logs, applications: [...(logs.applications ?? []), elsewhere] } };
    expect(template(after).text).toContain('log-group:/games/chess');
  });
});

test.each(environments)('%s: an alarm tells once: no other alarm repeats it', (_, input) => {
  const types = Object.values(template(input).resources).map(({ Type }) => Type);
  expect(types.filter((type) => type.startsWith('AWS::CloudWatch::'))).toEqual([]);
});

test('Pod Identity needs no OIDC provider; its controllers have associations', () => {
  const types = (input: EnvironmentInput) => new Set(Object.values(template(input).resources).map(({ Type }) => Type));
  expect(types(overlays.prod ?? minimal)).not.toContain('AWS::IAM::OIDCProvider');
  expect(types(overlays.prod ?? minimal)).toContain('AWS::EKS::PodIdentityAssociation');
  expect(types(overlays.dev ?? minimal)).toContain('AWS::IAM::OIDCProvider');
  expect(types(overlays.dev ?? minimal)).not.toContain('AWS::EKS::PodIdentityAssociation');
});

test.each(environments)(
  '%s: every alarm and graph of events has the filter that counts them, and the other way round',
  (_, input) => {
    const { resources } = insights(input);
    const counted = Object.values(resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::Logs::MetricFilter' ? [Properties.MetricTransformations[0].MetricName] : [],
    );
    const used = [
      ...JSON.stringify([synth(input).alarms, synth(input).dashboards]).matchAll(
        /([a-z0-9-]+-(?:error|sampled-out)-events)/g,
      ),
    ].map(([name]) => name);
    expect(new Set(used)).toEqual(new Set(counted));
  },
);
