import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  KubeService,
  type PodSpec,
  Quantity,
  type Volume,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { AwsLocation } from '../../model/names/aws';
import { IMAGES } from '../../model/names/images';
import { WORKSPACE_CONFIG_MAP } from '../../model/names/prometheus-workspace';
import type { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { asUser, HARDENED } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { addNetworkPolicy, agentEgress, fromNamespaces, type NetworkSettings } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { type ContainerSize, resources } from '../common/size';
import { datasourcesYaml, grafanaIni, PASSWORD_FILE, PATHS, providersYaml, WORKSPACE_VARIABLE } from './configuration';
import { datasources } from './datasources';

/** Grafana as a pod of the cluster. */
export interface ClusterDelivery extends ContainerSize {
  readonly kind: 'cluster';
  /** How the pod gets AWS credentials. */
  readonly identity: IdentitySettings;
  /** Workspace with the metrics, and its ID where that is known before ACK creates it. @default - none */
  readonly workspace?: { readonly id?: string };
  /** Time between two scrapes, in seconds. */
  readonly scrapeIntervalSeconds: number;
  /** Port that it listens on. */
  readonly httpPort: number;
  /** Namespaces whose pods may connect. */
  readonly fromNamespaces: readonly string[];
  /** Network policy of the pod. @default - none */
  readonly network?: NetworkSettings;
}

const NAME = 'grafana';
const CONFIG_MAP = `${NAME}-config`;
const PORT_NAME = 'http';
/** User of the image. https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/ */
const USER_ID = 472;

/** Files of the configuration, by the folder that each is mounted in. */
const FILES = {
  'grafana.ini': PATHS.configuration,
  'datasources.yaml': PATHS.datasources,
  'providers.yaml': PATHS.providers,
} as const;

/** Adds Grafana, its configuration, and a ConfigMap for each dashboard. */
export function addToCluster(
  chart: ComponentChart,
  dashboards: Readonly<Record<string, string>>,
  location: AwsLocation,
  delivery: ClusterDelivery,
): void {
  const { httpPort, identity, network, scrapeIntervalSeconds, workspace } = delivery;
  const configuration = {
    'grafana.ini': grafanaIni(httpPort),
    'datasources.yaml': datasourcesYaml(
      datasources({
        location,
        workspaceId: workspace && (workspace.id ?? `$${WORKSPACE_VARIABLE}`),
        scrapeIntervalSeconds,
        credentials: 'default',
      }),
    ),
    'providers.yaml': providersYaml(),
  };
  new KubeConfigMap(chart, 'config', { metadata: { name: CONFIG_MAP }, data: configuration });
  const files = Object.entries(dashboards).map(([uid, json]) => ({ uid, data: { [`${uid}.json`]: json } }));
  for (const { uid, data } of files)
    new KubeConfigMap(chart, `dashboard-${uid}`, { metadata: { name: dashboardMap(uid) }, data });
  addServiceAccount(chart, NAME, { identity });
  if (network)
    addNetworkPolicy(chart, {
      name: NAME,
      selectorLabels: chart.selectorLabels,
      ingress: delivery.fromNamespaces.length > 0 ? [fromNamespaces(delivery.fromNamespaces, [httpPort])] : [],
      egress: agentEgress([], { ...network, nodePorts: [] }),
    });
  new KubeService(chart, 'service', {
    metadata: { name: NAME },
    spec: {
      selector: chart.selectorLabels,
      ports: [{ name: PORT_NAME, port: httpPort, targetPort: IntOrString.fromString(PORT_NAME) }],
    },
  });
  new KubeDeployment(chart, 'deployment', {
    metadata: { name: NAME },
    spec: {
      replicas: 1,
      selector: { matchLabels: chart.selectorLabels },
      template: {
        metadata: {
          labels: chart.componentLabels,
          annotations: {
            ...checksumAnnotations(configuration, ...files.map(({ data }) => data)),
            ...identityOfPods(identity, NAME),
          },
        },
        spec: podSpec(Object.keys(dashboards), delivery),
      },
    },
  });
}

const dashboardMap = (uid: string): string => `${NAME}-dashboard-${uid}`;

function podSpec(uids: readonly string[], delivery: ClusterDelivery): PodSpec {
  return {
    serviceAccountName: NAME,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...ON_LINUX,
    securityContext: asUser(USER_ID),
    initContainers: [passwordContainer()],
    containers: [container(delivery)],
    volumes: volumes(uids),
  };
}

/**
 * A new password for each start of the pod, that nobody knows who may not run commands in it. The database of the start before, whose
 * password went with the memory of the node, goes too.
 */
const passwordContainer = (): Container => ({
  name: 'admin-password',
  image: IMAGES.busybox,
  command: ['sh', '-c', `rm -rf ${PATHS.data}/*; umask 077; head -c 24 /dev/urandom | base64 > ${PASSWORD_FILE}`],
  resources: resources({ cpuRequest: '10m', memoryLimit: '16Mi' }),
  securityContext: HARDENED,
  volumeMounts: [
    { name: 'password', mountPath: PATHS.password },
    { name: 'data', mountPath: PATHS.data },
  ],
});

function container(delivery: ClusterDelivery): Container {
  const { httpPort, workspace } = delivery;
  const healthy = { httpGet: { path: '/api/health', port: IntOrString.fromString(PORT_NAME) }, timeoutSeconds: 5 };
  return {
    name: NAME,
    image: IMAGES.grafana,
    imagePullPolicy: 'IfNotPresent',
    env: [
      // Only the role of the service account, never that of the node.
      { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
      ...(workspace && workspace.id === undefined
        ? [
            {
              name: WORKSPACE_VARIABLE,
              // Not optional: the pod waits until ACK has created the workspace and written its ID.
              valueFrom: { configMapKeyRef: { name: WORKSPACE_CONFIG_MAP.name, key: WORKSPACE_CONFIG_MAP.key } },
            },
          ]
        : []),
    ],
    ports: [{ name: PORT_NAME, containerPort: httpPort, protocol: 'TCP' }],
    resources: resources(delivery),
    // It makes its database first.
    startupProbe: { ...healthy, periodSeconds: 5, failureThreshold: 60 },
    readinessProbe: { ...healthy, periodSeconds: 10, failureThreshold: 3 },
    livenessProbe: { ...healthy, periodSeconds: 30, failureThreshold: 4 },
    securityContext: HARDENED,
    volumeMounts: [
      ...Object.entries(FILES).map(([file, folder]) => ({
        name: 'config',
        mountPath: `${folder}/${file}`,
        subPath: file,
        readOnly: true,
      })),
      { name: 'dashboards', mountPath: PATHS.dashboards, readOnly: true },
      { name: 'password', mountPath: PATHS.password, readOnly: true },
      { name: 'data', mountPath: PATHS.data },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

const volumes = (uids: readonly string[]): Volume[] => [
  { name: 'config', configMap: { name: CONFIG_MAP } },
  { name: 'dashboards', projected: { sources: uids.map((uid) => ({ configMap: { name: dashboardMap(uid) } })) } },
  { name: 'password', emptyDir: { medium: 'Memory', sizeLimit: Quantity.fromString('1Mi') } },
  { name: 'data', emptyDir: { sizeLimit: Quantity.fromString('256Mi') } },
  { name: 'tmp', emptyDir: { sizeLimit: Quantity.fromString('64Mi') } },
];
