import { partitionOf } from '../../model/facts/regions';
import { clusterArn, dnsSuffix } from '../../model/names/aws';
import { ecrRegion } from '../../model/names/images';
import { ROLE_NAME_ENDS, ROLE_NAME_MAX_CHARACTERS, roleName } from '../../model/names/roles';
import { show } from '../../model/problem';
import { type Rule, rule } from '../rule';

const partition = rule(['cluster'], function* ({ cluster }) {
  const right = partitionOf(cluster.region);
  if (cluster.partition !== right)
    yield {
      field: 'cluster.partition',
      value: cluster.partition,
      wrong: `is not the partition of ${cluster.region}`,
      allowed: show(right),
    };
});

const zones = rule(['cluster'], function* ({ cluster: { region, zones } }) {
  for (const [index, zone] of zones.entries())
    if (zone.slice(0, -1) !== region)
      yield {
        field: `cluster.zones[${index}]`,
        value: zone,
        wrong: `is not a zone of ${region}`,
        allowed: `"${region}a" to "${region}f"`,
      };
});

/** Issuer of the cluster's Region. https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
const issuer = rule(['cluster', 'identity'], function* ({ cluster, identity }) {
  const field = 'cluster.oidcIssuer';
  const start = `https://oidc.eks.${cluster.region}.${dnsSuffix(partitionOf(cluster.region))}/id/`;
  const allowed = `${start}<ID>`;
  const { oidcIssuer } = cluster;
  if (oidcIssuer === undefined && identity.mode === 'irsa')
    yield { field, wrong: 'missing, and identity.mode "irsa" needs it', allowed };
  if (oidcIssuer !== undefined && !oidcIssuer.startsWith(start))
    yield { field, value: oidcIssuer, wrong: `is not the issuer of a cluster in ${cluster.region}`, allowed };
});

/** The names of all roles fit, whichever components are on: switching one on must not rename the others. */
const roleNames = rule(['cluster', 'identity'], function* ({ cluster, identity }) {
  const names = ROLE_NAME_ENDS.map((component) => roleName({ ...identity, cluster }, component));
  const longest = names.reduce((a, b) => (b.length > a.length ? b : a));
  const excess = longest.length - ROLE_NAME_MAX_CHARACTERS;
  if (excess <= 0) return;
  const prefix = identity.roleNamePrefix ?? `${cluster.name}-`;
  const origin = identity.roleNamePrefix === undefined ? '(from cluster.name) ' : '';
  yield {
    field: 'identity.roleNamePrefix',
    value: prefix,
    wrong: `${origin}leads to a role name of ${longest.length} characters: ${show(longest)}`,
    allowed: `${ROLE_NAME_MAX_CHARACTERS}, so a prefix of at most ${prefix.length - excess} characters`,
  };
});

const boundary = rule(['cluster', 'identity'], function* ({ cluster, identity }) {
  const arn = identity.permissionsBoundaryArn;
  const allowed = [cluster.accountId, 'aws'].map((account) => `arn:${cluster.partition}:iam::${account}:policy/`);
  if (arn !== undefined && !allowed.some((start) => arn.startsWith(start)))
    yield {
      field: 'identity.permissionsBoundaryArn',
      value: arn,
      wrong: 'is not a policy that roles of this account can have',
      allowed: allowed.map((start) => `${start}…`).join(' or '),
    };
});

/** https://docs.aws.amazon.com/eks/latest/userguide/argocd.html */
const destination = rule(['cluster', 'argocd'], function* ({ cluster, argocd }) {
  const field = 'argocd.destinationServer';
  const value = argocd.destinationServer;
  if (value === undefined) return;
  if (argocd.flavor === 'eks-capability' && value !== clusterArn(cluster))
    yield { field, value, wrong: 'is not the ARN of this cluster', allowed: show(clusterArn(cluster)) };
  if (argocd.flavor === 'self-managed' && value.startsWith('arn:'))
    yield { field, value, wrong: 'is not a destination of a self-managed Argo CD', allowed: 'an https URL' };
});

/** https://docs.aws.amazon.com/eks/latest/userguide/capabilities.html */
const capability = rule(['cluster', 'argocd'], function* ({ cluster, argocd }) {
  const field = 'argocd.capability';
  const value = argocd.capability;
  const isManaged = argocd.flavor === 'eks-capability';
  if (isManaged && value === undefined)
    yield {
      field,
      wrong: 'missing, and argocd.flavor "eks-capability" needs it',
      allowed: 'kind "existing" or "stack"',
    };
  if (!isManaged && value !== undefined)
    yield {
      field,
      value,
      wrong: 'is not for a self-managed Argo CD',
      allowed: 'none, or argocd.flavor "eks-capability"',
    };
  if (isManaged && cluster.partition !== 'aws')
    yield {
      field: 'argocd.flavor',
      value: argocd.flavor,
      wrong: `does not exist in ${cluster.partition}`,
      allowed: '"self-managed"',
    };
});

/** Roles may pull from registries of the cluster's Region. */
const registries = rule(['cluster', 'imageMirrors', 'images'], function* ({ cluster, imageMirrors, images }) {
  for (const [setting, value] of [
    ...Object.entries(imageMirrors).map(([registry, mirror]) => [`imageMirrors["${registry}"]`, mirror] as const),
    ...Object.entries(images).map(([name, image]) => [`images.${name}`, image] as const),
  ]) {
    const region = ecrRegion(value ?? '');
    if (region !== undefined && region !== cluster.region)
      yield {
        field: setting,
        value,
        wrong: `is a registry of ${region}`,
        allowed: `one of ${cluster.region}`,
      };
  }
});

/** Rules over the cluster and what carries its Region, account and partition. */
export const clusterRules: Rule[] = [
  partition,
  zones,
  issuer,
  roleNames,
  boundary,
  destination,
  capability,
  registries,
];
