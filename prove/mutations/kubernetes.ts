import type { KubernetesObject } from '../dist';
import type { Fault, Mutation } from './types';

const container = (object: KubernetesObject) => object.spec.template.spec.containers[0];

/** Faults that the API server must see. */
const apiserver: Fault[] = [
  {
    fault: 'an unknown field',
    red: 'Deployment aws-observability/cloudwatch-agent: accepted',
    says: /imagePulPolicy: field not declared in schema/,
    change: (dist) =>
      dist.object('Deployment aws-observability/cloudwatch-agent', (object) => {
        container(object).imagePulPolicy = 'Always';
      }),
  },
  {
    fault: 'a field that is written twice',
    red: 'Deployment aws-observability/cloudwatch-agent: accepted',
    says: /already (set|defined)|duplicate field/,
    change: (dist) => dist.text('cloudwatch-agent.k8s.yaml', '  replicas: 1\n', '  replicas: 1\n  replicas: 2\n'),
  },
  {
    fault: 'a deprecated label',
    red: 'Deployment aws-observability/cloudwatch-agent: accepted',
    says: /warning: .*beta\.kubernetes\.io\/os.*deprecated/,
    change: (dist) =>
      dist.object('Deployment aws-observability/cloudwatch-agent', (object) => {
        object.spec.template.spec.nodeSelector = { 'beta.kubernetes.io/os': 'linux' };
      }),
  },
  {
    fault: 'a container that may gain privileges',
    red: 'Deployment sample-apps/memcached: accepted',
    says: /warning: would violate PodSecurity "restricted/,
    change: (dist) =>
      dist.object('Deployment sample-apps/memcached', (object) => {
        container(object).securityContext.allowPrivilegeEscalation = true;
      }),
  },
  {
    fault: 'a selector that does not select its own pods',
    red: 'Deployment sample-apps/memcached: accepted',
    says: /`selector` does not match template `labels`/,
    change: (dist) =>
      dist.object('Deployment sample-apps/memcached', (object) => {
        object.spec.selector.matchLabels['app.kubernetes.io/name'] = 'memcache';
      }),
  },
  {
    fault: 'a custom resource without a field that it must have',
    red: 'Policy aws-observability/fluent-bit: accepted',
    says: /spec\.policyDocument: Required value/,
    change: (dist) =>
      dist.object('Policy aws-observability/fluent-bit', (object) => {
        delete object.spec.policyDocument;
      }),
  },
  {
    fault: 'a document that is no object',
    red: 'namespaces.k8s.yaml: holds objects alone',
    says: /no object/,
    change: (dist) => dist.text('namespaces.k8s.yaml', /$/, '---\napiVersion: v1\nkind: ConfigMap\n'),
  },
  {
    fault: 'a quantity that the server writes in another way',
    red: 'Deployment sample-apps/memcached: stored as written',
    says: /written "1000m", stored "1"/,
    change: (dist) =>
      dist.object('Deployment sample-apps/memcached', (object) => {
        container(object).resources.requests.cpu = '1000m';
      }),
  },
];

const rules =
  (change: (list: { resources: string[]; verbs: string[]; apiGroups: string[] }[]) => void) =>
  (object: KubernetesObject) =>
    change(object.rules);

/** A role in a namespace of applications, and who has it. */
const inNamespaceOfOthers = ['Role', 'RoleBinding'].map((kind) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: 'alloy', namespace: 'tictactoe-prod' },
  ...(kind === 'Role'
    ? { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] }
    : {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'alloy' },
        subjects: [{ kind: 'ServiceAccount', name: 'alloy', namespace: 'aws-observability' }],
      }),
}));

/** Faults in what service accounts may do. */
const rbac: Fault[] = [
  {
    fault: 'a missing verb',
    red: 'ServiceAccount aws-observability/alloy: may make the calls of its component',
    says: /may not watch discovery\.k8s\.io\/endpointslices/,
    change: (dist) =>
      dist.object(
        'ClusterRole alloy',
        rules((list) => {
          for (const rule of list) if (rule.resources.includes('endpointslices')) rule.verbs = ['list'];
        }),
      ),
  },
  {
    fault: 'a binding to the service account of another namespace',
    red: 'ServiceAccount aws-observability/fluent-bit: may make the calls of its component',
    says: /may not get nodes\/pods/,
    change: (dist) =>
      dist.object('ClusterRoleBinding fluent-bit', (object) => {
        object.subjects[0].namespace = 'amazon-cloudwatch';
      }),
  },
  {
    fault: 'nodes/proxy, by which every container can be entered',
    red: 'ServiceAccount aws-observability/fluent-bit: may do nothing else',
    says: /may get nodes\/proxy/,
    change: (dist) =>
      dist.object(
        'ClusterRole fluent-bit',
        rules((list) => list.push({ apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] })),
      ),
  },
  {
    fault: 'a right that nothing uses',
    red: 'ServiceAccount aws-observability/cloudwatch-agent: may do nothing else',
    says: /may list batch\/jobs in aws-observability, and uses none of it/,
    change: (dist) =>
      dist.object(
        'ClusterRole cloudwatch-agent',
        rules((list) => list.push({ apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] })),
      ),
  },
  {
    fault: 'a right in the namespace of others',
    red: 'ServiceAccount aws-observability/alloy: may do nothing else',
    says: /may get secrets in tictactoe-prod, and uses none of it/,
    change: (dist) =>
      dist.text(
        'alloy.k8s.yaml',
        /^/,
        `${inNamespaceOfOthers.map((object) => JSON.stringify(object)).join('\n---\n')}\n---\n`,
      ),
  },
  {
    fault: 'a right on a URL of the server',
    red: 'ServiceAccount aws-observability/alloy: may do nothing else',
    says: /may get \/debug\/\*/,
    change: (dist) =>
      dist.object('ClusterRole alloy', (object) =>
        object.rules.push({ nonResourceURLs: ['/debug/*'], verbs: ['get'] }),
      ),
  },
  {
    fault: 'a pod that calls the API and has no token',
    red: 'ServiceAccount aws-observability/alloy: its token is there in pods of StatefulSet alloy',
    says: /without a token/,
    change: (dist) =>
      dist.object('StatefulSet aws-observability/alloy', (object) => {
        object.spec.template.spec.automountServiceAccountToken = false;
      }),
  },
  {
    fault: 'a pod of a job that calls the API and has no token',
    red: 'ServiceAccount aws-observability/grafana-token: its token is there in pods of CronJob grafana-token',
    says: /without a token/,
    change: (dist) =>
      dist.object('CronJob aws-observability/grafana-token', (object) => {
        object.spec.jobTemplate.spec.template.spec.automountServiceAccountToken = false;
      }),
  },
];

/** Faults that the steps `apiserver` and `rbac` must find. */
export const kubernetesMutations: readonly Mutation[] = [
  ...apiserver.map((fault): Mutation => ({ step: 'apiserver', environment: 'staging', ...fault })),
  ...rbac.map((fault): Mutation => ({ step: 'rbac', environment: 'prod', ...fault })),
];
