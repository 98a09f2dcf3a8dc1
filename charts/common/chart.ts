import { type App, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { type Wave, waveAnnotation } from '../../model/names/waves';

/** Kinds without a namespace among those that the stack writes; a test holds the list against the Kubernetes schema. */
export const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'PriorityClass',
  'StorageClass',
  'CustomResourceDefinition',
]);

/** An object as it is written to dist/. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: the body of an object is as varied as Kubernetes; schemas check it.
  [field: string]: any;
}

/** What is the same for all objects of a chart. */
export interface ComponentChartProps {
  /** Namespace of every namespaced object that does not name another. @default - each object names its own */
  readonly namespace?: string;
  /** Argo CD sync wave of the objects that do not carry one of their own. @default - none: Argo CD does not apply them */
  readonly wave?: Wave;
  /** Folder of its file within that of the environment. @default - the environment's own, which Argo CD reads */
  readonly folder?: string;
}

/**
 * Base of every chart: one component, one dist file, one `app.kubernetes.io/name`.
 * Names are exactly what the chart writes (no hashes): every object gives `metadata.name`.
 */
export class ComponentChart extends Chart {
  /** Labels of every object and pod template of the component; versions belong in annotations and images. */
  readonly componentLabels: Record<string, string>;
  /** Labels that select the pods of the component: stable, because selectors are immutable. */
  readonly selectorLabels: Record<string, string>;
  /** Folder of its file within that of the environment. */
  readonly folder: string;
  /** What the environment asks for and the component cannot give, and what to do instead; synth prints each, one line. */
  readonly notices: string[] = [];
  private readonly wave?: Wave;
  private manifests?: Manifest[];

  constructor(scope: Construct, component: string, props: ComponentChartProps) {
    const selectorLabels = { 'app.kubernetes.io/name': component };
    const componentLabels = {
      ...selectorLabels,
      'app.kubernetes.io/part-of': 'aws-observability',
      'app.kubernetes.io/managed-by': 'cdk8s',
    };
    super(scope, component, { namespace: props.namespace, labels: componentLabels, disableResourceNameHashes: true });
    this.componentLabels = componentLabels;
    this.selectorLabels = selectorLabels;
    this.folder = props.folder ?? '.';
    this.wave = props.wave;
  }

  /**
   * The objects of the chart with what is the same for all of them: scope, sync wave, sync options. Rendered once; who adds an
   * object after that gets an error.
   */
  override toJson(): Manifest[] {
    if (!this.manifests) {
      this.manifests = (super.toJson() as Manifest[]).map((manifest) => finish(manifest, this.wave));
      this.close();
    }
    return this.manifests;
  }

  /** Refuses further objects: they would be missing in dist/. */
  private close(): void {
    for (const { node } of this.node.findAll()) {
      node.lock();
      // The error of a locked node does not name what is added; this one does.
      Object.defineProperty(node, 'addChild', {
        value: (_: IConstruct, id: string) => {
          throw new Error(`chart "${this.node.id}" is rendered: "${id}" comes too late, and would be missing in dist/`);
        },
      });
    }
  }

  override generateObjectName(): string {
    throw new Error(`an object of chart "${this.node.id}" has no metadata.name`);
  }
}

/** The charts that an app has so far. */
export const chartsOf = (app: App): ComponentChart[] =>
  app.charts.filter((chart): chart is ComponentChart => chart instanceof ComponentChart);

/** The objects of all charts that an app has so far. */
export const manifestsOf = (app: App): Manifest[] => chartsOf(app).flatMap((chart) => chart.toJson());

/** An API group that Kubernetes itself serves, as opposed to one of a custom resource. */
const isBuiltIn = (apiVersion: string) =>
  !apiVersion.includes('/') || !apiVersion.includes('.') || /^[a-z.]+\.k8s\.io\//.test(apiVersion);

/** Adds what Argo CD needs to know of an object, and takes the namespace off cluster-scoped kinds (cdk8s stamps it on all). */
function finish(manifest: Manifest, wave?: Wave): Manifest {
  const { namespace, ...metadata } = manifest.metadata;
  const annotations = {
    ...(wave && waveAnnotation(wave)),
    // Without it one missing CRD fails the dry run of the whole sync.
    ...(wave &&
      !isBuiltIn(manifest.apiVersion) && { 'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true' }),
    ...metadata.annotations,
  };
  const scoped = CLUSTER_SCOPED.has(manifest.kind) || namespace === undefined ? {} : { namespace };
  return {
    ...manifest,
    metadata: sorted({
      ...metadata,
      ...scoped,
      ...(Object.keys(annotations).length > 0 && { annotations: sorted(annotations) }),
    }),
  };
}

/** The same, with its keys in the order that cdk8s gives all others. */
const sorted = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) as T;
