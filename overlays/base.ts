import type { EnvironmentInput } from '../model/schema/environment';

/** What our environments share. A setting that only one of them has belongs in its own file. */
export const base = {
  logs: { logGroupPrefixes: ['/eks/'] },
  argocd: { repoUrl: 'https://git.example.com/platform/aws-observability.git' },
} satisfies Partial<EnvironmentInput>;
