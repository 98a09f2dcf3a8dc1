/**
 * Order in which Argo CD applies the objects of an environment: a wave begins when all objects of the one before are
 * applied and healthy. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export const WAVES = {
  /** Namespaces, before everything that lives in them. */
  namespaces: -30,
  /** Configuration that only pods started later read (Fargate's log router reads it once, at pod start). */
  configuration: -10,
  /** Agents that collect logs and metrics. */
  agents: 0,
  /** What is observed, so that it starts with its collectors in place. */
  applications: 10,
} as const;

/** A wave by name. */
export type Wave = keyof typeof WAVES;
