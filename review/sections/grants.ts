import { isTree } from '../diff';
import { parsed } from '../embedded';
import { type Item, titleOf } from '../items';
import { conditionOf } from './conditions';
import { selectorText, traffic } from './network';
import { type Grant, right } from './right';
import { at, listAt, listOf, textAt } from './values';

/** Every right that an object gives: statements of IAM wherever they are in it, RBAC, network policies. */
export function grantsOf(item: Item): Grant[] {
  if (item.kind.endsWith('rbac.authorization.k8s.io')) return [...rules(item), ...bindings(item), ...aggregated(item)];
  if (item.kind === 'NetworkPolicy.networking.k8s.io') return traffic(item);
  return [...statements(item, item.value), ...attached(item)];
}

function statements(item: Item, value: unknown): Grant[] {
  if (typeof value === 'string') return value.includes('"Statement"') ? statements(item, parsed('json', value)) : [];
  if (Array.isArray(value)) return value.flatMap((part) => statements(item, part));
  if (!isTree(value)) return [];
  if (!value.Statement) return Object.values(value).flatMap((part) => statements(item, part));
  return [value.Statement].flat().flatMap((statement) => (isTree(statement) ? statementGrants(item, statement) : []));
}

function statementGrants(item: Item, statement: Readonly<Record<string, unknown>>): Grant[] {
  const { Principal: principal, Effect: effect, Condition: condition } = statement;
  const principals = principal === undefined ? [titleOf(item)] : principalsOf(principal);
  const actions = [...listOf(statement.Action), ...but(statement.NotAction)];
  const resources = [...listOf(statement.Resource), ...but(statement.NotResource)];
  return principals.flatMap((who) =>
    actions.flatMap((action) =>
      (resources.length > 0 ? resources : [titleOf(item)]).map((resource) => ({
        principal: who,
        action,
        resource,
        condition: conditionOf(condition),
        denies: effect === 'Deny',
      })),
    ),
  );
}

const but = (value: unknown): string[] => (value === undefined ? [] : [`all but ${listOf(value).sort().join(', ')}`]);

const principalsOf = (principal: unknown): string[] =>
  isTree(principal)
    ? Object.entries(principal).flatMap(([kind, names]) => listOf(names).map((name) => `${kind} ${name}`))
    : listOf(principal);

/** Policies that a role has, and roles that service accounts get. */
function attached(item: Item): Grant[] {
  const { value } = item;
  const policies = [
    ...listAt(value, 'spec', 'policies').map(String),
    ...listAt(value, 'spec', 'policyRefs').map((ref) => `Policy ${textAt(ref, 'from', 'name')}`),
    ...listAt(value, 'Properties', 'ManagedPolicyArns').map((arn) =>
      typeof arn === 'string' ? arn : JSON.stringify(arn),
    ),
  ].map((policy) => right(titleOf(item), 'has the policy', policy));
  const boundary = at(value, 'spec', 'permissionsBoundary') ?? at(value, 'Properties', 'PermissionsBoundary');
  // A boundary denies what it does not name. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  const bounds = (boundary === undefined ? [] : [boundary]).map((bound): Grant => {
    const name = typeof bound === 'string' ? bound : JSON.stringify(bound);
    return { ...right(titleOf(item), '*', `all but what ${name} allows`), denies: true };
  });
  const arn = textAt(value, 'metadata', 'annotations', 'eks.amazonaws.com/role-arn');
  const account = `ServiceAccount ${item.namespace}/${item.name}`;
  const roles = item.kind === 'ServiceAccount' && arn ? [right(account, 'sts:AssumeRoleWithWebIdentity', arn)] : [];
  if (item.kind !== 'PodIdentityAssociation.eks.services.k8s.aws') return [...policies, ...bounds, ...roles];
  const who = `ServiceAccount ${textAt(value, 'spec', 'namespace')}/${textAt(value, 'spec', 'serviceAccount')}`;
  const role = textAt(value, 'spec', 'roleARN') ?? `Role ${textAt(value, 'spec', 'roleRef', 'from', 'name')}`;
  return [...policies, right(who, 'gets credentials of', role)];
}

function rules(item: Item): Grant[] {
  return listAt(item.value, 'rules').flatMap((rule) => {
    const groups = listOf(at(rule, 'apiGroups'));
    const names = listOf(at(rule, 'resourceNames'));
    const kinds = listOf(at(rule, 'resources')).flatMap((resource) =>
      groups.map((group) => (group ? `${resource}.${group}` : resource).replace(/^\*\.\*$/, '*')),
    );
    const resources = kinds.flatMap((kind) => (names.length > 0 ? names.map((name) => `${kind}/${name}`) : [kind]));
    return listOf(at(rule, 'verbs')).flatMap((verb) =>
      [...resources, ...listOf(at(rule, 'nonResourceURLs'))].map((resource) => right(titleOf(item), verb, resource)),
    );
  });
}

/** Rules of other roles that a role has, or gives. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles */
const aggregated = (item: Item): Grant[] => [
  ...Object.entries(at(item.value, 'metadata', 'labels') ?? {}).flatMap(([label, value]) => {
    const [, role] = /^rbac\.authorization\.k8s\.io\/aggregate-to-(.+)$/.exec(label) ?? [];
    return role && value === 'true' ? [right(`ClusterRole ${role}`, 'has the rules of', titleOf(item))] : [];
  }),
  ...listAt(item.value, 'aggregationRule', 'clusterRoleSelectors').map((selector) =>
    right(titleOf(item), 'has the rules of', `every ClusterRole with ${selectorText(selector)}`),
  ),
];

const bindings = (item: Item): Grant[] =>
  listAt(item.value, 'subjects').map((subject) => {
    const who = [textAt(subject, 'namespace'), textAt(subject, 'name')].filter(Boolean).join('/');
    const role = `${textAt(item.value, 'roleRef', 'kind')} ${textAt(item.value, 'roleRef', 'name')}`;
    const where = item.namespace ? ` in ${item.namespace}` : '';
    return right(`${textAt(subject, 'kind')} ${who}`, 'has the role', `${role}${where}`);
  });
