import { z } from 'zod';
import { cpuQuantity, sizeQuantity } from './primitives';

/** Kubernetes events: what the API server says of pods, nodes and volumes, and forgets after an hour. */
export const kubernetesEventsSchema = z.strictObject({
  collect: z
    .boolean()
    .default(true)
    .describe(
      'Send them to a log group of their own, where pods can run in namespaces.kubernetesEvents. Queries for restarts read it.',
    ),
  cpuRequest: cpuQuantity(4).default('10m').describe('CPU request of the pod.'),
  memoryLimit: sizeQuantity('64Mi', '2Gi').default('128Mi').describe('Memory request and limit of the pod.'),
});
