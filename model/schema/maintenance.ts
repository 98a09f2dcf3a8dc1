import { z } from 'zod';
import { WEEKDAYS } from '../facts/maintenance';
import { SEVERITIES } from '../facts/severities';
import { dnsLabel } from './primitives';

const TIMEZONE = 'a time zone: a name of the IANA, such as "Europe/Berlin", or "UTC"';

/** Whether this Node knows the zone; spelled as it is, because Go, which reads it, knows no other spelling. */
const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

/** Windows in which nobody is told. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html */
export const maintenanceSchema = z
  .array(
    z.strictObject({
      name: dnsLabel().describe('Name of the window: part of the names of its mute rules.'),
      weekdays: z
        .array(z.enum(WEEKDAYS, { error: 'a day of the week' }))
        .min(1)
        .default([...WEEKDAYS])
        .describe('Days on which it begins.'),
      start: z
        .string()
        .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { error: 'a time of the day: HH:MM, from "00:00" to "23:59"' })
        .describe('When it begins.'),
      durationMinutes: z
        .int()
        .min(1)
        .max(1440)
        .describe('How long it is. A longer time is several windows.')
        .meta({ unit: 'minutes' }),
      timezone: z
        .string()
        .regex(/^(UTC|[A-Z][A-Za-z_-]{1,20}(\/[A-Z][A-Za-z_-]{1,20}){1,2})$/, { error: TIMEZONE, abort: true })
        .refine(isTimezone, { error: TIMEZONE })
        .default('UTC')
        .describe('Time zone of `start` and `weekdays`.'),
      severities: z
        .array(z.enum(SEVERITIES, { error: 'a severity' }))
        .min(1)
        .default([...SEVERITIES])
        .describe('Severities that nobody is told of. The watchdog is never muted.'),
    }),
  )
  // Each is a mute rule or more; AWS does not say how many an account may have.
  .max(20)
  .default([]);
