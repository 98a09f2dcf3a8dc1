import type { App } from 'cdk8s';
import type { Environment } from '../overlays/schema/environment';
import { Alloy } from './alloy';
import { addAwsCharts } from './aws-stack';
import type { IdentitySettings } from './common/identity';
import { tagsOf } from './common/tags';
import { PrometheusWorkspace } from './prometheus-workspace';

/**
 * The charts of one environment. The only place that knows the whole environment: it hands each chart the slice that it needs.
 * A component that the environment does not use has no chart.
 */
export function addCharts(app: App, environment: Environment): void {
  const {
    cluster,
    identity: { mode, roleNamePrefix },
  } = environment;
  const identity: IdentitySettings = { mode, cluster, roleNamePrefix };
  addAwsCharts(app, environment, identity);
  addMetrics(app, environment, identity);
}

/** Metrics to Amazon Managed Prometheus, for an environment that has a workspace. */
function addMetrics(app: App, environment: Environment, identity: IdentitySettings): void {
  const { cluster, compute, metrics, namespaces } = environment;
  const { workspace } = metrics;
  if (!workspace) return;
  if (workspace.kind === 'ack') {
    new PrometheusWorkspace(app, {
      namespace: namespaces.ack,
      readerNamespace: namespaces.alloy,
      region: cluster.region,
      alias: workspace.alias,
      adoptWorkspaceId: workspace.adoptWorkspaceId,
      tags: tagsOf(environment),
    });
  }
  new Alloy(app, {
    namespace: namespaces.alloy,
    cluster,
    identity,
    settings: { ...metrics, workspace },
    kubelets: compute.ec2,
  });
}
