import { toYaml } from '../common/yaml';
import type { Alert } from './alert';

/** Where alerts go. */
export interface AlertmanagerProps {
  /** Topic that people read. */
  readonly topicArn: string;
  /** Topic of the watchdog. */
  readonly watchdogTopicArn: string;
  readonly region: string;
  /** Every alert that may come: what supersedes what. */
  readonly alerts: readonly Pick<Alert, 'name' | 'supersedes' | 'labels'>[];
}

/**
 * Alertmanager of Amazon Managed Prometheus: what wakes somebody at once, the rest together, the watchdog to a topic of its own, where
 * an alarm of CloudWatch misses it when it stops. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html
 */
export function alertmanagerConfiguration({ topicArn, watchdogTopicArn, region, alerts }: AlertmanagerProps): string {
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
      repeat_interval: '24h',
      routes: [
        { matchers: ['alertname="Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '5m' },
        { matchers: ['severity="critical"'], receiver: 'topic', group_wait: '10s', repeat_interval: '1h' },
      ],
    },
    // Who hears of the whole needs no word of its parts.
    inhibit_rules: inhibitions(alerts),
    receivers: [receiver('topic', topicArn), receiver('watchdog', watchdogTopicArn)],
  };
  return toYaml({ alertmanager_config: toYaml(configuration) });
}

/** Each alert with what it supersedes, once: of its cluster and, if it is of an objective, of that objective. */
function inhibitions(alerts: AlertmanagerProps['alerts']) {
  const rules = alerts.flatMap(({ name, labels, supersedes }) =>
    supersedes
      ? [
          {
            source_matchers: [`alertname="${name}"`],
            target_matchers: [`alertname=~"${supersedes.join('|')}"`],
            equal: ['cluster', ...(labels?.slo ? ['slo'] : [])],
          },
        ]
      : [],
  );
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
