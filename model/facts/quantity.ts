const UNITS: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/**
 * Bytes of a Kubernetes quantity with a binary suffix, such as `256Mi`.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function bytes(quantity: string): number {
  const [, amount, unit = ''] = /^([0-9]+)(Ki|Mi|Gi|Ti)$/.exec(quantity) ?? [];
  if (!amount) throw new Error(`"${quantity}" is not a size such as "256Mi"`);
  return Number(amount) * (UNITS[unit] ?? Number.NaN);
}

/** Cores of a Kubernetes quantity of CPU, such as `250m`. */
export const cores = (quantity: string): number =>
  quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);

/** Bytes as `bytes`, in MiB. */
export const mebibytes = (quantity: string): number => bytes(quantity) / 2 ** 20;
