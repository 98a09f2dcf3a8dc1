import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { Workspace } from '../../imports/prometheusservice.services.k8s.aws';
import { FieldExport, FieldExportSpecToKind } from '../../imports/services.k8s.aws';
import { WORKSPACE_CONFIG_MAP } from '../../model/names/prometheus-workspace';
import { ackMetadata } from '../common/ack';
import { ComponentChart } from '../common/chart';

/** Name of the workspace as a Kubernetes object; rules and alerts refer to it. */
export const PROMETHEUS_WORKSPACE = 'prometheus-workspace';

/** Props of the workspace. */
export interface PrometheusWorkspaceProps {
  /** Namespace of the ACK resources. */
  readonly namespace: string;
  /** Namespaces of the pods that read the workspace's ID, that of Alloy first. */
  readonly readerNamespaces: readonly string[];
  /** Region of the workspace. */
  readonly region: string;
  /** Alias of the workspace: what people see. */
  readonly alias: string;
  /** ID of a workspace to adopt. @default - ACK creates one */
  readonly adoptWorkspaceId?: string;
  /** The environment has a key for what holds data. */
  readonly encryptionWanted: boolean;
  /** Tags of the workspace. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The Amazon Managed Service for Prometheus workspace, made by ACK, and the way of its ID to the pods that write to it:
 * FieldExport copies it from the workspace's status into a ConfigMap, and the pods' environment takes it from there.
 */
export class PrometheusWorkspace extends ComponentChart {
  constructor(scope: Construct, props: PrometheusWorkspaceProps) {
    super(scope, PROMETHEUS_WORKSPACE, { namespace: props.namespace, wave: 'metricsBackend' });
    if (props.encryptionWanted && props.adoptWorkspaceId === undefined)
      this.notices.push(
        `encryption.kmsKeyArn: ACK creates workspace ${props.alias} without a key, and a workspace never gets one later; create it with the key and name it in metrics.workspace.adoptWorkspaceId (docs/encryption.md)`,
      );
    this.addWorkspace(props);
    for (const [index, namespace] of props.readerNamespaces.entries())
      this.addExport(namespace, index === 0 ? PROMETHEUS_WORKSPACE : `${PROMETHEUS_WORKSPACE}-${namespace}`);
  }

  /** https://aws-controllers-k8s.github.io/community/reference/prometheusservice/v1alpha1/workspace/ */
  private addWorkspace({ region, alias, adoptWorkspaceId, tags }: PrometheusWorkspaceProps): void {
    new Workspace(this, 'workspace', {
      metadata: ackMetadata(PROMETHEUS_WORKSPACE, {
        region,
        retain: true,
        adopt: adoptWorkspaceId === undefined ? undefined : { workspaceID: adoptWorkspaceId },
      }),
      spec: { alias, tags },
    });
  }

  /**
   * FieldExport patches a ConfigMap that is there already, and creates none. Ours has no `data`: what no one declares, neither
   * Argo CD's self-heal nor an apply (client-side or server-side) takes away, so nothing needs to be ignored in a diff.
   * https://aws-controllers-k8s.github.io/community/docs/user-docs/field-export/
   */
  private addExport(namespace: string, exportName: string): void {
    const { name, key } = WORKSPACE_CONFIG_MAP;
    new KubeConfigMap(this, `${exportName}-config-map`, {
      metadata: {
        name,
        namespace,
        // Emptied, it would be filled again only when ACK next looks at the workspace, hours later.
        annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
      },
    });
    new FieldExport(this, `${exportName}-field-export`, {
      metadata: { name: exportName },
      spec: {
        from: {
          path: '.status.workspaceID',
          resource: { group: 'prometheusservice.services.k8s.aws', kind: 'Workspace', name: PROMETHEUS_WORKSPACE },
        },
        to: { kind: FieldExportSpecToKind.CONFIGMAP, name, namespace, key },
      },
    });
  }
}
