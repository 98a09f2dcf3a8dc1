import { arn } from '../../../model/names/aws';
import { type KindStatements, referenced, specNames, unique, verbs } from './statements';

/** IAM statements for `Topic`. */
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

/** Subscriptions are authorized on their topics. */
export const subscription: KindStatements = (manifests, at, all) => [
  {
    sid: 'Subscriptions',
    actions: verbs('sns', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Subscribe', 'Unsubscribe'),
    resources: unique(
      manifests.map(({ spec }) => spec.topicARN ?? arn(at, 'sns', referenced(all, 'Topic', spec.topicRef).spec.name)),
    ),
  },
];
