import type { Construct } from 'constructs';
import { Subscription, Topic } from '../../imports/sns.services.k8s.aws';
import { ackMetadata, ref, tagList } from '../common/ack';
import { type AwsLocation, arn } from '../common/aws';
import { ComponentChart } from '../common/chart';
import { topicArn, topicName } from '../common/notifications';
import { topicPolicy } from './policy';

export interface NotificationsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  readonly location: AwsLocation;
  readonly environmentName: string;
  /** Addresses that are told; each must confirm once. */
  readonly emails: readonly string[];
  /** ID of the workspace whose Alertmanager publishes. @default - any workspace of the account and Region */
  readonly workspaceId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The topic that CloudWatch alarms and Amazon Managed Prometheus publish to, and who reads it. */
export class Notifications extends ComponentChart {
  constructor(scope: Construct, props: NotificationsProps) {
    const { location, environmentName } = props;
    super(scope, 'notifications', { namespace: props.namespace, wave: 'metricsBackend' });
    const name = topicName(environmentName);
    new Topic(this, 'topic', {
      metadata: ackMetadata('notifications', { region: location.region }),
      spec: {
        name,
        displayName: `Observability ${environmentName}`,
        policy: topicPolicy(location, {
          topic: topicArn(location, environmentName),
          workspace: arn(location, 'aps', `workspace/${props.workspaceId ?? '*'}`),
        }),
        tags: tagList(props.tags),
      },
    });
    for (const endpoint of props.emails) {
      const subscription = `notifications-${dnsLabel(endpoint)}`;
      new Subscription(this, subscription, {
        metadata: ackMetadata(subscription, { region: location.region }),
        spec: { protocol: 'email', endpoint, topicRef: ref('notifications') },
      });
    }
  }
}

/** An address as a part of a Kubernetes name. */
const dnsLabel = (address: string): string => address.toLowerCase().replace(/[^a-z0-9]+/g, '-');
