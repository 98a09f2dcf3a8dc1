import { z } from 'zod';
import { HIGHEST_TARGET, INDICATORS, OBJECTIVE_DAYS, SOURCE_KINDS } from '../facts/objectives';
import { dnsLabel } from './primitives';

/** Name of a listener in the metrics of a proxy: it becomes part of a query. */
const listener = () =>
  z.string().regex(/^[A-Za-z0-9_.-]{1,63}$/, { error: 'the name of a listener: 1–63 of A–Z, a–z, 0–9 and _ . -' });

/** Where the events of an objective come from. Which settings a kind needs is in `SOURCES`. */
const sourceSchema = z.strictObject({
  kind: z
    .enum(SOURCE_KINDS, { error: 'a source of events' })
    .describe('What counts the events. docs/objectives.md says what each source can tell.'),
  namespace: dnsLabel().optional().describe('Namespace of the pods that the events are of.'),
  application: dnsLabel().optional().describe('Application that the events are of: the label `app` of its series.'),
  loadBalancer: z
    .string()
    .regex(/^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, {
      error: 'the end of the ARN of an Application Load Balancer: app/<name>/<16 hexadecimal digits>',
    })
    .optional()
    .describe('Load balancer of the ECS service, known once ACK has created it: the end of its ARN.'),
  listener: listener()
    .optional()
    .describe(
      'Where users come in: with Envoy the `stat_prefix` of the connection manager, with HAProxy the frontend.',
    ),
});

const target = `a target: a number from 84 to ${HIGHEST_TARGET}, in percent of the events`;

/** Service level objectives. */
export const slosSchema = z
  .array(
    z.strictObject({
      name: dnsLabel().describe('Name of the objective: the label `slo` of its series.'),
      service: dnsLabel().describe('What users call it: the label `service` of its series.'),
      indicator: z
        .enum(INDICATORS, { error: 'an indicator' })
        .describe('What a good event is: one without a failure of the server, one that is quick, one that is recent.'),
      source: sourceSchema.describe('Where its events come from.'),
      target: z
        .number({ error: target })
        // Lower, and six hours of failure would be within what may burn: nobody would ever be woken. What is too high is a rule, which
        // says what it would allow.
        .refine((percent) => percent >= 84 && percent < 100, { error: target })
        .describe('Events that must be good, in percent.')
        .meta({ unit: 'percent' }),
      windowDays: z
        .literal(OBJECTIVE_DAYS, { error: 'a window with a table of burn rates' })
        .default(30)
        .describe('Days over which the target holds.')
        .meta({ unit: 'days' }),
      thresholdMilliseconds: z
        .int()
        .min(1)
        .max(3600000)
        .optional()
        .describe('With indicator `latency`: slower requests are bad.')
        .meta({ unit: 'ms' }),
      thresholdSeconds: z
        .int()
        .min(30)
        .max(86400)
        .optional()
        .describe('With indicator `freshness`: older data is bad.')
        .meta({ unit: 'seconds' }),
      silence: z
        .enum(['violated', 'unknown'], { error: 'a meaning of silence' })
        .default('unknown')
        .describe(
          'What it means that there are no events. `violated`: usual traffic has failed, somebody is woken. `unknown`: a quiet time; only a source that is missing is reported.',
        ),
      minimumEvents: z
        .int()
        .min(1)
        .max(1000000)
        .default(100)
        .describe(
          'Fewest events in an hour, six hours, a day, three days with which burning is judged. Never so few that a single bad one would be too much.',
        )
        .meta({ unit: 'events' }),
    }),
  )
  .default([]);

/** An objective, with every default. */
export type Objective = z.output<typeof slosSchema>[number];
