import { KubeSecret } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { Application, AppProject } from '../../imports/argoproj.io';
import { type ClusterRef, clusterArn } from '../../model/names/aws';
import { BOOTSTRAP_FOLDER } from '../../model/names/bootstrap-steps';
import { ComponentChart, type Manifest } from '../common/chart';
import { permissionsFor } from '../common/permissions';

/** Marks a Secret that tells Argo CD of a cluster. https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
const CLUSTER_LABEL = { 'argocd.argoproj.io/secret-type': 'cluster' };

/** Argo CD's name for the cluster that it runs in. */
const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Options of every sync. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
export const SYNC_OPTIONS = [
  // Namespaces are separate objects, which carry their Pod Security level.
  'CreateNamespace=false',
  // Fields that others write into our objects stay theirs (ACK's defaults, FieldExport's values). It also avoids the size limit of
  // the annotation that a client-side apply needs.
  'ServerSideApply=true',
  // Prunes an object only when its replacement is healthy.
  'PruneLast=true',
  // If another Application owns the same object, the sync fails visibly instead of both fighting over it.
  'FailOnSharedResource=true',
  // Not ApplyOutOfSyncOnly: a retry would skip objects that are applied but not healthy, and agents would start without their role.
];

/** Props of the Application and its project. */
export interface ArgoCdProps {
  /** Name of the environment: the folder of its manifests. */
  readonly environmentName: string;
  /** The cluster that is observed. */
  readonly cluster: ClusterRef;
  /** Namespace that Argo CD watches for Applications. */
  readonly namespace: string;
  /** Self-managed Argo CD, or the capability of EKS. */
  readonly flavor: 'self-managed' | 'eks-capability';
  /** Git repository that holds dist/. */
  readonly repoUrl: string;
  /** Branch, tag or commit that is followed. */
  readonly targetRevision: string;
  /** Path of dist/ in the repository. */
  readonly path: string;
  /** Name of the AppProject. */
  readonly project: string;
  /** Cluster to apply to. @default - the one that Argo CD runs in; for the capability of EKS, the ARN of the cluster */
  readonly destinationServer?: string;
  /** Namespace for objects that name none. There are none, but Argo CD requires one that the project allows. */
  readonly defaultNamespace: string;
  /** Every object that Argo CD applies: the project allows these kinds and namespaces, and no others. */
  readonly manifests: readonly Manifest[];
}

/**
 * How Argo CD (3.3 or newer) finds and applies the environment. The script of the bootstrap applies it once, and again when a pull
 * request changes it: before the merge where the project allows more, after the sync where it allows less (what it no longer
 * allows, Argo CD no longer prunes). Argo CD does not apply these objects itself, so that write access to the repository is not
 * enough to extend its rights.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
 */
export class ArgoCd extends ComponentChart {
  private readonly server: string;

  constructor(
    scope: Construct,
    private readonly props: ArgoCdProps,
  ) {
    super(scope, 'argocd', { namespace: props.namespace, folder: BOOTSTRAP_FOLDER });
    // https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html
    this.server =
      props.destinationServer ?? (props.flavor === 'eks-capability' ? clusterArn(props.cluster) : IN_CLUSTER);
    this.addProject();
    this.addApplication();
    if (props.flavor === 'eks-capability') this.registerCluster();
  }

  /**
   * EKS's capability knows no cluster by itself, not even its own, and each belongs to one project.
   * https://docs.aws.amazon.com/eks/latest/userguide/argocd-register-clusters.html
   */
  private registerCluster(): void {
    const { cluster, project } = this.props;
    new KubeSecret(this, 'cluster', {
      metadata: { name: `cluster-${cluster.name.toLowerCase().replaceAll('_', '-')}`, labels: CLUSTER_LABEL },
      stringData: { name: cluster.name, server: this.server, project },
    });
  }

  /** https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/ */
  private addProject(): void {
    const { environmentName, manifests, cluster, flavor, namespace, project, repoUrl } = this.props;
    const { namespaces, clusterResources, namespacedKinds } = permissionsFor(manifests);
    new AppProject(this, 'project', {
      metadata: { name: project },
      spec: {
        description: `Observability of ${environmentName}: cluster ${cluster.name} in ${cluster.region}.`,
        sourceRepos: [repoUrl],
        // EKS's capability refuses Applications of namespaces that are not listed, its own among them.
        // https://docs.aws.amazon.com/eks/latest/userguide/argocd-projects.html
        sourceNamespaces: flavor === 'eks-capability' ? [namespace] : undefined,
        destinations: namespaces.map((namespace) => ({ server: this.server, namespace })),
        clusterResourceWhitelist: [...clusterResources],
        namespaceResourceWhitelist: [...namespacedKinds],
      },
    });
  }

  /**
   * Without the finalizer `resources-finalizer.argocd.argoproj.io`: deleting the Application deletes nothing that it applied.
   * https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
   */
  private addApplication(): void {
    const { environmentName, defaultNamespace, project, repoUrl, targetRevision, path } = this.props;
    new Application(this, 'application', {
      metadata: {
        name: `observability-${environmentName}`,
        annotations: {
          // Server-side diff: the API server computes what an apply would change. Upstream has abandoned Argo CD's own diff for
          // server-side apply. https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/
          'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
          // Commits that touch only other environments start no sync here.
          'argocd.argoproj.io/manifest-generate-paths': '.',
        },
      },
      spec: {
        project,
        source: {
          repoUrl,
          targetRevision,
          path: `${path}/${environmentName}`,
          directory: { recurse: false, include: '*.k8s.yaml' },
        },
        destination: { server: this.server, namespace: defaultNamespace },
        syncPolicy: {
          automated: { prune: true, selfHeal: true, allowEmpty: false },
          // Argo CD never retries a failed revision by itself, and a first sync has to wait for controllers and nodes.
          // Each retry uses the newest commit, so that a fix does not wait for the retries of the broken commit.
          retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
          syncOptions: SYNC_OPTIONS,
        },
      },
    });
  }
}
