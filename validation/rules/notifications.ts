import { SEVERITIES } from '../../model/facts/severities';
import { arn } from '../../model/names/aws';
import { chatTopicName, topicName, watchdogTopicName } from '../../model/names/notifications';
import { type Rule, rule, taken } from '../rule';

/** Alarms notify in their own Region alone. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
const topicsAreOfOthersAndHere = rule(['cluster', 'name', 'notifications'], function* (environment) {
  const { cluster, name, notifications } = environment;
  const start = `arn:${cluster.partition}:sns:${cluster.region}:`;
  const ours = [
    ...SEVERITIES.flatMap((severity) => [topicName(name, severity), chatTopicName(name, severity)]),
    watchdogTopicName(name),
  ];
  for (const severity of SEVERITIES)
    for (const [index, value] of notifications[severity].topicArns.entries()) {
      const field = `notifications.${severity}.topicArns[${index}]`;
      if (!value.startsWith(start))
        yield { field, value, wrong: `is not a topic in ${cluster.region}`, allowed: `${start}<account>:<name>` };
      if (ours.some((topic) => value === arn(cluster, 'sns', topic)))
        yield taken(field, value, 'it is a topic of the stack itself', 'a topic of others');
    }
});

const KINDS = ['emails', 'endpoints', 'topicArns', 'slack', 'teams'] as const;

/** What is `info` comes from the rules of a workspace alone: a test holds that no alarm is. */
const receiversAreUsed = rule(['metrics', 'notifications'], function* ({ metrics, notifications: { info } }) {
  for (const kind of KINDS)
    if (!metrics.workspace && info[kind].length > 0)
      yield {
        field: `notifications.info.${kind}`,
        value: info[kind],
        wrong: 'would hear nothing: only alerts of Amazon Managed Prometheus are of this severity',
        allowed: 'none, or a workspace in metrics.workspace',
      };
});

/** What becomes of it that nobody is told. Of `info` nobody needs to hear. */
const UNTOLD = { critical: 'wakes nobody', warning: 'is told to nobody' };

/** Every environment has alarms of both severities. Only AWS knows who has subscribed by hand: then `silent` says so too. */
const somebodyListens = rule(['notifications'], function* ({ notifications }) {
  for (const severity of SEVERITIES) {
    const { silent, ...receivers } = notifications[severity];
    const isTold = KINDS.some((kind) => receivers[kind].length > 0);
    const field = `notifications.${severity}`;
    if (silent && isTold)
      yield { field: `${field}.silent`, value: true, wrong: 'has receivers beside it', allowed: 'one or the other' };
    if (severity !== 'info' && !silent && !isTold)
      yield {
        field,
        wrong: `has no receiver: what is ${severity} ${UNTOLD[severity]}`,
        allowed: `${KINDS.join(', ')}, or silent: true if nobody is to hear of it`,
      };
  }
});

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/what-is.html; cfn-lint knows its types in no Region of the others. */
const chatsAreThere = rule(['cluster', 'notifications'], function* ({ cluster, notifications }) {
  for (const severity of SEVERITIES)
    for (const kind of ['slack', 'teams'] as const)
      if (cluster.partition !== 'aws' && notifications[severity][kind].length > 0)
        yield {
          field: `notifications.${severity}.${kind}`,
          value: notifications[severity][kind],
          wrong: `needs Amazon Q Developer in chat applications, which is not in the partition ${cluster.partition}`,
          allowed: 'emails, endpoints or topicArns',
        };
});

/** Rules over who is told. */
export const notificationRules: Rule[] = [topicsAreOfOthersAndHere, receiversAreUsed, somebodyListens, chatsAreThere];
