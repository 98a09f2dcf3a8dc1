import { isTree } from '../diff';
import { parsed } from '../embedded';
import { type Item, titleOf } from '../items';
import { at, listAt, textAt } from './values';

/** One right: who may do what with what, or must not. */
export interface Grant {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** When it counts; empty: always. */
  readonly condition: string;
  /** A denial: to lose it is to gain a right. */
  readonly denies: boolean;
}

const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** Every right that an object gives: statements of IAM wherever they are in it, rules and bindings of RBAC, network policies. */
export function grantsOf(item: Item): Grant[] {
  if (item.kind.endsWith('rbac.authorization.k8s.io')) return [...rules(item), ...bindings(item)];
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
        condition: condition === undefined ? '' : JSON.stringify(condition),
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

const right = (principal: string, action: string, resource: string): Grant => ({
  principal,
  action,
  resource,
  condition: '',
  denies: false,
});

/** Policies that a role has, and roles that service accounts get. */
function attached(item: Item): Grant[] {
  const { value } = item;
  const policies = [
    ...listAt(value, 'spec', 'policies').map(String),
    ...listAt(value, 'spec', 'policyRefs').map((ref) => `Policy ${textAt(ref, 'from', 'name')}`),
    ...listAt(value, 'Properties', 'ManagedPolicyArns').map((arn) => JSON.stringify(arn)),
  ].map((policy) => right(titleOf(item), 'has the policy', policy));
  const arn = textAt(value, 'metadata', 'annotations', 'eks.amazonaws.com/role-arn');
  const account = `ServiceAccount ${item.namespace}/${item.name}`;
  const roles = item.kind === 'ServiceAccount' && arn ? [right(account, 'sts:AssumeRoleWithWebIdentity', arn)] : [];
  if (item.kind !== 'PodIdentityAssociation.eks.services.k8s.aws') return [...policies, ...roles];
  const who = `ServiceAccount ${textAt(value, 'spec', 'namespace')}/${textAt(value, 'spec', 'serviceAccount')}`;
  const role = textAt(value, 'spec', 'roleARN') ?? `Role ${textAt(value, 'spec', 'roleRef', 'from', 'name')}`;
  return [...policies, right(who, 'gets credentials of', role)];
}

function rules(item: Item): Grant[] {
  return listAt(item.value, 'rules').flatMap((rule) => {
    const groups = listOf(at(rule, 'apiGroups'));
    const names = listOf(at(rule, 'resourceNames'));
    const kinds = listOf(at(rule, 'resources')).flatMap((resource) =>
      groups.map((group) => (group ? `${resource}.${group}` : resource)),
    );
    const resources = kinds.flatMap((kind) => (names.length > 0 ? names.map((name) => `${kind}/${name}`) : [kind]));
    return listOf(at(rule, 'verbs')).flatMap((verb) =>
      [...resources, ...listOf(at(rule, 'nonResourceURLs'))].map((resource) => right(titleOf(item), verb, resource)),
    );
  });
}

const bindings = (item: Item): Grant[] =>
  listAt(item.value, 'subjects').map((subject) => {
    const who = [textAt(subject, 'namespace'), textAt(subject, 'name')].filter(Boolean).join('/');
    const role = `${textAt(item.value, 'roleRef', 'kind')} ${textAt(item.value, 'roleRef', 'name')}`;
    const where = item.namespace ? ` in ${item.namespace}` : '';
    return right(`${textAt(subject, 'kind')} ${who}`, 'has the role', `${role}${where}`);
  });

/** The pods that a network policy is about. */
const podsOf = ({ namespace, value }: Item): string =>
  `pods ${namespace}/${selectorText(at(value, 'spec', 'podSelector'))}`;

/** Directions that a network policy is about. https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies */
const directionsOf = ({ value }: Item): string[] => {
  const types = listOf(at(value, 'spec', 'policyTypes')).map((type) => type.toLowerCase());
  return types.length > 0 ? types : ['ingress', ...(at(value, 'spec', 'egress') === undefined ? [] : ['egress'])];
};

/** What pods without a network policy may do. */
export const openTraffic = (item: Item): Grant[] =>
  directionsOf(item).map((action) => right(podsOf(item), action, '*'));

function traffic(item: Item): Grant[] {
  return directionsOf(item).flatMap((direction) =>
    listAt(item.value, 'spec', direction).flatMap((rule) => {
      const peers = listAt(rule, direction === 'ingress' ? 'from' : 'to').map(peerText);
      const ports = listAt(rule, 'ports').map(portText);
      return (peers.length > 0 ? peers : ['anywhere']).flatMap((peer) =>
        (ports.length > 0 ? ports : ['all ports']).map((port) => right(podsOf(item), direction, `${peer}, ${port}`)),
      );
    }),
  );
}

function selectorText(selector: unknown): string {
  const labels = isTree(selector) ? Object.entries(isTree(selector.matchLabels) ? selector.matchLabels : {}) : [];
  if (isTree(selector) && selector.matchExpressions) return JSON.stringify(selector);
  return labels.length === 0 ? '*' : labels.map(([key, value]) => `${key.split('/').pop()}=${value}`).join(',');
}

function peerText(peer: unknown): string {
  const cidr = textAt(peer, 'ipBlock', 'cidr');
  if (cidr) return [cidr, ...listAt(peer, 'ipBlock', 'except').map((each) => `not ${each}`)].join(' ');
  const namespace = at(peer, 'namespaceSelector');
  const pods = at(peer, 'podSelector');
  return [namespace && `namespace ${selectorText(namespace)}`, pods && `pods ${selectorText(pods)}`]
    .filter(Boolean)
    .join(' ');
}

const portText = (port: unknown): string =>
  [
    textAt(port, 'protocol') ?? 'TCP',
    [textAt(port, 'port') ?? 'all ports', textAt(port, 'endPort')].filter(Boolean).join('–'),
  ].join(' ');
