import { parse } from 'yaml';
import { templateProps } from '../../../charts/bootstrap-stack';
import { cloudFormationTemplate } from '../../../charts/cloudformation';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { successful } from '../../../prove/iam/attempts';
import { attemptsOf, escalations, type Rights } from '../../../prove/iam/escalation';
import { environment, environments, everything } from '../../support/environments';
import { synth } from '../../support/synth';

function rightsOf(input: EnvironmentInput): Rights {
  const settings = environment(input);
  const manifests = Object.values(synth(input)).flat();
  const { Resources } = parse(cloudFormationTemplate(templateProps(settings, manifests)));
  return { environment: settings.name, at: settings.cluster, manifests, resources: Resources };
}

test.each(environments)('%s: no role comes to more rights, whatever its policy says', async (_, input) => {
  const all = await escalations(rightsOf(input));
  expect(all.length).toBeGreaterThan(4);
  expect(all.filter(({ found }) => found.length > 0)).toEqual([]);
});

test('whoever may do everything makes every attempt: none is refused for a reason of its own', async () => {
  const rights = rightsOf(everything);
  const { accountId } = rights.at;
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const administrator = { arn: `arn:aws:iam::${accountId}:role/administrator`, accountId, policy, trust: undefined };
  const all = attemptsOf(rights);
  expect(all.length).toBeGreaterThan(150);
  expect(await successful(administrator, all)).toHaveLength(all.length);
});

test('an environment with a boundary of the account uses that one, and makes none', async () => {
  const permissionsBoundaryArn = 'arn:aws:iam::444455556666:policy/account-boundary';
  const rights = rightsOf({ ...everything, identity: { permissionsBoundaryArn } });
  expect(rights.resources).not.toHaveProperty('Boundary');
  expect((await escalations(rights)).filter(({ found }) => found.length > 0)).toEqual([]);
  const roles = rights.manifests.filter(
    ({ apiVersion, kind }) => kind === 'Role' && apiVersion.startsWith('iam.services.k8s.aws/'),
  );
  for (const { spec } of roles) expect(spec.permissionsBoundary).toBe(permissionsBoundaryArn);
});

describe('a fault is found', () => {
  /** Of the template's roles the first, which attempts are made on, and the one with the fault: the others are as they were. */
  const withRole = (rights: Rights, role: string): Rights => {
    const roles = Object.entries(rights.resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const others = roles.slice(1).filter(([, { Properties }]) => Properties.RoleName !== role);
    const resources = { ...rights.resources };
    for (const [id] of others) delete resources[id];
    return { ...rights, resources };
  };

  /** Statements of a controller's role, to be changed. */
  // biome-ignore lint/suspicious/noExplicitAny: IAM's JSON, as the template has it.
  const statements = ({ resources }: Rights, role: string): any[] =>
    resources[role]?.Properties.Policies[0].PolicyDocument.Statement;
  // biome-ignore lint/suspicious/noExplicitAny: the same.
  const statement = (rights: Rights, role: string, sid: string): any =>
    statements(rights, role).find(({ Sid }) => Sid === sid);

  test.each<[what: string, role: string, plant: (rights: Rights) => void, found: RegExp]>([
    [
      'roles without a boundary',
      'full-ack-iam-controller',
      (rights) => delete statement(rights, 'RoleAckIamController', 'BoundedRoles').Condition,
      /a role without a boundary: iam:CreateRole/,
    ],
    [
      'a boundary that comes off',
      'full-ack-iam-controller',
      (rights) => {
        statement(rights, 'RoleAckIamController', 'ReadAndTagRoles').Action.push('iam:DeleteRolePermissionsBoundary');
        statements(rights, 'RoleAckIamController').pop();
      },
      /taking the boundary off/,
    ],
    [
      'any policy on an own role',
      'full-ack-iam-controller',
      (rights) => delete statement(rights, 'RoleAckIamController', 'AttachOwnPolicies').Condition.ArnEquals,
      /AdministratorAccess: iam:AttachRolePolicy/,
    ],
    [
      'roles by a prefix, which the controllers have too',
      'full-ack-iam-controller',
      (rights) => {
        statement(rights, 'RoleAckIamController', 'BoundedRoles').Resource = 'arn:aws:iam::444455556666:role/full-*';
      },
      /the trust of a foreign role: .*:role\/full-ack/,
    ],
    [
      'policies by a prefix, which the boundary has too',
      'full-ack-iam-controller',
      (rights) => {
        statement(rights, 'RoleAckIamController', 'Policies').Resource = 'arn:aws:iam::444455556666:policy/full-*';
        statements(rights, 'RoleAckIamController').pop();
      },
      /another text of the boundary: iam:CreatePolicyVersion/,
    ],
    [
      'a role for any service',
      'full-ack-ecs-controller',
      (rights) => delete statement(rights, 'RoleAckEcsController', 'PassTaskRoles').Condition,
      /an own role for another service: iam:PassRole/,
    ],
    [
      'networks without the tag',
      'full-ack-ec2-controller',
      (rights) => delete statement(rights, 'RoleAckEc2Controller', 'Change').Condition,
      /a resource without the tag: ec2:DeleteVpc/,
    ],
    [
      'a tag that can be put on anything',
      'full-ack-ec2-controller',
      (rights) => delete statement(rights, 'RoleAckEc2Controller', 'TagNew').Condition.StringEquals['ec2:CreateAction'],
      /the tag on a foreign resource: ec2:CreateTags/,
    ],
    [
      'a tag on any workspace',
      'full-ack-prometheusservice-controller',
      (rights) => delete statement(rights, 'RoleAckPrometheusserviceController', 'Workspaces').Condition,
      /the tag on a foreign resource: aps:TagResource/,
    ],
    [
      'alarms that act',
      'full-ack-cloudwatch-controller',
      (rights) => delete statement(rights, 'RoleAckCloudwatchController', 'NotifyingAlarms').Condition,
      /an alarm that stops instances/,
    ],
    [
      'a boundary that bounds nothing',
      'full-fluent-bit',
      ({ resources }) => {
        resources.Boundary?.Properties.PolicyDocument.Statement.push({
          Effect: 'Allow',
          Action: 'iam:*',
          Resource: '*',
        });
      },
      /an inline policy: iam:PutRolePolicy/,
    ],
    [
      'a role that lost its boundary',
      'full-alloy',
      ({ manifests }) => {
        const role = manifests.find(({ kind, spec }) => kind === 'Role' && spec?.name === 'full-alloy');
        if (role) delete role.spec.permissionsBoundary;
      },
      /lacks the boundary/,
    ],
  ])('%s', async (_, role, plant, found) => {
    const rights = structuredClone(rightsOf(everything));
    plant(rights);
    const wrong = (await escalations(withRole(rights, role))).filter((each) => each.found.length > 0);
    expect(wrong.map((each) => each.role)).toContain(role);
    expect(wrong.find((each) => each.role === role)?.found.join('\n')).toMatch(found);
  });
});
