import type { Construct } from 'constructs';
import { MetricAlarm } from '../../imports/cloudwatch.services.k8s.aws';
import { alarmName } from '../../model/names/alarms';
import type { TopicsBySeverity } from '../../model/names/notifications';
import type { RunbookBase } from '../../model/names/runbooks';
import { ackMetadata, tagList } from '../common/ack';
import { ComponentChart } from '../common/chart';
import { type Alarm, alarmSpec } from './alarm';

/** Props of the alarms chart. */
export interface AlarmsProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Region of the alarms. */
  readonly region: string;
  /** Name of the environment: part of the alarms' names. */
  readonly environmentName: string;
  /** What is watched. */
  readonly alarms: readonly Alarm[];
  /** Where the runbooks are. @default - nobody knows: descriptions have no link */
  readonly runbooks?: RunbookBase;
  /** Topics that hear of an alarm of a severity, and of its end. */
  readonly topics: TopicsBySeverity;
  /** ARN of the group in which critical alarms begin an investigation. @default - none does */
  readonly investigationGroupArn?: string;
  /** Tags of the alarms. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The CloudWatch alarms of an environment. */
export class Alarms extends ComponentChart {
  constructor(scope: Construct, props: AlarmsProps) {
    const { namespace, region, environmentName, alarms, runbooks, topics, tags } = props;
    super(scope, 'alarms', { namespace, wave: 'insights' });
    const investigations = props.investigationGroupArn === undefined ? [] : [props.investigationGroupArn];
    for (const alarm of alarms) {
      const name = alarmName(environmentName, alarm.id);
      new MetricAlarm(this, alarm.id, {
        metadata: ackMetadata(`alarm-${alarm.id}`, { region, adopt: { name } }),
        spec: {
          name,
          ...alarmSpec(alarm, runbooks),
          actionsEnabled: true,
          alarmActions: [...topics[alarm.severity], ...(alarm.severity === 'critical' ? investigations : [])],
          oKActions: [...topics[alarm.severity]],
          tags: tagList(tags),
        },
      });
    }
  }
}
