/**
 * Order in which Argo CD applies the objects of an environment: a wave begins when all objects of the one before are
 * applied and healthy. What an agent needs to lose nothing comes before it; what only adds to the stack comes last, so that
 * a missing controller there holds nothing up. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export const WAVES = {
  /** Namespaces, before everything that lives in them. */
  namespaces: -50,
  /** IAM policies: they refer to nothing. */
  policies: -46,
  /** IAM roles: they refer to policies. */
  roles: -44,
  /** Replicas of buckets, before the buckets that copy to them. */
  replicas: -42,
  /** Log groups and buckets: they name roles. */
  foundations: -40,
  /** Who gets which role. Pod Identity gives credentials only to pods that start after their association. */
  identities: -30,
  /** Configuration that only pods started later read (Fargate's log router reads it once, at pod start). */
  configuration: -10,
  /** Agents that ship to CloudWatch. */
  agents: 0,
  /** Where metrics go: Amazon Managed Prometheus, its rules and receivers. */
  metricsBackend: 5,
  /** Agents that ship to the metrics backend. */
  metricsAgents: 8,
  /** What is observed, so that it starts with its collectors in place. */
  applications: 10,
  /** What builds on the rest: alarms, dashboards. */
  insights: 20,
  /** AWS resources outside the cluster, in the order of their dependencies. */
  network: 30,
  networkAttachments: 32,
  loadBalancing: 34,
  /** ECS refuses a service whose target group has no listener yet. */
  services: 36,
  /** Objects of grafana-operator, after everything else: where it is missing, their sync fails, and what is behind them would wait. */
  managedGrafana: 40,
} as const;

/** A wave by name. */
export type Wave = keyof typeof WAVES;

/** Puts one object of a chart into another wave than its chart's. */
export const waveAnnotation = (wave: Wave): Record<string, string> => ({
  'argocd.argoproj.io/sync-wave': String(WAVES[wave]),
});
