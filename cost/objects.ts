/** An object of an environment, as far as cost reads it. */
export interface CostObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: the body of an object is as varied as Kubernetes; schemas check it.
  readonly [field: string]: any;
}

/** What an environment becomes: what is charged for by the number of its objects is counted here. */
export interface Objects {
  /** Every Kubernetes object. */
  readonly manifests: readonly CostObject[];
  /** Text of the CloudFormation templates. */
  readonly template: string;
}

/** Objects of a kind whose API group begins so. */
export const ofKind = ({ manifests }: Objects, kind: string, group = ''): CostObject[] =>
  manifests.filter((object) => object.kind === kind && object.apiVersion.startsWith(group));

/** Resources of a type in the templates. */
export const countInTemplate = ({ template }: Objects, type: string): number =>
  template.split('\n').filter((line) => line.trim() === `Type: ${type}`).length;
