import { z } from 'zod';

/** A figure on average, and at most. */
const range = (from: number, to: number, { least = 0, most, unit }: { least?: number; most: number; unit: string }) => {
  const figure = (value: number, what: string) =>
    z.int().min(least).max(most).default(value).describe(what).meta({ unit });
  return z.strictObject({ from: figure(from, 'On average.'), to: figure(to, 'At most.') }).prefault({});
};

const percent = (value: number) => z.int().min(0).max(100).default(value);

/** What the estimate of cost needs to know and nothing else says. Every default is an assumption, and the estimate says so. */
export const costSchema = z.strictObject({
  nodes: range(3, 6, { most: 5000, unit: 'nodes' }).describe('EC2 nodes of the cluster.'),
  fargatePods: range(2, 4, { most: 5000, unit: 'pods' }).describe('Pods on Fargate, where the cluster has profiles.'),
  podsPerNode: z
    .int()
    .min(1)
    .max(250)
    .default(20)
    .describe('Pods of an EC2 node. A pod on Fargate, or a task of ECS, logs what one of them does.')
    .meta({ unit: 'pods' }),
  logPercentOfPeak: range(10, 100, { most: 100, unit: '%' }).describe(
    'Container logs over a month, as a share of logs.peakKibibytesPerSecond on every node.',
  ),
  debugPercent: percent(20).describe('Share of the container logs that is of level trace or debug, in bytes.'),
  infoPercent: percent(70).describe('Share of the container logs that is of level info, in bytes.'),
  tracedPercent: percent(50).describe(
    'Share of the info lines that has a trace ID, in bytes: only those are sampled by logs.sampleInfoPercent.',
  ),
  workloads: range(20, 60, { most: 100000, unit: 'workloads' }).describe(
    'Deployments and other workloads that log on EC2 nodes: each has metrics of its own in CloudWatch.',
  ),
  applicationSeries: range(1000, 10000, { most: 1e9, unit: 'series' }).describe(
    'Active series of your applications that Alloy scrapes, without those of the stack and of the kubelets.',
  ),
  dashboardViewsPerDay: range(5, 50, { most: 100000, unit: 'views' }).describe(
    'How often the dashboard of logs is opened or refreshes itself; each time its tables are read again.',
  ),
  grafanaUsers: range(1, 5, { least: 1, most: 10000, unit: 'users' }).describe(
    'People who use the workspace of Amazon Managed Grafana, as editors.',
  ),
});

/** What an environment may cost. */
export const budgetSchema = z.strictObject({
  monthlyUsd: z
    .int()
    .min(1)
    .max(1e9)
    .describe('Most that `npm run cost` may estimate for a month, at the high end of its range.')
    .meta({ unit: 'USD' }),
});
