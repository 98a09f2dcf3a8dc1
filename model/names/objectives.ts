/** Name of an objective in Application Signals. */
export const sloName = (environmentName: string, objective: string): string =>
  `observability-${environmentName}-${objective}`;
