import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { Subscription, Topic } from '../../imports/sns.services.k8s.aws';
import { type AwsLocation, arn } from '../../model/names/aws';
import { topicArn, topicName, watchdogTopicArn, watchdogTopicName } from '../../model/names/notifications';
import { ackMetadata, ref, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { type Publishers, topicPolicy } from './policy';

/** Props of the topics. */
export interface NotificationsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Where the topics are. */
  readonly location: AwsLocation;
  /** Name of the environment: part of the topics' names. */
  readonly environmentName: string;
  /** E-mail addresses that receive notifications; each must confirm once. */
  readonly emails: readonly string[];
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

/** The topic that CloudWatch alarms and Amazon Managed Prometheus publish to, who reads it, and the topic of the watchdog. */
export class Notifications extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: NotificationsProps,
  ) {
    super(scope, 'notifications', { namespace: props.namespace, wave: 'metricsBackend' });
    const { environmentName, location, workspace } = props;
    const workspaceArn = workspace && arn(location, 'aps', `workspace/${workspace.id ?? '*'}`);
    this.addTopic('notifications', topicName(environmentName), {
      topicArn: topicArn(location, environmentName),
      alarms: true,
      workspaceArn,
    });
    for (const endpoint of props.emails) this.subscribe(endpoint);
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

  private subscribe(endpoint: string): void {
    const name = `notifications-${objectName(endpoint)}`;
    new Subscription(this, name, {
      metadata: ackMetadata(name, { region: this.props.location.region }),
      spec: { protocol: 'email', endpoint, topicRef: ref('notifications') },
    });
  }
}

/** An address as a part of a Kubernetes name: readable, unique per address, and short enough for any length. */
function objectName(address: string): string {
  const label = address.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `${label.slice(0, 40)}-${createHash('sha256').update(address).digest('hex').slice(0, 6)}`;
}
