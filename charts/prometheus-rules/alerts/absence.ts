/**
 * Seconds of the last 15 minutes in which a node was there and a pod of the stack on it was not, by node. A sum, so that a pod
 * that is up now and then is seen too.
 * @param nodes whether kubelets are up @param pods whether the pods are
 */
export function missingSeconds(nodes: string, pods: string, scrapeIntervalSeconds: number): string {
  const scrapes = `sum by (node) (count_over_time(${nodes}[15m]))`;
  return [
    `${scrapeIntervalSeconds} * (`,
    `  ${scrapes}`,
    `  - (sum by (node) (sum_over_time(${pods}[15m])) or 0 * ${scrapes})`,
    ')',
  ].join('\n');
}

/** Share of the nodes from which on somebody is woken. */
export const MANY = 0.25;
