import { boundaryName, type IdentitySettings } from '../../model/names/roles';
import type { Manifest } from '../common/chart';
import { type Conditions, logGroupArn, policyDocument, type Statement } from '../common/iam';
import type { CloudFormationProps } from './props';
import { compact } from './roles';
import type { Resources } from './template';

/** A statement as a document of IAM has it. */
interface DocumentStatement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Conditions;
}

/**
 * The boundary of every role that ACK creates: what the roles of the environment allow, taken together. Whatever a policy or a trust
 * policy of such a role comes to say, the role allows no more than this. None where the overlay names a boundary of the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundary({
  identity,
  logGroupPatterns,
  manifests,
}: Pick<CloudFormationProps, 'identity' | 'logGroupPatterns' | 'manifests'>): Resources {
  const isIam = ({ apiVersion }: Manifest) => apiVersion.startsWith('iam.services.k8s.aws/');
  const ofKind = (kind: string) => manifests.filter((manifest) => isIam(manifest) && manifest.kind === kind);
  if (identity.permissionsBoundaryArn || ofKind('Role').length === 0) return {};
  const statements = ofKind('Policy').flatMap(
    ({ spec }): DocumentStatement[] => JSON.parse(spec.policyDocument).Statement,
  );
  const most = statements.length > 0 ? union(statements, patternsOf(identity, logGroupPatterns)) : [NOTHING];
  return {
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        ManagedPolicyName: boundaryName(identity),
        Description: 'The most that a role of the stack can be allowed',
        PolicyDocument: compact(policyDocument(most)),
      },
    },
  };
}

/** For roles without policies: a policy needs a statement. */
const NOTHING: Statement = { sid: 'Nothing', effect: 'Deny', actions: ['*'], resources: ['*'] };

/** Statements with the same actions and conditions in one, with log groups by pattern: another group changes nothing here. */
function union(statements: readonly DocumentStatement[], byPattern: (arn: string) => string): Statement[] {
  const merged = new Map<string, { sid: string; statement: DocumentStatement; resources: Set<string> }>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Action, statement.Condition]);
    const sameSid = [...merged.values()].filter(({ sid }) => sid.startsWith(statement.Sid)).length;
    const sid = `${statement.Sid}${sameSid || ''}`;
    const entry = merged.get(key) ?? { sid, statement, resources: new Set<string>() };
    for (const resource of statement.Resource) entry.resources.add(byPattern(resource));
    merged.set(key, entry);
  }
  return [...merged.values()].map(({ sid, statement: { Action, Condition }, resources }) => ({
    sid,
    actions: Action,
    resources: [...resources],
    ...(Condition && { conditions: Condition }),
  }));
}

/** The ARN of what is in a log group, as the pattern of the group where there is one. */
const patternsOf =
  ({ cluster }: IdentitySettings, logGroupPatterns: readonly string[]) =>
  (arn: string): string => {
    const patterns = logGroupPatterns.filter((each) => each.endsWith('*')).map((each) => logGroupArn(cluster, each));
    return patterns.find((pattern) => arn.startsWith(pattern.slice(0, -1))) ?? arn;
  };
