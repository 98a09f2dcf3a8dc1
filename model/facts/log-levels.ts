/** A level of the log policy as loggers write it: `info`, `INFO`, `Info`. */
export const spellings = (level: string): string[] => [
  level,
  level.toUpperCase(),
  `${level.charAt(0).toUpperCase()}${level.slice(1)}`,
];

/**
 * How the levels begin that count as errors, whatever comes after (`err`, `error`; `crit`, `critical`): those of common loggers,
 * java.util.logging (`severe`) and syslog (`emerg` to `err`).
 */
export const ERROR_LEVELS = ['err', 'fatal', 'crit', 'panic', 'severe', 'alert', 'emerg'] as const;
