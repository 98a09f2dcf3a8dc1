import { inCloudWatch } from '../../model/facts/objectives';
import { hasFeature } from '../../model/facts/regions';
import { SEVERITIES } from '../../model/facts/severities';
import { arn } from '../../model/names/aws';
import { chatTopicName, topicName, watchdogTopicName } from '../../model/names/notifications';
import { show } from '../../model/problem';
import { type Rule, repeats, rule, taken } from '../rule';

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

/** What is `info` comes from the rules of a workspace, and from the budgets of objectives that CloudWatch evaluates. */
const receiversAreUsed = rule(['cluster', 'metrics', 'notifications', 'slos'], function* (environment) {
  const { cluster, metrics, slos } = environment;
  const { info } = environment.notifications;
  const isUsed =
    metrics.workspace || (inCloudWatch(slos).length > 0 && hasFeature(cluster.region, 'Application Signals'));
  for (const kind of KINDS)
    if (!isUsed && info[kind].length > 0)
      yield {
        field: `notifications.info.${kind}`,
        value: info[kind],
        wrong:
          'would hear nothing: only alerts of Amazon Managed Prometheus and budgets of objectives are of this severity',
        allowed: 'none, or a workspace in metrics.workspace, or slos that CloudWatch evaluates',
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

/** Mailboxes are not told apart by case: somebody would get each message twice. */
const addressesDiffer = rule(['notifications'], function* ({ notifications }) {
  for (const severity of SEVERITIES)
    for (const { item, index, first } of repeats(notifications[severity].emails, (email) => email.toLowerCase()))
      if (item !== first)
        yield taken(
          `notifications.${severity}.emails[${index}]`,
          item,
          `${show(first)} differs only in case`,
          'one of both',
        );
});

const chatsAreThere = rule(['cluster', 'notifications'], function* ({ cluster: { region }, notifications }) {
  for (const severity of SEVERITIES)
    for (const kind of ['slack', 'teams'] as const)
      if (notifications[severity][kind].length > 0 && !hasFeature(region, 'Amazon Q Developer in chat applications'))
        yield {
          field: `notifications.${severity}.${kind}`,
          value: notifications[severity][kind],
          wrong: `needs Amazon Q Developer in chat applications, which is not in ${region}`,
          allowed: 'emails, endpoints or topicArns',
        };
});

/** Actions of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MOST_ACTIONS = 5;

/** Alarms begin investigations in their own account and Region. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Investigations-GetStarted.html */
const investigationsCanBegin = rule(['cluster', 'notifications'], function* ({ cluster, notifications }) {
  const { critical, investigationGroupArn: value } = notifications;
  if (value === undefined) return;
  const [field, start] = ['notifications.investigationGroupArn', arn(cluster, 'aiops', 'investigation-group/')];
  if (!hasFeature(cluster.region, 'CloudWatch investigations'))
    yield {
      field,
      value,
      wrong: `cannot be used in ${cluster.region}, which has no CloudWatch investigations`,
      allowed: 'none',
    };
  else if (!value.startsWith(start))
    yield { field, value, wrong: 'is no group of this account and Region', allowed: `${start}<ID>` };
  // Our own topic, those of others, the group.
  if (critical.topicArns.length + 2 > MOST_ACTIONS)
    yield {
      field: 'notifications.critical.topicArns',
      value: critical.topicArns.length,
      wrong: `topics are too many beside investigationGroupArn: an alarm has ${MOST_ACTIONS} actions`,
      allowed: `at most ${MOST_ACTIONS - 2}`,
    };
});

/** Rules over who is told. */
export const notificationRules: Rule[] = [
  topicsAreOfOthersAndHere,
  receiversAreUsed,
  somebodyListens,
  addressesDiffer,
  chatsAreThere,
  investigationsCanBegin,
];
