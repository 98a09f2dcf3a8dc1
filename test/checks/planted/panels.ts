import { inText, type Planted } from './types';

const FILE = 'grafana.k8s.yaml';

/** Faults in the dashboards of Grafana. */
export const PANELS: readonly Planted[] = [
  {
    fault: 'a panel of what an alert watches that leads to no runbook of it',
    environment: 'dev',
    change: inText(FILE, /runbooks\/fluent-bit-dropping-logs\.md/, 'runbooks/fluent-bit-missing.md'),
    finds: {
      graphsLeadToRunbooks:
        /panel "Log records lost".* "fluentbit_output_dropped_records_total log-agents" is what an alert or an alarm watches, and no link leads to its runbook; expected: .*fluent-bit-dropping-logs/,
    },
  },
  {
    fault: 'a panel on a metric that nothing emits',
    environment: 'dev',
    change: inText(FILE, 'fluentbit_input_records_total', 'fluentbit_input_lines_total'),
    finds: { rulesAreOnEmittedMetrics: /"fluentbit_input_lines_total" is a metric that nothing here emits/ },
  },
  {
    fault: 'a panel on a metric of nodes that Alloy does not keep',
    environment: 'dev',
    change: inText(FILE, 'machine_cpu_cores', 'machine_cpu_sockets'),
    finds: {
      rulesAreOnEmittedMetrics: /"machine_cpu_sockets" is a metric that nothing here emits/,
      keptMetricsAreRead: /"machine_cpu_cores" is kept, and no rule and no panel reads it/,
    },
  },
  {
    fault: 'a panel about an application that nothing deploys',
    environment: 'dev',
    change: inText(FILE, /(nginx_connections_active.*?app=\\")tictactoe/, '$1chess'),
    finds: { panelsShowWhatIsCollected: /"tictactoe-dev\/chess" is no application whose metrics are collected/ },
  },
  {
    fault: 'a panel whose query is not PromQL',
    environment: 'dev',
    change: inText(FILE, 'sum by (pod) (nginx_connections', 'sum by pod (nginx_connections'),
    finds: { rulesAreOnEmittedMetrics: /is not PromQL at character/ },
  },
  {
    fault: 'a panel that asks a datasource by another name',
    environment: 'dev',
    change: inText(
      FILE,
      '"datasource": {"uid":"amazon-prometheus"},\n              "expr"',
      '"datasource": {"uid":"prometheus"},\n              "expr"',
    ),
    finds: {
      panelsAskWhatIsThere: /"prometheus" is no datasource of Grafana; expected: one of amazon-cloudwatch, amazon/,
    },
  },
  {
    fault: 'a panel on a log group by another name',
    environment: 'dev',
    change: inText(FILE, '"name": "/eks/tictactoe"', '"name": "/eks/tic-tac-toe"'),
    finds: { panelsAskWhatIsThere: /"\/eks\/tic-tac-toe" is a log group that nothing creates/ },
  },
  {
    fault: 'a panel on more log groups than a query reads',
    environment: 'dev',
    change: inText(FILE, '"logGroups": [', `"logGroups": [${'{"arn":"a","name":"/eks/tictactoe"},'.repeat(50)}`),
    finds: { panelsAskWhatIsThere: /51 is more log groups than a query reads; expected: at most 50/ },
  },
  {
    fault: 'a panel on a metric that CloudWatch does not have',
    environment: 'dev',
    change: inText(FILE, '"metricName": "IncomingBytes"', '"metricName": "IncomingByte"'),
    finds: { watchedMetricsAreEmitted: /"AWS\/Logs IncomingByte .*" is a metric that nothing here emits/ },
  },
  {
    fault: 'a dashboard that is no JSON',
    environment: 'dev',
    change: inText(FILE, '"editable": false,', '"editable": no,'),
    finds: {
      configurationsCanBeRead: /has a configuration that cannot be read/,
      panelsAskWhatIsThere: /is no JSON: Grafana would leave the dashboard out/,
    },
  },
];
