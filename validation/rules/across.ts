import { SEVERITIES } from '../../model/facts/severities';
import { projectName } from '../../model/names/argocd';
import { ROLE_COMPONENTS, roleName } from '../../model/names/roles';
import { type FileProblem, type Problem, show } from '../../model/problem';
import type { Environment } from '../../model/schema/environment';
import { taken } from '../rule';
import { reservedLogGroups } from './logs';

/** The valid sections of an overlay. */
export interface Overlay {
  /** Its key in overlays/index.ts, which is the name of its file. */
  readonly key: string;
  readonly file: string;
  /** Its sections that are valid by themselves, with their defaults. */
  readonly environment: Partial<Environment>;
  /** Names of these sections; one that is valid may be left out. */
  readonly valid: ReadonlySet<keyof Environment>;
}

/** Something that only one environment can have. */
interface Claim {
  /** Kind and scope of what is claimed; the value is unique in it. */
  readonly scope: string;
  readonly value: string;
  /** What of the value is unique, where that is not all of it. @default - the value */
  readonly key?: string;
  readonly setting: string;
  /** Who has it, in a sentence, when another environment does. */
  readonly by: (file: string) => string;
  readonly allowed: string;
  /** Two claims that both yield are none: they follow from names with a claim of their own, or are in different places. */
  readonly yields?: boolean;
}

/** The name of an environment is the name of its file, so that messages and folders in dist/ lead to the overlay. */
export function* nameProblems({ key, environment }: Overlay): Iterable<Problem> {
  if (environment.name !== undefined && environment.name !== key)
    yield { field: 'name', value: environment.name, wrong: 'is not the name of its file', allowed: show(key) };
}

/** Reports what two overlays claim as a problem of the later one. One pass, for any number of overlays. */
export function* claimProblems(overlays: readonly Overlay[]): Iterable<FileProblem> {
  const owners = new Map<string, { file: string; yields?: boolean }>();
  /** Registers a claim, or returns the overlay that made it first. */
  const enter = ({ scope, value, key = value, setting, by, allowed, yields }: Claim, file: string): FileProblem[] => {
    const id = JSON.stringify([scope, key]);
    const owner = owners.get(id);
    if (!owner) owners.set(id, { file, yields });
    if (!owner || owner.file === file || (owner.yields && yields)) return [];
    return [{ file, ...taken(setting, value, by(owner.file), allowed) }];
  };
  for (const { file, environment } of overlays) {
    yield* nameClaim(environment).flatMap((claim) => enter(claim, file));
    const sameCluster = clusterClaim(environment).flatMap((claim) => enter(claim, file));
    // Two overlays of one cluster would fight over every object: one message is enough.
    yield* sameCluster.length > 0 ? sameCluster : claimsOf(environment).flatMap((claim) => enter(claim, file));
  }
}

const nameClaim = ({ name }: Partial<Environment>): Claim[] =>
  name === undefined
    ? []
    : [{ scope: 'name', value: name, setting: 'name', by: (file) => `${file} has it`, allowed: 'a name of its own' }];

const accountOf = ({ partition, accountId }: Environment['cluster']) => `${partition} ${accountId}`;
const regionOf = (cluster: Environment['cluster']) => `${accountOf(cluster)} ${cluster.region}`;

function clusterClaim({ cluster }: Partial<Environment>): Claim[] {
  if (!cluster) return [];
  const by = (file: string) => `${file} describes this cluster of account ${cluster.accountId} in ${cluster.region}`;
  const scope = `cluster ${regionOf(cluster)}`;
  return [{ scope, value: cluster.name, setting: 'cluster.name', by, allowed: 'one overlay per cluster' }];
}

const claimsOf = (environment: Partial<Environment>): Claim[] => [
  ...issuerClaim(environment),
  ...roleClaim(environment),
  ...logGroupClaims(environment),
  ...dataProtectionClaim(environment),
  ...workspaceClaim(environment),
  ...bucketClaims(environment),
  ...projectClaim(environment),
  ...chatClaims(environment),
];

function issuerClaim({ cluster }: Partial<Environment>): Claim[] {
  if (cluster?.oidcIssuer === undefined) return [];
  const by = (file: string) => `it is the issuer of ${file}`;
  const setting = 'cluster.oidcIssuer';
  return [{ scope: 'issuer', value: cluster.oidcIssuer, setting, by, allowed: 'the issuer of this cluster' }];
}

/**
 * IAM has no Regions: role names are unique in an account, and not told apart by case. All roles share one prefix, so checking one role
 * is enough. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
function roleClaim({ cluster, identity }: Partial<Environment>): Claim[] {
  if (!cluster || !identity) return [];
  const value = roleName({ ...identity, cluster }, ROLE_COMPONENTS[0]);
  const by = (file: string) => `it is a role of ${file} in the same account`;
  const [setting, key] = ['identity.roleNamePrefix', value.toLowerCase()];
  return [{ scope: `role ${accountOf(cluster)}`, value, key, setting, by, allowed: 'a prefix of its own' }];
}

function logGroupClaims({ name, cluster, metrics, logs }: Partial<Environment>): Claim[] {
  if (!cluster) return [];
  const scope = `log group ${regionOf(cluster)}`;
  const by = (file: string) => `it is a log group of ${file} in the same account and Region`;
  const reserved = name && metrics ? [...reservedLogGroups({ name, cluster, metrics }).keys()] : [];
  const allowed = 'a cluster name that gives other log groups';
  return [
    ...reserved.map((value) => ({ scope, value, setting: 'cluster.name', by, allowed, yields: true })),
    ...(logs?.applications ?? []).map(({ logGroupName: value }, index) => {
      const setting = `logs.applications[${index}].logGroupName`;
      return { scope, value, setting, by, allowed: 'a name of its own' };
    }),
  ];
}

/** The second stack would fail. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html */
function dataProtectionClaim({ cluster, logs }: Partial<Environment>): Claim[] {
  if (!cluster || !logs || logs.dataProtectionIdentifiers.length === 0) return [];
  const by = (file: string) => `${file} has the one data protection policy of this account and Region`;
  const [scope, setting] = [`data protection ${cluster.partition}`, 'logs.dataProtectionIdentifiers'];
  const allowed = 'all identifiers of the account and Region in one overlay';
  return [{ scope, value: `${cluster.accountId} ${cluster.region}`, setting, by, allowed }];
}

/** ACK would find the workspace of the other environment by its alias, or create a second one with the same alias. */
function workspaceClaim({ cluster, metrics }: Partial<Environment>): Claim[] {
  const workspace = metrics?.workspace;
  if (!cluster || workspace?.kind !== 'ack') return [];
  const by = (file: string) => `${file} has it in the same account and Region`;
  const [scope, setting] = [`workspace ${regionOf(cluster)}`, 'metrics.workspace.alias'];
  return [{ scope, value: workspace.alias, setting, by, allowed: 'an alias of its own, or kind "existing"' }];
}

/**
 * In one Argo CD the second project of a name takes the place of the first. An Argo CD that deploys to its own cluster is not that
 * of another one that does; any other may have several environments.
 */
function projectClaim({ name, argocd }: Partial<Environment>): Claim[] {
  if (name === undefined || argocd === undefined) return [];
  const by = (file: string) => `it is the AppProject of ${file}, which may be in the same Argo CD`;
  const isInCluster = argocd.flavor === 'self-managed' && argocd.destinationServer === undefined;
  const value = projectName(name, argocd);
  return [
    { scope: 'project', value, setting: 'argocd.project', by, allowed: 'a project of its own', yields: isInCluster },
  ];
}

/** Bucket names are unique in a partition. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function bucketClaims({ cluster, archive }: Partial<Environment>): Claim[] {
  if (!cluster || !archive) return [];
  const by = (file: string) => `it is a bucket of ${file}`;
  const claim = (setting: string, value: string): Claim => {
    return { scope: `bucket ${cluster.partition}`, value, setting, by, allowed: 'a bucket of its own' };
  };
  const { bucketName, replication } = archive;
  return [
    claim('archive.bucketName', bucketName),
    ...(replication ? [claim('archive.replication.bucketName', replication.bucketName)] : []),
  ];
}

/**
 * A channel has one configuration in an account, whatever the Region: the second stack would fail.
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1155
 */
function chatClaims({ cluster, notifications }: Partial<Environment>): Claim[] {
  if (!cluster || !notifications) return [];
  const by = (file: string) => `${file} has this channel in the same account, which may have one configuration`;
  return SEVERITIES.flatMap((severity) =>
    (['slack', 'teams'] as const).flatMap((kind) =>
      notifications[severity][kind].map(({ channelId: value }, index): Claim => {
        const setting = `notifications.${severity}.${kind}[${index}].channelId`;
        return { scope: `channel ${accountOf(cluster)}`, value, setting, by, allowed: 'a channel of its own' };
      }),
    ),
  );
}
