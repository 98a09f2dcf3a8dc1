import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { Subscription, Topic } from '../../imports/sns.services.k8s.aws';
import { SEVERITIES, type Severity } from '../../model/facts/severities';
import { type AwsLocation, arn } from '../../model/names/aws';
import {
  type Chats,
  chatTopicArn,
  chatTopicName,
  hasChats,
  topicArn,
  topicName,
  watchdogTopicArn,
  watchdogTopicName,
} from '../../model/names/notifications';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { type Publishers, topicPolicy } from './policy';

/** Who hears of a severity. */
export interface Receivers extends Chats {
  /** E-mail addresses; each must confirm once. */
  readonly emails: readonly string[];
  /** HTTPS endpoints, which confirm by themselves. */
  readonly endpoints: readonly string[];
  /** Topics of others, which alarms and Alertmanager publish to beside ours. */
  readonly topicArns: readonly string[];
}

/** Props of the topics. */
export interface NotificationsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Where the topics are. */
  readonly location: AwsLocation;
  /** Name of the environment: part of the topics' names. */
  readonly environmentName: string;
  /** Who is told of what. */
  readonly receivers: Readonly<Record<Severity, Receivers>>;
  /** ARN of the key that encrypts the topics. @default - none: SNS encrypts its disks alone */
  readonly kmsKeyArn?: string;
  /** The workspace whose Alertmanager publishes. @default - none: alarms only */
  readonly workspace?: {
    /** Its ID. @default - any workspace of the account and Region, because ACK has yet to create it */
    readonly id?: string;
  };
  /** Tags of the topics. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The topics that CloudWatch alarms and Amazon Managed Prometheus publish to, one per severity, who reads them, and the topic of the
 * watchdog. Not one topic with filters: what alarms publish has no attributes to filter by.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html
 */
export class Notifications extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: NotificationsProps,
  ) {
    super(scope, 'notifications', { namespace: props.namespace, wave: 'metricsBackend' });
    const { environmentName, location, receivers, workspace } = props;
    const workspaceArn = workspace && arn(location, 'aps', `workspace/${workspace.id ?? '*'}`);
    for (const severity of SEVERITIES) {
      const topic = `notifications-${severity}`;
      this.addTopic(topic, topicName(environmentName, severity), {
        topicArn: topicArn(location, environmentName, severity),
        alarms: true,
        workspaceArn,
      });
      // Channels read the first topic too: it is the CloudFormation template that subscribes them.
      if (workspace && hasChats(receivers[severity]))
        this.addTopic(`${topic}-chat`, chatTopicName(environmentName, severity), {
          topicArn: chatTopicArn(location, environmentName, severity),
          alarms: false,
          workspaceArn,
        });
      for (const email of receivers[severity].emails) this.subscribe(topic, 'email', email, email);
      for (const url of receivers[severity].endpoints) this.subscribe(topic, 'https', url, new URL(url).hostname);
    }
    const publishers = `cloudwatch.amazonaws.com${workspace ? ' and aps.amazonaws.com' : ''}`;
    for (const other of new Set(SEVERITIES.flatMap((severity) => receivers[severity].topicArns)))
      this.notices.push(`the topic ${other} is not ours: its policy, and its key, must let ${publishers} publish`);
    if (workspace)
      this.addTopic('notifications-watchdog', watchdogTopicName(environmentName), {
        topicArn: watchdogTopicArn(location, environmentName),
        alarms: false,
        workspaceArn,
      });
  }

  private addTopic(object: string, name: string, publishers: Publishers): void {
    const { environmentName, kmsKeyArn, location, tags } = this.props;
    new Topic(this, object, {
      metadata: ackMetadata(object, { region: location.region, adopt: { arn: publishers.topicArn } }),
      spec: {
        name,
        displayName: `Observability ${environmentName}`,
        // Not the key of AWS, alias/aws/sns: alarms may not use it. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        kmsMasterKeyId: kmsKeyArn,
        policy: topicPolicy(location, publishers),
        tags: tagList(tags),
      },
    });
  }

  /** @param shown the part of the endpoint that its object's name shows: no key of it */
  private subscribe(topic: string, protocol: 'email' | 'https', endpoint: string, shown: string): void {
    const name = `${topic}-${objectName(shown, endpoint)}`;
    new Subscription(this, name, {
      metadata: ackMetadata(name, { region: this.props.location.region }),
      spec: { protocol, endpoint, topicRef: ref(topic) },
    });
  }
}

/** An address as a part of a Kubernetes name: readable, unique per address, and short enough for any length. */
function objectName(shown: string, address: string): string {
  const label = shown.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${label.slice(0, 32)}-${createHash('sha256').update(address).digest('hex').slice(0, 6)}`;
}
