import type { EnvironmentInput } from '../model/schema/environment';

/** What our environments share. A setting that only one of them has belongs in its own file. */
export const base = {
  logs: { logGroupPrefixes: ['/eks/'] },
  argocd: { repoUrl: 'https://git.example.com/platform/aws-observability.git' },
  runbooks: { baseUrl: 'https://docs.example.com/platform/runbooks' },
} satisfies Partial<EnvironmentInput>;

/** What the game promises its players: answers, quick ones, hardly a failure, and pods that run. */
export const promisesOf = (namespace: string): NonNullable<EnvironmentInput['slos']> => [
  {
    name: 'tictactoe-availability',
    service: 'tictactoe',
    indicator: 'availability',
    source: { kind: 'access-log', namespace, application: 'tictactoe' },
    target: 99.9,
  },
  {
    name: 'tictactoe-latency',
    service: 'tictactoe',
    indicator: 'latency',
    source: { kind: 'access-log', namespace, application: 'tictactoe' },
    thresholdMilliseconds: 200,
    target: 95,
  },
  {
    name: 'tictactoe-errors',
    service: 'tictactoe',
    indicator: 'error-ratio',
    source: { kind: 'access-log', namespace, application: 'tictactoe' },
    target: 99.9,
  },
  {
    name: 'tictactoe-pods',
    service: 'tictactoe',
    indicator: 'availability',
    source: { kind: 'targets', namespace, application: 'tictactoe' },
    target: 99.9,
    silence: 'violated',
  },
];
