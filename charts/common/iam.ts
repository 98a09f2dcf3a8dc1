import { regionOfKey } from '../../model/facts/encryption';
import { type AwsLocation, arn, type ClusterRef, clusterArn, dnsSuffix, iamArn } from '../../model/names/aws';

/**
 * IAM policies as data.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface Statement {
  /** Letters and digits; says what the statement is for. */
  readonly sid: string;
  /** Everything is denied that nothing allows; a Deny also outlasts what somebody allows later. @default - Allow */
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  /** Exact ARNs. `*` only where AWS has no narrower form, and then with a `reason`. */
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** Why a resource is `*`; written next to the policy. */
  readonly reason?: string;
}

/** Condition operator → key → value. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Who may assume a role, and under which conditions. */
export interface Trust {
  readonly principal: Readonly<{ Service: string } | { Federated: string }>;
  readonly actions: readonly string[];
  readonly conditions: Conditions;
}

/** A service account of a cluster. */
export interface ServiceAccountRef {
  readonly namespace: string;
  readonly name: string;
}

const document = (statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement }, null, 2);

/** A permissions policy as IAM's JSON. */
export const policyDocument = (statements: readonly Statement[]): string =>
  document(
    statements.map(({ sid, effect = 'Allow', actions, resources, conditions }) => ({
      Sid: sid,
      Effect: effect,
      Action: [...actions].sort(),
      Resource: [...resources].sort(),
      ...(conditions && { Condition: conditions }),
    })),
  );

/** A trust policy as IAM's JSON. */
export const trustDocument = ({ principal, actions, conditions }: Trust): string =>
  document([{ Effect: 'Allow', Principal: principal, Action: [...actions], Condition: conditions }]);

/**
 * One service account, through the cluster's OIDC provider.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust(cluster: ClusterRef, oidcIssuer: string, account: ServiceAccountRef): Trust {
  const provider = oidcIssuer.replace(/^https:\/\//, '');
  return {
    principal: { Federated: iamArn(cluster, `oidc-provider/${provider}`) },
    actions: ['sts:AssumeRoleWithWebIdentity'],
    conditions: {
      StringEquals: {
        [`${provider}:aud`]: 'sts.amazonaws.com',
        [`${provider}:sub`]: `system:serviceaccount:${account.namespace}:${account.name}`,
      },
    },
  };
}

/**
 * One service account of one cluster, through EKS Pod Identity: the association names it, and the session tags prove it.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podIdentityTrust(cluster: ClusterRef, account: ServiceAccountRef): Trust {
  return {
    principal: { Service: 'pods.eks.amazonaws.com' },
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    conditions: {
      StringEquals: {
        'aws:SourceAccount': cluster.accountId,
        'aws:RequestTag/kubernetes-namespace': account.namespace,
        'aws:RequestTag/kubernetes-service-account': account.name,
      },
      ArnEquals: { 'aws:SourceArn': clusterArn(cluster) },
    },
  };
}

/**
 * An AWS service that acts for resources of this account alone (the confused deputy's cure).
 * @param sourceArn ARN, or ARN pattern, of the resources that the service may act for. @default - any of the account
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const serviceTrust = (at: AwsLocation, service: string, sourceArn?: string): Trust => ({
  principal: { Service: service },
  actions: ['sts:AssumeRole'],
  conditions: {
    StringEquals: { 'aws:SourceAccount': at.accountId },
    ...(sourceArn && { ArnLike: { 'aws:SourceArn': sourceArn } }),
  },
});

/** ARN of a log group; IAM wants the trailing `:*` for actions on what is in it. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
export const logGroupArn = (at: AwsLocation, name: string): string => arn(at, 'logs', `log-group:${name}`);

/** ARNs of log groups and of what is in them. A name that ends in `*` stands for all names with this beginning. */
export const logGroupArns = (at: AwsLocation, names: readonly string[]): string[] =>
  names.flatMap((name) =>
    name.endsWith('*') ? [logGroupArn(at, name)] : [logGroupArn(at, name), `${logGroupArn(at, name)}:*`],
  );

/**
 * Use of one key, through one service alone.
 * @param service that encrypts or decrypts on behalf of the caller, such as `s3`
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const useKey = (
  sid: string,
  keyArn: string,
  { service, actions, partition }: { service: string; actions: readonly string[]; partition: string },
): Statement => ({
  sid,
  actions: actions.map((action) => `kms:${action}`),
  resources: [keyArn],
  conditions: { StringEquals: { 'kms:ViaService': `${service}.${regionOfKey(keyArn)}.${dnsSuffix(partition)}` } },
});

/** Writing objects under a key; parts of a large one are decrypted to be joined. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const encryptObjects = ({ partition }: AwsLocation, sid: string, keyArn: string): Statement =>
  useKey(sid, keyArn, { service: 's3', actions: ['Decrypt', 'GenerateDataKey'], partition });

/** Writing to existing log groups: streams and events, not groups. */
export const writeLogs = (at: AwsLocation, groups: readonly string[]): Statement => ({
  sid: 'WriteLogs',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  resources: groups.flatMap((name) => [`${logGroupArn(at, name)}:*`]),
});
