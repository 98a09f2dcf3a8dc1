import type { KubernetesObject } from '../dist';
import type { Fault, Mutation } from './types';

const APPLICATION = 'Application argocd/observability-staging';
const PROJECT = 'AppProject argocd/observability-staging';

/** Changes how the Application syncs by itself. */
const automated = (change: Record<string, unknown>) => (object: KubernetesObject) =>
  Object.assign(object.spec.syncPolicy.automated, change);

const annotate = (annotations: Record<string, string>) => (object: KubernetesObject) => {
  object.metadata.annotations = { ...object.metadata.annotations, ...annotations };
};

/** Faults in the bootstrap manifest. */
const bootstrap: Fault[] = [
  {
    fault: 'a field that an Application does not have',
    red: `${APPLICATION}: the bootstrap applies`,
    says: /spec\.syncPolicy\.automated\.selfheal: field not declared in schema/,
    change: (dist) => dist.object(APPLICATION, automated({ selfheal: true })),
  },
  {
    fault: 'a project that lacks a kind',
    red: `${APPLICATION}: all is applied and healthy`,
    says: /resource apps:DaemonSet is not permitted in project/,
    change: (dist) =>
      dist.object(PROJECT, ({ spec }) => {
        spec.namespaceResourceWhitelist = spec.namespaceResourceWhitelist.filter(
          ({ kind }: { kind: string }) => kind !== 'DaemonSet',
        );
      }),
  },
  {
    fault: 'a project that allows one kind too many',
    red: `${PROJECT}: refuses a kind that is not its own`,
    says: /not refused/,
    change: (dist) =>
      dist.object(PROJECT, ({ spec }) => spec.namespaceResourceWhitelist.push({ group: '', kind: 'Secret' })),
  },
  {
    fault: 'a project that allows every namespace',
    red: `${PROJECT}: refuses a namespace that is not its own`,
    says: /not refused/,
    change: (dist) =>
      dist.object(PROJECT, ({ spec }) => {
        spec.destinations = [{ server: spec.destinations[0].server, namespace: '*' }];
      }),
  },
  {
    fault: 'a project that allows every binding in the cluster',
    red: `${PROJECT}: refuses a right for the whole cluster`,
    says: /not refused/,
    change: (dist) =>
      dist.object(PROJECT, ({ spec }) =>
        spec.clusterResourceWhitelist.push({ group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' }),
      ),
  },
  {
    fault: 'self-heal that is off',
    red: `${APPLICATION}: undoes what is changed by hand`,
    says: /is not reverted: written .* stored/,
    change: (dist) => dist.object(APPLICATION, automated({ selfHeal: false })),
  },
  {
    fault: 'prune that is off',
    red: `${APPLICATION}: prunes what leaves git`,
    says: /is still there/,
    change: (dist) => dist.object(APPLICATION, automated({ prune: false })),
  },
  {
    fault: 'an Application that may be empty',
    red: `${APPLICATION}: keeps everything when the folder is empty`,
    says: /DaemonSet aws-observability\/fluent-bit is pruned/,
    change: (dist) => dist.object(APPLICATION, automated({ allowEmpty: true })),
  },
  {
    fault: 'a health check that does not wait for a kind of ACK',
    red: 'wave 5 is healthy before wave 8 begins',
    says: /Topic aws-observability\/notifications is healthy at revision \d+, the next wave begins at \d+/,
    change: (dist) =>
      dist.text(
        'bootstrap/argocd-cm.patch.yaml',
        /( +)local terminal = /,
        '$1if obj.kind == "Topic" then return { status = "Healthy" } end\n$1local terminal = ',
      ),
  },
];

/** Faults in what Argo CD applies. */
const objects: Fault[] = [
  {
    fault: 'a log group that comes after its agent',
    red: 'DaemonSet aws-observability/fluent-bit: what it needs is there before it',
    says: /LogGroup aws-observability\/logs-application is there at revision/,
    change: (dist) =>
      dist.object('LogGroup aws-observability/logs-application', annotate({ 'argocd.argoproj.io/sync-wave': '8' })),
  },
  {
    fault: 'a namespace in a later wave than its objects', // Argo CD brings it before, whatever its wave
    red: 'wave 10 is healthy before wave 15 begins',
    says: /the next wave begins at/,
    change: (dist) => dist.object('Namespace sample-apps', annotate({ 'argocd.argoproj.io/sync-wave': '15' })),
  },
  {
    fault: 'an alarm without the sync option for a missing kind',
    red: 'without the kinds of cloudwatch.services.k8s.aws all waves before theirs come up',
    says: /objects have not come, such as .*no matches for kind "MetricAlarm"|could not find .*MetricAlarm/,
    change: (dist) =>
      dist.object('MetricAlarm aws-observability/alarm-application-volume', (object) => {
        delete object.metadata.annotations?.['argocd.argoproj.io/sync-options'];
      }),
  },
  {
    fault: 'an annotation that a controller writes too',
    red: `${APPLICATION}: stays Synced, and applies nothing again`,
    says: /Deployment sample-apps\/memcached.*deployment\.kubernetes\.io\/revision.*written "7"/s,
    change: (dist) =>
      dist.object('Deployment sample-apps/memcached', annotate({ 'deployment.kubernetes.io/revision': '7' })),
  },
  {
    fault: 'a value that FieldExport writes too',
    red: 'ConfigMap aws-observability/prometheus-workspace: keeps what FieldExport writes into it',
    says: /workspaceId is "pending"/,
    change: (dist) =>
      dist.object('ConfigMap aws-observability/prometheus-workspace', (object) => {
        object.data = { workspaceId: 'pending' };
      }),
  },
  {
    fault: 'a log group that may be pruned',
    red: 'LogGroup aws-observability/logs-application: stays when it leaves git',
    says: /it is pruned/,
    change: (dist) =>
      dist.object('LogGroup aws-observability/logs-application', (object) => {
        delete object.metadata.annotations?.['argocd.argoproj.io/sync-options'];
      }),
  },
];

/** Faults that the step `argocd` must find. */
export const argocdMutations: readonly Mutation[] = [...bootstrap, ...objects].map((fault) => ({
  step: 'argocd',
  environment: 'staging',
  ...fault,
}));
