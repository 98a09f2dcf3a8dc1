import { logGroupArns } from '../../common/iam';
import { type KindStatements, passRole, unique, unscoped, verbs } from './statements';

/**
 * IAM statements for `LogGroup`, its retention and its subscription filters, and for passing the role of a subscription. A filter
 * cannot send to another account: that takes rights on a destination of CloudWatch Logs, which no statement gives.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const logGroup: KindStatements = (manifests, site) => [
  {
    sid: 'LogGroups',
    actions: verbs(
      'logs',
      ...['CreateLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey'],
      ...['DescribeSubscriptionFilters', 'PutSubscriptionFilter', 'DeleteSubscriptionFilter'],
      ...['ListTagsForResource', 'TagResource', 'UntagResource'],
    ),
    resources: logGroupArns(site, site.logGroups),
  },
  unscoped('FindLogGroups', ['logs:DescribeLogGroups']),
  ...passRole(
    'PassSubscriptionRole',
    unique(
      manifests.flatMap(({ spec }) =>
        (spec.subscriptionFilters ?? []).map(({ roleARN }: { roleARN: string }) => roleARN),
      ),
    ),
    'logs.amazonaws.com',
  ),
];
