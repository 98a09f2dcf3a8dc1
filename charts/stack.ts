import type { App } from 'cdk8s';
import type { Environment } from '../overlays/schema/environment';
import { Alloy } from './alloy';
import { ArgoCd } from './argocd';
import { addAwsCharts } from './aws-stack';
import { CloudWatchAgent } from './cloudwatch-agent';
import { manifestsOf } from './common/chart';
import type { IdentitySettings } from './common/identity';
import { tagsOf } from './common/tags';
import { PrometheusWorkspace } from './prometheus-workspace';
import { SampleApps } from './sample-apps';

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
  if (environment.cloudwatchAgent.workloads.length > 0) {
    new CloudWatchAgent(app, {
      namespace: environment.namespaces.cloudwatchAgent,
      identity,
      settings: environment.cloudwatchAgent,
      fluentBitPort: environment.logs.fluentBit.httpPort,
    });
  }
  if (environment.sampleApps.length > 0) new SampleApps(app, { apps: environment.sampleApps });
  // Last: it allows exactly what the others write.
  new ArgoCd(app, {
    environment: environment.name,
    cluster,
    settings: environment.argocd,
    defaultNamespace: environment.namespaces.ack,
    manifests: manifestsOf(app),
  });
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
