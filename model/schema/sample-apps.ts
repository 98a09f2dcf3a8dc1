import { z } from 'zod';
import { ownNamespace } from './primitives';

/** Applications of the catalogue (charts/sample-apps/catalogue.ts). */
export const SAMPLE_APPS = ['heartbeat', 'tictactoe', 'memcached', 'haproxy', 'tomcat', 'envoy'] as const;
/** One of them. */
export type SampleAppName = (typeof SAMPLE_APPS)[number];

/** Sample applications. One whose namespace a Fargate profile selects runs on Fargate. */
export const sampleAppsSchema = z
  .array(
    z.strictObject({
      name: z.enum(SAMPLE_APPS, { error: 'an application of the catalogue' }).describe('Application of the catalogue.'),
      namespace: ownNamespace().default('sample-apps').describe('Namespace that it runs in.'),
    }),
  )
  .default([]);
