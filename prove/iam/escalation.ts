import type { Manifest } from '../../charts/common/chart';
import type { AwsLocation } from '../../model/names/aws';
import { type Attempt, attempts, successful } from './attempts';
import type { SynthesizedRole } from './simulate';

/** A resource of a CloudFormation template. */
export interface TemplateResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: cfn-lint knows the properties of each type.
  readonly Properties?: any;
}

/** Resources of a CloudFormation template by their logical ID. */
export type TemplateResources = Readonly<Record<string, TemplateResource>>;

/** What an environment brings to AWS: the objects that ACK creates, and the template of the bootstrap. */
export interface Rights {
  readonly environment: string;
  readonly at: AwsLocation;
  readonly manifests: readonly Manifest[];
  readonly resources: TemplateResources;
}

/** A role, and what it could do and must not. */
export interface Escalation {
  /** Name of the role in IAM. */
  readonly role: string;
  /** Nothing: all is well. */
  readonly found: readonly string[];
}

/** The roles of a template by their logical ID. */
export const templateRoles = (resources: TemplateResources, at: AwsLocation): Map<string, SynthesizedRole> =>
  new Map(
    ofType(resources, 'AWS::IAM::Role').map(([id, { RoleName, Policies, AssumeRolePolicyDocument }]) => [
      id,
      {
        arn: `arn:${at.partition}:iam::${at.accountId}:role/${RoleName}`,
        accountId: at.accountId,
        policy: Policies?.[0]?.PolicyDocument ?? NOTHING,
        trust: AssumeRolePolicyDocument,
      },
    ]),
  );

const NOTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const ofType = (resources: TemplateResources, type: string): [string, TemplateResource['Properties']][] =>
  Object.entries(resources).flatMap(([id, { Type, Properties }]) => (Type === type ? [[id, Properties]] : []));

/** Name and document of the boundary that a template makes; undefined where the account has one of its own. */
export function templateBoundary(resources: TemplateResources): { name: string; document: unknown } | undefined {
  const [boundary] = ofType(resources, 'AWS::IAM::ManagedPolicy');
  return boundary && { name: boundary[1].ManagedPolicyName, document: boundary[1].PolicyDocument };
}

/** Roles that ACK creates. */
const ackRoles = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.filter(({ apiVersion, kind }) => kind === 'Role' && apiVersion.startsWith('iam.services.k8s.aws/'));

/** The calls that no role of an environment may make. */
export function attemptsOf({ environment, at, manifests, resources }: Rights): Attempt[] {
  const cluster = manifests
    .map(({ spec }) => /^\/aws\/containerinsights\/([^/]+)\//.exec(String(spec?.name))?.[1])
    .find(Boolean);
  return attempts({
    ...at,
    environment,
    cluster: cluster ?? environment,
    roles: ackRoles(manifests).map(({ spec }) => spec.name),
    controller: ofType(resources, 'AWS::IAM::Role')[0]?.[1].RoleName ?? 'administrator',
    boundary:
      ackRoles(manifests)[0]?.spec.permissionsBoundary ?? `arn:${at.partition}:iam::${at.accountId}:policy/boundary`,
  });
}

/** Tries every attempt with every role of the template, and with each role of ACK as if its policy allowed everything. */
export async function escalations(rights: Rights): Promise<Escalation[]> {
  const { at, manifests, resources } = rights;
  const all = attemptsOf(rights);
  const found: Escalation[] = [];
  for (const role of templateRoles(resources, at).values())
    found.push({ role: nameOf(role.arn), found: await successful(role, all) });
  const boundary = templateBoundary(resources);
  const bounded = boundary ? await successful(anyPolicy(at, boundary.name, boundary.document), all) : []; // The account's own boundary is not here to be tried.
  for (const { spec } of ackRoles(manifests)) {
    const isBounded = boundary ? nameOf(spec.permissionsBoundary ?? '') === boundary.name : spec.permissionsBoundary;
    found.push({ role: spec.name, found: isBounded ? bounded : ['the role lacks the boundary'] });
  }
  return found;
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** A role that a policy without limits is attached to, within a boundary. */
const anyPolicy = ({ partition, accountId }: AwsLocation, name: string, boundary: unknown): SynthesizedRole => ({
  arn: `arn:${partition}:iam::${accountId}:role/${name}`,
  accountId,
  policy: EVERYTHING,
  trust: undefined,
  boundary,
});
