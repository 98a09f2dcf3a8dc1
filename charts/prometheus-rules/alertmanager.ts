import { dayParts, type MaintenanceWindow, timeOf, WEEKDAYS } from '../../model/facts/maintenance';
import { SEVERITIES, type Severity } from '../../model/facts/severities';
import type { TopicsBySeverity } from '../../model/names/notifications';
import { toYaml } from '../common/yaml';
import type { Alert } from './alert';

/** Where alerts go. */
export interface AlertmanagerProps {
  /** Topics that hear of an alert of a severity. */
  readonly topics: TopicsBySeverity;
  /** Topics whose readers are chat applications, by severity. */
  readonly chatTopics: Readonly<Partial<Record<Severity, string>>>;
  /** Topic of the watchdog. */
  readonly watchdogTopicArn: string;
  readonly region: string;
  /** Windows in which nobody is told. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** Every alert that may come: what supersedes what. */
  readonly alerts: readonly Pick<Alert, 'name' | 'supersedes' | 'labels'>[];
}

const SUBJECT = '{{ .CommonLabels.severity }}: {{ .CommonLabels.alertname }} ({{ .Status }})';

/** Most alerts that a message to a channel describes. */
const MOST_IN_CHAT = 10;

/** A value within a string of JSON: what would end the string or is a control character becomes a blank. */
const inJson = (value: string): string => `{{ ${value} | reReplaceAll \`["\\\\[:cntrl:]]\` " " }}`;

/**
 * What chat applications show: of other messages that are not of AWS they show nothing.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
const chatMessage = (): string => {
  const title = `${inJson('.CommonLabels.severity')}: ${inJson('.CommonLabels.alertname')} ({{ .Status }})`;
  const link = '{{ with $alert.Annotations.runbook_url }} {{ . }}{{ end }}';
  const one = `${inJson('$alert.Annotations.summary')}: ${inJson('$alert.Annotations.description')}${link}\\n`;
  const description = `{{ range $index, $alert := .Alerts }}{{ if lt $index ${MOST_IN_CHAT} }}${one}{{ end }}{{ end }}{{ len .Alerts }} in all`;
  return `{"version":"1.0","source":"custom","content":{"textType":"client-markdown","title":"${title}","description":"${description}"}}`;
};

/**
 * Alertmanager of Amazon Managed Prometheus: what wakes somebody at once, the rest together, each severity to its topics, the watchdog to a topic of its own, where
 * an alarm of CloudWatch misses it when it stops. https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-config.html
 */
export function alertmanagerConfiguration(props: AlertmanagerProps): string {
  const { topics, chatTopics, watchdogTopicArn, region, alerts, maintenance } = props;
  const target = (topic_arn: string) => ({
    topic_arn,
    sigv4: { region },
    subject: SUBJECT,
    attributes: { severity: '{{ .CommonLabels.severity }}' },
  });
  const receiver = (name: string, topicArns: readonly string[], chatTopicArn?: string) => ({
    name,
    sns_configs: [
      ...topicArns.map(target),
      ...(chatTopicArn === undefined ? [] : [{ ...target(chatTopicArn), message: chatMessage() }]),
    ],
  });
  const configuration = {
    route: {
      // Rules of others may have severities of their own: somebody looks at them, nobody is woken.
      receiver: 'warning',
      group_by: ['alertname', 'cluster', 'slo'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '24h',
      routes: [
        { matchers: ['alertname="Watchdog"'], receiver: 'watchdog', group_wait: '0s', repeat_interval: '5m' },
        // It stays so until the window has moved on, for days, and nobody can repair it at night.
        { matchers: ['alertname="ErrorBudgetGone"'], receiver: 'critical', ...muted('critical', maintenance) },
        {
          matchers: ['severity="critical"'],
          receiver: 'critical',
          group_wait: '10s',
          repeat_interval: '1h',
          ...muted('critical', maintenance),
        },
        { matchers: ['severity="info"'], receiver: 'info', ...muted('info', maintenance) },
        // The root cannot be muted.
        ...(muted('warning', maintenance) ? [{ receiver: 'warning', ...muted('warning', maintenance) }] : []),
      ],
    },
    ...(maintenance.length > 0 && { time_intervals: maintenance.map(timeInterval) }),
    // Who hears of the whole needs no word of its parts.
    inhibit_rules: inhibitions(alerts),
    receivers: [
      ...SEVERITIES.map((severity) => receiver(severity, topics[severity], chatTopics[severity])),
      receiver('watchdog', [watchdogTopicArn]),
    ],
  };
  return toYaml({ alertmanager_config: toYaml(configuration) });
}

/** The windows that mute a severity; undefined: none does. */
function muted(severity: Severity, windows: readonly MaintenanceWindow[]): object | undefined {
  const names = windows.filter(({ severities }) => severities.includes(severity)).map(({ name }) => name);
  return names.length > 0 ? { mute_time_intervals: names } : undefined;
}

/** https://prometheus.io/docs/alerting/latest/configuration/#time_interval */
const timeInterval = (window: MaintenanceWindow) => ({
  name: window.name,
  time_intervals: dayParts(window).map(({ weekdays, from, to }) => ({
    ...(weekdays.length < WEEKDAYS.length && { weekdays }),
    times: [{ start_time: timeOf(from), end_time: timeOf(to) }],
    location: window.timezone,
  })),
});

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
