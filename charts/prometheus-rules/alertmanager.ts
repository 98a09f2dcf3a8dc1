import { toYaml } from '../common/yaml';

/**
 * Alertmanager of Amazon Managed Prometheus: pages at once, tickets together, the watchdog to the same topic once an hour.
 * https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html
 */
export function alertmanagerConfiguration({ topicArn, region }: { topicArn: string; region: string }): string {
  const configuration = {
    route: {
      receiver: 'topic',
      group_by: ['alertname', 'slo'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        { matchers: ['severity="page"'], receiver: 'topic', group_wait: '10s', repeat_interval: '1h' },
        { matchers: ['alertname="Watchdog"'], receiver: 'topic', group_wait: '0s', repeat_interval: '1h' },
      ],
    },
    // Somebody who is paged for a fast burn needs no ticket for the slow one.
    inhibit_rules: [
      {
        source_matchers: ['alertname="ErrorBudgetBurnFast"'],
        target_matchers: ['alertname="ErrorBudgetBurnSlow"'],
        equal: ['slo'],
      },
    ],
    receivers: [
      {
        name: 'topic',
        sns_configs: [
          {
            topic_arn: topicArn,
            sigv4: { region },
            subject: '{{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }} ({{ .Status }})',
            attributes: { severity: '{{ .CommonLabels.severity }}' },
          },
        ],
      },
    ],
  };
  return toYaml({ alertmanager_config: toYaml(configuration) });
}
