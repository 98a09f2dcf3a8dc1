import { toYaml } from '../common/yaml';

/** Where alerts go. */
export interface AlertmanagerProps {
  /** Topic that people read. */
  readonly topicArn: string;
  /** Topic of the watchdog. */
  readonly watchdogTopicArn: string;
  readonly region: string;
}

/**
 * Alertmanager of Amazon Managed Prometheus: pages at once, tickets together, the watchdog to a topic of its own, where an alarm
 * of CloudWatch misses it when it stops. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html
 */
export function alertmanagerConfiguration({ topicArn, watchdogTopicArn, region }: AlertmanagerProps): string {
  const receiver = (name: string, topic: string) => ({
    name,
    sns_configs: [
      {
        topic_arn: topic,
        sigv4: { region },
        subject: '{{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }} ({{ .Status }})',
        attributes: { severity: '{{ .CommonLabels.severity }}' },
      },
    ],
  });
  const configuration = {
    route: {
      receiver: 'topic',
      group_by: ['alertname', 'cluster', 'slo'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        { matchers: ['severity="page"'], receiver: 'topic', group_wait: '10s', repeat_interval: '1h' },
        { matchers: ['alertname="Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '5m' },
      ],
    },
    // Somebody who is paged for a fast burn needs no ticket for the slow one.
    inhibit_rules: [
      {
        source_matchers: ['alertname="ErrorBudgetBurnFast"'],
        target_matchers: ['alertname="ErrorBudgetBurnSlow"'],
        equal: ['cluster', 'slo'],
      },
    ],
    receivers: [receiver('topic', topicArn), receiver('watchdog', watchdogTopicArn)],
  };
  return toYaml({ alertmanager_config: toYaml(configuration) });
}
