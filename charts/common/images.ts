import type { IResolver, ResolutionContext } from 'cdk8s';
import { type ImageSettings, pulled } from '../../model/names/images';

/** Fields that hold containers, of Kubernetes and of ECS. */
const CONTAINERS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'containerDefinitions']);

/**
 * Resolver of an app: the images of all containers as the environment pulls them. cdk8s shows it every value that it renders, with
 * the path of its field.
 */
export class ImageResolver implements IResolver {
  /** Lists that it made: cdk8s resolves what a resolver gives again, and a mirror may be behind another one. */
  private readonly made = new WeakSet<object>();

  /** @param settings what stands in for the images of the list, and for the registries that they come from */
  constructor(private readonly settings: ImageSettings) {}

  /** Replaces a list of containers; leaves all else alone. */
  resolve(context: ResolutionContext): void {
    const { key, value } = context;
    if (!CONTAINERS.has(key.at(-1) ?? '') || !Array.isArray(value) || this.made.has(value)) return;
    const containers = value.map((container: { image?: string }) => ({
      ...container,
      ...(container.image && { image: pulled(container.image, this.settings) }),
    }));
    this.made.add(containers);
    context.replaceValue(containers);
  }
}
