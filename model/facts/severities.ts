/**
 * How urgent an alert or alarm is. `critical`: somebody is woken, because users are hurt or will be before the morning, or because
 * nobody could see whether they are. `warning`: somebody looks at it in working hours. `info`: it is there when somebody looks.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;

/** One of them. */
export type Severity = (typeof SEVERITIES)[number];
