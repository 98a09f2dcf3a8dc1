import type { IResolver, ResolutionContext } from 'cdk8s';
import { routerChecksumAnnotations } from './checksum';

/** Where pods run on Fargate, and what their log router reads. */
export interface FargateRouter {
  /** Whether a Fargate profile selects the pods of a namespace. */
  readonly runsOnFargate: (namespace: string) => boolean;
  /** Data of the router's ConfigMap. Asked for once, and only when a pod needs it. */
  readonly configuration: () => Record<string, string>;
}

/** Path of the metadata of pods that run until they are replaced. */
const PODS = 'spec.template.metadata';

/**
 * Resolver of an app: all pods on Fargate, whosever they are, carry the checksum of what their log router reads. It reads that only when
 * they start, so a change must start new ones.
 */
export class RouterChecksumResolver implements IResolver {
  private rendered?: Record<string, string>;

  /** @param router where pods run on Fargate, and what their log router reads */
  constructor(private readonly router: FargateRouter) {}

  /** Adds the annotation to the metadata of a pod template; leaves all else alone. */
  resolve(context: ResolutionContext): void {
    const { key, obj, value } = context;
    if (key.join('.') !== PODS || obj.kind === 'Job') return;
    if (!this.router.runsOnFargate(obj.metadata.namespace ?? '')) return;
    this.rendered ??= routerChecksumAnnotations(this.router.configuration());
    const annotations = this.rendered;
    // cdk8s resolves what a resolver gives again.
    if (Object.keys(annotations).every((name) => value.annotations?.[name])) return;
    context.replaceValue({ ...value, annotations: { ...value.annotations, ...annotations } });
  }
}
