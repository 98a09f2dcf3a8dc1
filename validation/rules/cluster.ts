import { clusterArn, dnsSuffix } from '../../model/names/aws';
import { ROLE_NAME_ENDS, ROLE_NAME_MAX_CHARACTERS, roleName } from '../../model/names/roles';
import { type Rule, rule } from '../rule';
import { notA, show } from '../text';

/** Partition of a Region. https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

const partition = rule(['cluster'], ({ cluster }, refuse) => {
  const right = partitionOf(cluster.region);
  if (cluster.partition !== right)
    refuse('cluster.partition', notA(cluster.partition, `the partition of ${cluster.region}`, show(right)));
});

const zones = rule(['cluster'], ({ cluster: { region, zones } }, refuse) => {
  for (const [index, zone] of zones.entries())
    if (zone.slice(0, -1) !== region)
      refuse(`cluster.zones[${index}]`, notA(zone, `a zone of ${region}`, `"${region}a" to "${region}f"`));
});

/** Issuer of the cluster's Region. https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html */
const issuer = rule(['cluster', 'identity'], ({ cluster, identity }, refuse) => {
  const start = `https://oidc.eks.${cluster.region}.${dnsSuffix(partitionOf(cluster.region))}/id/`;
  const { oidcIssuer } = cluster;
  if (oidcIssuer === undefined && identity.mode === 'irsa')
    refuse('cluster.oidcIssuer', `missing, and identity.mode "irsa" needs it; allowed: ${start}<ID>`);
  if (oidcIssuer !== undefined && !oidcIssuer.startsWith(start))
    refuse('cluster.oidcIssuer', notA(oidcIssuer, `the issuer of a cluster in ${cluster.region}`, `${start}<ID>`));
});

/** The names of all roles fit, whichever components are on: switching one on must not rename the others. */
const roleNames = rule(['cluster', 'identity'], ({ cluster, identity }, refuse) => {
  const names = ROLE_NAME_ENDS.map((component) => roleName({ ...identity, cluster }, component));
  const longest = names.reduce((a, b) => (b.length > a.length ? b : a));
  const excess = longest.length - ROLE_NAME_MAX_CHARACTERS;
  if (excess <= 0) return;
  const prefix = identity.roleNamePrefix ?? `${cluster.name}-`;
  const origin = identity.roleNamePrefix === undefined ? ' (from cluster.name)' : '';
  refuse(
    'identity.roleNamePrefix',
    `${show(prefix)}${origin} makes role ${show(longest)} ${longest.length} characters long; allowed: ` +
      `${ROLE_NAME_MAX_CHARACTERS}, so a prefix of at most ${prefix.length - excess} characters`,
  );
});

const boundary = rule(['cluster', 'identity'], ({ cluster, identity }, refuse) => {
  const arn = identity.permissionsBoundaryArn;
  const allowed = [cluster.accountId, 'aws'].map((account) => `arn:${cluster.partition}:iam::${account}:policy/`);
  if (arn !== undefined && !allowed.some((start) => arn.startsWith(start)))
    refuse(
      'identity.permissionsBoundaryArn',
      notA(arn, 'a policy that roles of this account can have', allowed.map((start) => `${start}…`).join(' or ')),
    );
});

/** CloudWatch Logs takes keys of its own Region. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const kmsKey = rule(['cluster', 'logs'], ({ cluster, logs: { kmsKeyArn } }, refuse) => {
  const start = `arn:${cluster.partition}:kms:${cluster.region}:${cluster.accountId}:key/`;
  if (kmsKeyArn !== undefined && !kmsKeyArn.startsWith(start))
    refuse('logs.kmsKeyArn', notA(kmsKeyArn, `a key of this account in ${cluster.region}`, `${start}<ID>`));
});

/** https://docs.aws.amazon.com/eks/latest/userguide/argocd.html */
const destination = rule(['cluster', 'argocd'], ({ cluster, argocd }, refuse) => {
  const server = argocd.destinationServer;
  if (server === undefined) return;
  if (argocd.flavor === 'eks-capability' && server !== clusterArn(cluster))
    refuse('argocd.destinationServer', notA(server, 'the ARN of this cluster', show(clusterArn(cluster))));
  if (argocd.flavor === 'self-managed' && server.startsWith('arn:'))
    refuse('argocd.destinationServer', notA(server, 'a destination of a self-managed Argo CD', 'an https URL'));
});

/** Roles may pull from registries of the cluster's Region. */
const mirrors = rule(['cluster', 'imageMirrors'], ({ cluster, imageMirrors }, refuse) => {
  for (const [registry, mirror] of Object.entries(imageMirrors)) {
    const region = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\./.exec(mirror ?? '')?.[1];
    if (region !== undefined && region !== cluster.region)
      refuse(`imageMirrors["${registry}"]`, notA(mirror, `in ${cluster.region}`, `a registry of ${cluster.region}`));
  }
});

/** Rules over the cluster and what carries its Region, account and partition. */
export const clusterRules: Rule[] = [partition, zones, issuer, roleNames, boundary, kmsKey, destination, mirrors];
