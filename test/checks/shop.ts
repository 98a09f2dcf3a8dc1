import type { Manifest } from '../../charts/common/chart';
import { checksumAnnotations, identityAnnotations } from '../../charts/common/checksum';
import { CHECKS } from '../../checks';
import * as argocd from '../../checks/argocd';
import * as dataChecks from '../../checks/data';
import * as hardening from '../../checks/hardening';
import * as listening from '../../checks/listening';
import * as logAgents from '../../checks/log-agents';
import { type Given, index } from '../../checks/objects';
import * as ownership from '../../checks/ownership';
import * as trusts from '../../checks/trusts';
import * as volumes from '../../checks/volumes';
import * as written from '../../checks/written';
import { IMAGES } from '../../model/names/images';
import { problemText } from '../../model/problem';

const labels = { 'app.kubernetes.io/name': 'web' };
const namespace = 'shop';
const data = { 'web.conf': 'upstream = http://web.shop.svc:80\n' };
const ROLE = 'arn:aws:iam::111122223333:role/shop-web';

const sidecar = {
  name: 'exporter',
  image: IMAGES.nginxExporter,
  ports: [{ name: 'metrics', containerPort: 9113 }],
  readinessProbe: { httpGet: { port: 'metrics' } },
  livenessProbe: { tcpSocket: { port: 9113 } },
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
};

/** A small environment in which everything is right: one web server with an exporter, its access and its role in AWS. */
const shop = (): Manifest[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, annotations: wave(-50) } },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'web', namespace, annotations: { 'eks.amazonaws.com/role-arn': ROLE } },
    automountServiceAccountToken: false,
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'web', namespace },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'web', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace }],
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config', namespace }, data },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'exported', namespace, annotations: wave(-20) } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web',
      namespace,
      labels,
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9113' },
    },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }, { port: 9113 }] },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels },
          annotations: { ...checksumAnnotations(data), ...identityAnnotations('irsa', 'shop-web') },
        },
        spec: {
          serviceAccountName: 'web',
          automountServiceAccountToken: true,
          priorityClassName: 'system-cluster-critical',
          topologySpreadConstraints: [{ labelSelector: { matchLabels: labels } }],
          containers: [
            {
              ...sidecar,
              name: 'web',
              image: IMAGES.nginx,
              env: [{ name: 'TOPIC', valueFrom: { configMapKeyRef: { name: 'exported', key: 'topic' } } }],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { port: 'http' } },
              livenessProbe: { tcpSocket: { port: 8080 } },
              volumeMounts: [{ name: 'config', mountPath: '/etc/web', subPath: 'web.conf' }],
            },
            sidecar,
          ],
          volumes: [{ name: 'config', configMap: { name: 'web-config' } }],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'jobs', namespace },
    data: {
      'prometheus.yaml': `scrape_configs:
  - job_name: nginx
    kubernetes_sd_configs: [{ role: endpointslice }]
    relabel_configs:
      - { action: keep, source_labels: [__meta_kubernetes_service_name], regex: tictactoe }
`,
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report', namespace },
    spec: {
      jobTemplate: {
        spec: {
          template: {
            metadata: { annotations: {} },
            spec: {
              automountServiceAccountToken: false,
              containers: [
                {
                  name: 'report',
                  image: IMAGES.busybox,
                  resources: sidecar.resources,
                  volumeMounts: [{ name: 'jobs', mountPath: '/jobs' }],
                },
              ],
              volumes: [{ name: 'jobs', configMap: { name: 'jobs', optional: true } }],
            },
          },
        },
      },
    },
  },
  ...aws(),
];

const wave = (number: number) => ({ 'argocd.argoproj.io/sync-wave': String(number) });

const trust = (account: string) =>
  JSON.stringify({ Statement: [{ Condition: { StringEquals: { sub: `system:serviceaccount:${account}` } } }] });

const aws = (): Manifest[] => [
  {
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'web', namespace, annotations: wave(-40) },
    spec: { name: 'shop-web' },
  },
  {
    apiVersion: 'iam.services.k8s.aws/v1alpha1',
    kind: 'Role',
    metadata: { name: 'web', namespace, annotations: wave(-30) },
    spec: {
      name: 'shop-web',
      assumeRolePolicyDocument: trust('shop:web'),
      permissionsBoundary: 'arn:aws:iam::111122223333:policy/shop-boundary',
      policyRefs: [{ from: { name: 'web' } }],
    },
  },
  {
    apiVersion: 'sns.services.k8s.aws/v1alpha1',
    kind: 'Topic',
    metadata: { name: 'topic', namespace, annotations: wave(-30) },
    spec: { name: 'topic' },
  },
  {
    apiVersion: 'services.k8s.aws/v1alpha1',
    kind: 'FieldExport',
    metadata: { name: 'topic', namespace, annotations: wave(-20) },
    spec: {
      from: { path: '.status.topicARN', resource: { group: 'sns.services.k8s.aws', kind: 'Topic', name: 'topic' } },
      to: { kind: 'configmap', name: 'exported', key: 'topic' },
    },
  },
];

/** The shop is small: its programs have no configuration, and it is not hardened. What these checks see is tried on dist/ (planted.test.ts). */
const TRIED_ON_DIST = new Set<unknown>(
  [argocd, dataChecks, hardening, listening, logAgents, ownership, trusts, volumes, written]
    .flatMap((module) => Object.values<unknown>(module))
    .filter((each) => each !== volumes.volumesExistAndAreMounted),
);

/** The environment, and its objects by kind and name: `Role.iam/web` where two kinds have the same name. */
export interface Shop {
  readonly all: Manifest[];
  get(kind: string, name: string): Manifest;
}

/** What the checks find once something was broken, a line each: `Deployment shop/web  spec.x: message`. */
export function findings(breakIt: (shop: Shop) => void, given: Given = {}): string[] {
  // As JSON: what is one object above would else be broken in several places at once.
  const all: Manifest[] = JSON.parse(JSON.stringify(shop()));
  breakIt({
    all,
    get: (kind, name) => {
      const [plain, group = ''] = kind.split('.');
      const found = all.find(
        (object) => object.kind === plain && object.metadata.name === name && object.apiVersion.startsWith(group),
      );
      if (!found) throw new Error(`the shop has no ${kind} ${name}`);
      return found;
    },
  });
  const objects = index(all);
  return CHECKS.filter((each) => !TRIED_ON_DIST.has(each))
    .flatMap((each) => [...each(objects, given)])
    .map(problemText);
}

/** Pod spec of a workload. */
export const podOf = (shop: Shop) => shop.get('Deployment', 'web').spec.template.spec;
