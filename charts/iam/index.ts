import type { Construct } from 'constructs';
import { PodIdentityAssociation } from '../../imports/eks.services.k8s.aws';
import { Policy, Role } from '../../imports/iam.services.k8s.aws';
import { iamArn } from '../../model/names/aws';
import { boundaryArn } from '../../model/names/roles';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { policyDocument, type ServiceAccountRef, type Statement, type Trust, trustDocument } from '../common/iam';
import type { IdentitySettings } from '../common/identity';

/** A role: who may take it and what it allows. */
export interface RoleDefinition {
  /** Component that uses the role; name of the objects. */
  readonly component: string;
  /** Name of the role in IAM. */
  readonly roleName: string;
  /** What it is for; at most 1,000 characters. */
  readonly description: string;
  /** Who may take it. */
  readonly trust: Trust;
  /** What it allows; nothing: it has no policy. */
  readonly statements: readonly Statement[];
  /** Service account that gets the role through a Pod Identity association. @default - none */
  readonly associate?: ServiceAccountRef;
}

/** Props of the roles' objects. */
export interface IamProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** The cluster that associations are of, and the account of the roles. */
  readonly identity: IdentitySettings;
  /** The roles. */
  readonly roles: readonly RoleDefinition[];
  /** Tags of roles, policies and associations. */
  readonly tags: Readonly<Record<string, string>>;
}

/** IAM roles, their policies, and who gets them. */
export class Iam extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: IamProps,
  ) {
    super(scope, 'iam', { namespace: props.namespace, wave: 'roles' });
    for (const role of props.roles) {
      this.addRole(role);
      if (role.associate) this.addAssociation(role.component, role.associate);
    }
  }

  private addRole({ component, roleName, description, trust, statements }: RoleDefinition): void {
    const { cluster } = this.props.identity;
    const { region } = cluster;
    const tags = tagList(this.props.tags);
    // A cluster that was lost leaves them behind; the one that takes its place finds them.
    const adopt = { arn: iamArn(cluster, `policy/${roleName}`) };
    // A role may have nothing to do in AWS (logs to Loki alone); IAM refuses a policy without statements.
    if (statements.length > 0)
      new Policy(this, `${component}-policy`, {
        metadata: withReasons(ackMetadata(component, { region, wave: 'policies', adopt }), statements),
        spec: { name: roleName, policyDocument: policyDocument(statements), tags },
      });
    new Role(this, `${component}-role`, {
      metadata: ackMetadata(component, { region, adopt: { name: roleName } }),
      spec: {
        name: roleName,
        description,
        assumeRolePolicyDocument: trustDocument(trust),
        permissionsBoundary: boundaryArn(this.props.identity),
        policyRefs: statements.length > 0 ? [ref(component)] : undefined,
        tags,
      },
    });
  }

  private addAssociation(component: string, account: ServiceAccountRef): void {
    const { cluster } = this.props.identity;
    new PodIdentityAssociation(this, `${component}-association`, {
      metadata: ackMetadata(component, { region: cluster.region, wave: 'identities' }),
      spec: {
        clusterName: cluster.name,
        namespace: account.namespace,
        serviceAccount: account.name,
        roleRef: ref(component),
        tags: this.props.tags,
      },
    });
  }
}

/** Writes next to a policy why one of its resources is not an exact ARN. */
function withReasons(metadata: ReturnType<typeof ackMetadata>, statements: readonly Statement[]) {
  const reasons = statements.flatMap(({ sid, reason }) => (reason ? [`${sid}: ${reason}`] : []));
  if (reasons.length === 0) return metadata;
  return { ...metadata, annotations: { ...metadata.annotations, 'unscoped-resources': reasons.join(' ') } };
}
