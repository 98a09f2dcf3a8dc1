import type { Construct } from 'constructs';
import { LogGroup as AckLogGroup } from '../../imports/cloudwatchlogs.services.k8s.aws';
import { isArchived, type LogGroup } from '../../model/names/log-groups';
import { ackMetadata } from '../common/ack';
import { ComponentChart } from '../common/chart';

/** Props of the log groups. */
export interface LogGroupsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the groups. */
  readonly region: string;
  /** The groups. */
  readonly groups: readonly LogGroup[];
  /** ARN of the key that encrypts them. @default - the key that CloudWatch Logs owns */
  readonly kmsKeyArn?: string;
  /** Where the events of container logs are archived. @default - nowhere */
  readonly archive?: {
    /** Delivery stream that takes the events. */
    readonly streamArn: string;
    /** Role with which CloudWatch Logs writes to it. */
    readonly roleArn: string;
  };
  /** Tags of the groups. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The log groups that agents write to, so that no agent creates one that never expires.
 * A group holds data: removing it from the environment leaves it in AWS, until its retention has emptied it.
 */
export class LogGroups extends ComponentChart {
  constructor(scope: Construct, { namespace, region, groups, kmsKeyArn, archive, tags }: LogGroupsProps) {
    super(scope, 'log-groups', { namespace, wave: 'foundations' });
    for (const group of groups) {
      const { id, name, retentionDays } = group;
      new AckLogGroup(this, id, {
        metadata: ackMetadata(`logs-${id}`, { region, retain: true, adopt: { name } }),
        spec: {
          name,
          retentionDays,
          kmsKeyId: kmsKeyArn,
          subscriptionFilters: archive && isArchived(group) ? [subscription(archive)] : undefined,
          tags,
        },
      });
    }
  }
}

/** Hands every event to the archive (an empty pattern matches all). https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
const subscription = ({ streamArn, roleArn }: NonNullable<LogGroupsProps['archive']>) => ({
  filterName: 'log-archive',
  filterPattern: '',
  destinationArn: streamArn,
  roleArn,
});
