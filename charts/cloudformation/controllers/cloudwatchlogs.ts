import { logGroupArn } from '../../common/iam';
import { type KindStatements, passRole, specNames, unscoped, verbs } from './statements';

/** IAM statements for `LogGroup`, its retention and its subscription filters, and for passing the role of a subscription. */
export const logGroup: KindStatements = (manifests, at) => [
  {
    sid: 'LogGroups',
    actions: verbs(
      'logs',
      ...['CreateLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey'],
      ...['DescribeSubscriptionFilters', 'PutSubscriptionFilter', 'DeleteSubscriptionFilter'],
      ...['ListTagsForResource', 'TagResource', 'UntagResource'],
    ),
    resources: specNames(manifests).flatMap((name) => [logGroupArn(at, name), `${logGroupArn(at, name)}:*`]),
  },
  unscoped('FindLogGroups', ['logs:DescribeLogGroups']),
  ...passRole(
    'PassSubscriptionRole',
    [
      ...new Set(
        manifests.flatMap(({ spec }) =>
          (spec.subscriptionFilters ?? []).map(({ roleARN }: { roleARN: string }) => roleARN),
        ),
      ),
    ],
    'logs.amazonaws.com',
  ),
];
