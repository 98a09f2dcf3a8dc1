import { ROLE_COMPONENTS, roleName } from '../../../charts/common/role-names';
import type { Environment } from '../../schema/environment';
import { type Refuse, taken } from '../rule';
import { notA, show } from '../text';
import { reservedLogGroups } from './logs';

/** An overlay as far as it is valid. */
export interface Overlay {
  /** Its key in overlays/index.ts, which is the name of its file. */
  readonly key: string;
  readonly file: string;
  /** Its sections that are valid by themselves, with their defaults. */
  readonly environment: Partial<Environment>;
  /** Names of these sections; one that is valid may be left out. */
  readonly valid: ReadonlySet<keyof Environment>;
}

/** A rule over two overlays; `refuse` blames the later one. */
type PairRule = (first: Overlay, second: Overlay, refuse: Refuse) => void;

/** The name of an environment is the name of its file: what a message or a folder in dist/ says is where to look. */
export function checkName({ key, environment }: Overlay, refuse: Refuse): void {
  if (environment.name !== undefined && environment.name !== key)
    refuse('name', notA(environment.name, 'the name of its file', show(key)));
}

const sameName: PairRule = (first, { environment: { name } }, refuse) => {
  if (name !== undefined && name === first.environment.name)
    refuse('name', taken(name, `${first.file} has it`, 'a name of its own'));
};

type Cluster = Environment['cluster'];
const sameAccount = (a: Cluster, b: Cluster) => a.accountId === b.accountId && a.partition === b.partition;
const sameRegion = (a: Cluster, b: Cluster) => sameAccount(a, b) && a.region === b.region;
const sameCluster = (a: Cluster, b: Cluster) => sameRegion(a, b) && a.name === b.name;

/** Two overlays of one cluster would fight over every object; more need not be said then. */
const clusters: PairRule = (first, second, refuse) => {
  const [a, b] = [first.environment.cluster, second.environment.cluster];
  if (!a || !b) return;
  if (sameCluster(a, b)) {
    const by = `${first.file} describes this cluster of account ${b.accountId} in ${b.region}`;
    return refuse('cluster.name', taken(b.name, by, 'one overlay a cluster'));
  }
  if (b.oidcIssuer !== undefined && a.oidcIssuer === b.oidcIssuer)
    refuse(
      'cluster.oidcIssuer',
      taken(b.oidcIssuer, `it is the issuer of ${first.file}`, 'the issuer of this cluster'),
    );
  if (sameAccount(a, b)) roles(first, second, refuse);
  if (!sameRegion(a, b)) return;
  logGroups(first, second, refuse);
  workspaces(first, second, refuse);
};

/** IAM knows no Regions: role names are unique in an account. */
const roles: PairRule = (first, second, refuse) => {
  const [a, b] = [rolesOf(first), rolesOf(second)];
  const shared = b.find((name) => a.includes(name));
  if (shared)
    refuse(
      'identity.roleNamePrefix',
      taken(shared, `it is a role of ${first.file} in the same account`, 'a prefix of its own'),
    );
};

function rolesOf({ environment: { cluster, identity } }: Overlay): string[] {
  if (!cluster || !identity) return [];
  return ROLE_COMPONENTS.map((component) => roleName({ ...identity, cluster }, component));
}

const logGroups: PairRule = (first, second, refuse) => {
  const owned = new Set([...applicationGroups(first), ...reservedGroups(first)]);
  const reserved = new Set(reservedGroups(second));
  const by = `it is a log group of ${first.file} in the same account and Region`;
  for (const [index, name] of applicationGroups(second).entries())
    if (owned.has(name)) refuse(`logs.applications[${index}].logGroupName`, taken(name, by, 'a name of its own'));
  for (const name of applicationGroups(first))
    if (reserved.has(name)) refuse('cluster.name', taken(name, by, 'a cluster name that gives other log groups'));
};

const applicationGroups = ({ environment: { logs } }: Overlay): string[] =>
  logs?.applications.map(({ logGroupName }) => logGroupName) ?? [];

function reservedGroups({ environment: { name, cluster, metrics } }: Overlay): string[] {
  return name && cluster && metrics ? [...reservedLogGroups({ name, cluster, metrics }).keys()] : [];
}

/** ACK would find the workspace of the other by its alias, or make a second one of that name. */
const workspaces: PairRule = (first, second, refuse) => {
  const [a, b] = [first, second].map(({ environment: { metrics } }) => metrics?.workspace);
  if (a?.kind === 'ack' && b?.kind === 'ack' && a.alias === b.alias)
    refuse(
      'metrics.workspace.alias',
      taken(b.alias, `${first.file} has it in the same account and Region`, 'an alias of its own, or kind "existing"'),
    );
};

/** Bucket names are unique in a partition. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const buckets: PairRule = (first, second, refuse) => {
  const owned = new Set(bucketsOf(first).map(([, name]) => name));
  for (const [setting, name] of bucketsOf(second))
    if (owned.has(name)) refuse(setting, taken(name, `it is a bucket of ${first.file}`, 'a bucket of its own'));
};

const bucketsOf = ({ environment: { archive } }: Overlay): [setting: string, name: string][] => [
  ...(archive ? [['archive.bucketName', archive.bucketName] as [string, string]] : []),
  ...(archive?.replication
    ? [['archive.replication.bucketName', archive.replication.bucketName] as [string, string]]
    : []),
];

/** Rules over every two overlays. */
export const pairRules: PairRule[] = [sameName, clusters, buckets];
