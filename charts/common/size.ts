import { Quantity, type ResourceRequirements } from 'cdk8s-plus-28/lib/imports/k8s';

/** How much a container may take of its node. */
export interface ContainerSize {
  /** CPU request, a Kubernetes quantity. */
  readonly cpuRequest: string;
  /** Memory request and limit, a Kubernetes quantity. */
  readonly memoryLimit: string;
}

/** What a container of that size asks for: all of its memory, which nobody can take back, and no CPU limit, which only slows down. */
export function resources({ cpuRequest, memoryLimit }: ContainerSize): ResourceRequirements {
  const memory = Quantity.fromString(memoryLimit);
  return { requests: { cpu: Quantity.fromString(cpuRequest), memory }, limits: { memory } };
}
