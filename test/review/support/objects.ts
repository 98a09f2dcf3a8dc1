/** Annotations of an object that holds data, which keep it. */
export const KEPT = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'services.k8s.aws/deletion-policy': 'retain',
};

/** A subscription of an e-mail address. */
export const subscription = (name: string, endpoint: string) => ({
  apiVersion: 'sns.services.k8s.aws/v1alpha1',
  kind: 'Subscription',
  metadata: { name, namespace: 'n' },
  spec: { endpoint, protocol: 'email', topicRef: { from: { name: 't' } } },
});

/** A StatefulSet of one pod with a volume. */
export const set = (spec: object, name = 's') => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace: 'n', annotations: { 'argocd.argoproj.io/sync-wave': '8' } },
  spec: {
    serviceName: 'web',
    volumeClaimTemplates: [{ metadata: { name: 'wal' }, spec: { size: '1Gi' } }],
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
    ...spec,
  },
});

/** An alarm that tells two topics. */
export const alarm = (spec: object) => ({
  apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1',
  kind: 'MetricAlarm',
  metadata: { name: 'a', namespace: 'n' },
  spec: {
    name: 'a',
    actionsEnabled: true,
    alarmActions: ['arn:t1', 'arn:t2'],
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 3,
    metricName: 'M',
    threshold: 5,
    treatMissingData: 'breaching',
    ...spec,
  },
});

/** Rules of one group. */
export const rules = (...all: object[]) => ({
  apiVersion: 'prometheusservice.services.k8s.aws/v1alpha1',
  kind: 'RuleGroupsNamespace',
  metadata: { name: 'r', namespace: 'n' },
  spec: { configuration: JSON.stringify({ groups: [{ name: 'g', rules: all }] }).replace('{', '{\n') },
});

/** An alert, critical or of another severity. */
export const alert = (more: object = {}, severity = 'critical') => ({
  alert: 'A',
  expr: 'rate(x[5m]) > 5',
  for: '300s',
  labels: { severity },
  ...more,
});
