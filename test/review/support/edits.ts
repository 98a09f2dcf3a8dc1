import { CORE_SCHEMA, dump, load } from 'js-yaml';
import type { EnvironmentInput } from '../../../model/schema/environment';
import { dev } from '../../../overlays/dev';
import { prod } from '../../../overlays/prod';
import { staging } from '../../../overlays/staging';

/** Files of dist/ by path. */
type Files = ReadonlyMap<string, string>;

/** A change of dist/ itself, which no overlay makes: what a merge, a rename or a hand can do to it. */
export interface HandEdit {
  readonly name: string;
  readonly before: EnvironmentInput;
  readonly edit: (files: Files) => Files;
}

// biome-ignore lint/suspicious/noExplicitAny: an edit reaches anywhere into an object
type Loose = any;

/** Changes one object by its kind and name; what is undefined afterwards is gone. */
const object =
  (kind: string, name: string, change: (value: Loose) => Loose) =>
  (files: Files): Files => {
    let found = 0;
    const edited = new Map(
      [...files].map(([path, text]) => {
        if (!path.endsWith('.k8s.yaml')) return [path, text];
        const documents = text.split(/^---\n/m).flatMap((document) => {
          const value = load(document, { schema: CORE_SCHEMA }) as Loose;
          if (value?.kind !== kind || value.metadata.name !== name) return [document];
          found++;
          const after = change(value);
          return after === undefined ? [] : [dump(after, { schema: CORE_SCHEMA, lineWidth: -1, noRefs: true })];
        });
        return [path, documents.join('---\n')];
      }),
    );
    if (found !== 1) throw new Error(`${found} objects are ${kind} ${name}`);
    return edited;
  };

/** Changes a text of JSON in an object. */
const json = (text: string, change: (value: Loose) => void): string => {
  const value = JSON.parse(text);
  change(value);
  return JSON.stringify(value, null, 2);
};

const set = (change: (value: Loose) => void) => (value: Loose) => {
  change(value);
  return value;
};
const gone = () => undefined;
const hand = (name: string, before: EnvironmentInput, ...edits: ((files: Files) => Files)[]): HandEdit => ({
  name: `hand-${name}`,
  before,
  edit: (files) => edits.reduce((all, edit) => edit(all), files),
});
const trust = (change: (statement: Loose) => void) =>
  set(({ spec }) => {
    spec.assumeRolePolicyDocument = json(spec.assumeRolePolicyDocument, ({ Statement }) => change(Statement[0]));
  });
const pod = (value: Loose): Loose => value.spec.template.spec;

/** Changes of dist/ by hand. Each has its report in test/review/reports/. */
export const HAND_EDITS: readonly HandEdit[] = [
  hand(
    'group-renamed-and-shorter',
    prod,
    object(
      'LogGroup',
      'logs-application',
      set(({ spec }) => Object.assign(spec, { name: '/app', retentionDays: 1 })),
    ),
  ),
  hand(
    'bucket-renamed',
    prod,
    object(
      'Bucket',
      'log-archive',
      set(({ spec }) => Object.assign(spec, { name: 'other' })),
    ),
  ),
  hand(
    'bucket-open',
    prod,
    object(
      'Bucket',
      'log-archive',
      set(({ spec }) => {
        spec.publicAccessBlock.blockPublicPolicy = false;
        spec.lifecycle.rules.push({ status: 'Enabled', filter: { prefix: 'a/' }, expiration: { days: 5 } });
        delete spec.policy;
        delete spec.replication;
      }),
    ),
  ),
  hand(
    'trust-loosened',
    prod,
    object(
      'Role',
      'alloy',
      trust((statement) => Object.assign(statement, { Condition: undefined })),
    ),
    object(
      'Role',
      'fluent-bit',
      trust((statement) => Object.assign(statement, { Principal: { AWS: '*' } })),
    ),
  ),
  hand(
    'policies-wide',
    prod,
    object(
      'Policy',
      'fluent-bit',
      set(({ spec }) => {
        spec.policyDocument = json(spec.policyDocument, ({ Statement }) => {
          Statement[0].Resource.push('*');
          Statement.push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' });
        });
      }),
    ),
  ),
  hand(
    'network-opened',
    prod,
    object('NetworkPolicy', 'alloy', gone),
    object(
      'NetworkPolicy',
      'tictactoe',
      set(({ spec }) => Object.assign(spec, { ingress: [{}] })),
    ),
    object(
      'Service',
      'tictactoe',
      set(({ spec }) => Object.assign(spec, { type: 'LoadBalancer' })),
    ),
  ),
  hand(
    'cluster-opened',
    prod,
    object(
      'ClusterRole',
      'alloy',
      set(({ metadata, rules }) => {
        metadata.labels['rbac.authorization.k8s.io/aggregate-to-view'] = 'true';
        rules[0].resources.push('secrets');
      }),
    ),
    object(
      'Namespace',
      'tictactoe-prod',
      set(({ metadata }) => Object.assign(metadata.labels, { 'pod-security.kubernetes.io/enforce': 'privileged' })),
    ),
    object(
      'StatefulSet',
      'alloy',
      set((value) => {
        pod(value).hostNetwork = true;
        pod(value).containers[0].securityContext = { privileged: true };
      }),
    ),
  ),
  hand(
    'pods-weaker',
    prod,
    object(
      'StatefulSet',
      'alloy',
      set((value) => {
        const [container] = pod(value).containers;
        container.image = 'docker.io/grafana/alloy:v1.0.0';
        container.resources.limits.memory = '256Mi';
        delete container.readinessProbe;
      }),
    ),
    object('PodDisruptionBudget', 'alloy', gone),
  ),
  hand(
    'no-pods',
    prod,
    object(
      'StatefulSet',
      'alloy',
      set(({ spec }) => Object.assign(spec, { replicas: 0 })),
    ),
  ),
  hand('router-gone', prod, object('DaemonSet', 'fluent-bit', gone)),
  hand(
    'argocd-loosened',
    prod,
    object(
      'Application',
      'observability-prod',
      set(({ spec }) => Object.assign(spec.syncPolicy.automated, { selfHeal: false })),
    ),
    object(
      'AppProject',
      'observability-prod',
      set(({ spec }) => spec.sourceRepos.push('*')),
    ),
    object(
      'StatefulSet',
      'alloy',
      set(({ metadata }) => Object.assign(metadata.annotations, { 'argocd.argoproj.io/sync-wave': '-60' })),
    ),
  ),
  hand(
    'alarms-silent',
    prod,
    object(
      'MetricAlarm',
      'alarm-workload-errors',
      set(({ spec }) => Object.assign(spec, { actionsEnabled: false })),
    ),
    object(
      'MetricAlarm',
      'alarm-log-counters-silent',
      set(({ spec }) => Object.assign(spec, { evaluationPeriods: 90 })),
    ),
  ),
  hand(
    'alerts-weaker',
    staging,
    object(
      'RuleGroupsNamespace',
      'prometheus-rules',
      set(({ spec }) => {
        spec.configuration = spec.configuration
          .replace(/(alert: NoMetricsFromCluster\n[\s\S]*?for: )300s/, '$16h')
          .replace(/(alert: AlloyMostlyDown\n[\s\S]*?severity: )critical/, '$1info');
      }),
    ),
    object(
      'AlertManagerDefinition',
      'alertmanager',
      set(({ spec }) => {
        spec.configuration = spec.configuration.replace('receiver: critical', 'receiver: info');
      }),
    ),
  ),
  hand(
    'scrapes-gone',
    dev,
    object(
      'ConfigMap',
      'alloy-config',
      set(({ data }) => {
        data['config.alloy'] = data['config.alloy'].replace(/^prometheus\.scrape "[\s\S]*?^\}\n/m, '');
      }),
    ),
  ),
  hand(
    'unknown-meaning',
    prod,
    object(
      'Bucket',
      'log-archive',
      set(({ spec }) => Object.assign(spec.lifecycle.rules[0].transitions[0], { storageClass: 'DEEP_ARCHIVE' })),
    ),
  ),
];
