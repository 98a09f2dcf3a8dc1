import { z } from 'zod';
import { ownNamespace } from './primitives';

/** Applications of the catalogue (charts/sample-apps/catalogue.ts). */
export const SAMPLE_APPS = ['heartbeat', 'tictactoe', 'memcached', 'haproxy', 'tomcat', 'envoy'] as const;
/** One of them. */
export type SampleAppName = (typeof SAMPLE_APPS)[number];

/** Sample applications. An application runs on Fargate if a Fargate profile selects its namespace. */
export const sampleAppsSchema = z
  .array(
    z.strictObject({
      name: z.enum(SAMPLE_APPS, { error: 'an application of the catalogue' }).describe('Application of the catalogue.'),
      namespace: ownNamespace().default('sample-apps').describe('Namespace that it runs in.'),
    }),
  )
  .default([]);
