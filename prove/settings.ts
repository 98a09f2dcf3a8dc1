/** Settings of the overlay that a chart is made from, by the name of its file in dist/. */
const SETTINGS: Record<string, string> = {
  alarms: 'metrics, cloudwatchAgent, logs',
  alloy: 'metrics',
  argocd: 'argocd',
  'cloudwatch-agent': 'cloudwatchAgent',
  dashboards: 'metrics, cloudwatchAgent, logs',
  'ecs-firelens': 'ecs',
  'fargate-logging': 'logs, compute.fargateProfiles',
  'fargate-profiles': 'compute.fargateProfiles',
  'fluent-bit': 'logs',
  iam: 'identity',
  'log-archive': 'archive',
  'log-groups': 'logs',
  namespaces: 'namespaces',
  notifications: 'notifications',
  'prometheus-rules': 'metrics',
  'prometheus-workspace': 'metrics.workspace',
  'sample-apps': 'sampleApps',
};

/** The settings that an object of a chart comes from: `overlays/prod.ts metrics`. */
export const settingsOf = (environment: string, component: string): string =>
  [`overlays/${environment}.ts`, SETTINGS[component]].filter(Boolean).join(' ');
