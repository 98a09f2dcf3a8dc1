import { walGibibytes } from '../../model/budgets/alloy';
import type { Running } from '../running';
import { all, IDLE, isLoopback, optionOf, type Program, portOf } from './types';

/** https://grafana.com/docs/alloy/latest/reference/http/ */
const ALLOY_PATHS = /^\/(-\/(ready|healthy|reload)|metrics|debug\/.*)?$/;

/** Grafana Alloy. https://grafana.com/docs/alloy/latest/reference/cli/run/ */
export function alloy(container: Running): Program {
  const name = 'Alloy';
  const path = /\brun (\S+)/.exec(container.commandLine)?.[1] ?? '';
  const file = container.files.get(path);
  const address = optionOf(container, '--server.http.listen-addr') ?? '127.0.0.1:12345';
  const storage = optionOf(container, '--storage.path') ?? 'data-alloy';
  const intervals = all(file?.text ?? '', /scrape_interval\s*=\s*"(\d+)s"/g).map(Number);
  const { memoryLimit } = container;
  const gibibytes =
    memoryLimit && /^\d+[MG]i$/.test(memoryLimit) && intervals.length > 0
      ? walGibibytes(memoryLimit, Math.min(...intervals))
      : undefined;
  return {
    name,
    ...IDLE,
    file,
    listens: [{ port: portOf(address), loopback: isLoopback(address), serves: (path) => ALLOY_PATHS.test(path) }],
    writes: [{ path: storage, bytes: gibibytes && gibibytes * 2 ** 30 }],
    reads: [path],
    variables: all(file?.text ?? '', /\bsys\.env\("(\w+)"\)/g),
  };
}

/** What the agent writes below its own folder, however it is configured. */
const CLOUDWATCH_AGENT_WRITES = ['etc', 'var', 'logs'].map((folder) => ({
  path: `/opt/aws/amazon-cloudwatch-agent/${folder}`,
}));

/** The CloudWatch agent; its health check is an extension of the collector within. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-OpenTelemetry-metrics.html */
export function cloudWatchAgent(container: Running): Program {
  const path = '/etc/cwagentconfig/cwagentconfig.json';
  const file = container.files.get(path);
  const collector = JSON.parse(container.env.get('CW_OTEL_CONFIG_CONTENT') ?? '{}');
  const { endpoint, path: healthPath = '/' } = collector.extensions?.health_check ?? {};
  const isStarted = collector.service?.extensions?.includes('health_check');
  const scraped = JSON.parse(file?.text ?? '{}').logs?.metrics_collected?.prometheus?.prometheus_config_path;
  return {
    name: 'the CloudWatch agent',
    ...IDLE,
    file,
    listens:
      endpoint && isStarted
        ? [{ port: portOf(endpoint), loopback: isLoopback(endpoint), serves: (path) => path === healthPath }]
        : [],
    writes: CLOUDWATCH_AGENT_WRITES,
    reads: [path, ...(scraped ? [scraped] : [])],
  };
}
