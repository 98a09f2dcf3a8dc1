/** Kinds of personal data and secrets that the log routers replace (docs/redaction.md). */
export const REDACTIONS = [
  'email',
  'credit-card',
  'ssn',
  'bearer-token',
  'aws-key',
  'private-key',
  'iban',
  'ip-address',
] as const;

/** One of `REDACTIONS`. */
export type Redaction = (typeof REDACTIONS)[number];
