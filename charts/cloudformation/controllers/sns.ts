import { arn } from '../../common/aws';
import { type KindStatements, specNames, verbs } from './statements';

export const topic: KindStatements = (manifests, at) => [
  {
    sid: 'Topics',
    actions: verbs(
      'sns',
      'CreateTopic',
      'DeleteTopic',
      'GetTopicAttributes',
      'ListTagsForResource',
      'SetTopicAttributes',
      'TagResource',
      'UntagResource',
    ),
    resources: specNames(manifests).map((name) => arn(at, 'sns', name)),
  },
];

export const subscription: KindStatements = (_, at) => [
  {
    sid: 'Subscriptions',
    actions: verbs(
      'sns',
      'GetSubscriptionAttributes',
      'ListSubscriptionsByTopic',
      'SetSubscriptionAttributes',
      'Subscribe',
      'Unsubscribe',
    ),
    resources: [arn(at, 'sns', 'observability-*')],
  },
];
