import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  type PodSpec,
  Quantity,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { EVENTS_VOLUME_MEBIBYTES } from '../../model/budgets/kubernetes-events';
import { IMAGES } from '../../model/names/images';
import { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { addClusterRole } from '../common/cluster-role';
import { asUser, HARDENED, NOBODY } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { addNetworkPolicy, agentEgress, type NetworkSettings } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { type ContainerSize, resources } from '../common/size';
import { CONFIGURATION_FILE, configurationFiles, scripts } from './configuration';
import { KUBERNETES_EVENTS, type KubernetesEventsSettings, PATHS } from './settings';

const CONFIG_MAPS = { config: `${KUBERNETES_EVENTS}-config`, scripts: `${KUBERNETES_EVENTS}-lua` } as const;

/** Props of the component: the settings of its configuration and of its pod. */
export interface KubernetesEventsProps extends KubernetesEventsSettings, ContainerSize {
  /** Namespace of the pod. */
  readonly namespace: string;
  /** How the pod gets AWS credentials. */
  readonly identity: IdentitySettings;
  /** Fargate runs the pod. */
  readonly onFargate: boolean;
  /** Network policy of the pod. @default - none */
  readonly network?: NetworkSettings;
}

/**
 * One Fluent Bit that sends Kubernetes events to a log group: the API server keeps them for an hour.
 * https://docs.fluentbit.io/manual/data-pipeline/inputs/kubernetes-events
 * What it has sent is on a volume of the pod, not on one that outlives it: such a volume ties the pod to a zone, and Fargate has none. A new pod
 * sends again what the API server still has; queries count each once, by `id`.
 */
export class KubernetesEvents extends ComponentChart {
  constructor(scope: Construct, props: KubernetesEventsProps) {
    super(scope, KUBERNETES_EVENTS, { namespace: props.namespace, wave: 'agents' });
    const files = { config: configurationFiles(props), scripts: scripts() };
    new KubeConfigMap(this, 'config', { metadata: { name: CONFIG_MAPS.config }, data: files.config });
    new KubeConfigMap(this, 'scripts', { metadata: { name: CONFIG_MAPS.scripts }, data: files.scripts });
    addServiceAccount(this, KUBERNETES_EVENTS, { identity: props.identity });
    addClusterRole(this, KUBERNETES_EVENTS, props.namespace, [
      { apiGroups: [''], resources: ['events'], verbs: ['list', 'watch'] },
    ]);
    if (props.network)
      addNetworkPolicy(this, {
        name: KUBERNETES_EVENTS,
        selectorLabels: this.selectorLabels,
        egress: agentEgress([], { ...props.network, nodePorts: [] }),
      });
    new KubeDeployment(this, 'deployment', {
      metadata: { name: KUBERNETES_EVENTS },
      spec: {
        // Two would send each event twice. Those of a pause are listed afterwards.
        replicas: 1,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: this.selectorLabels },
        template: {
          metadata: {
            labels: this.componentLabels,
            annotations: {
              ...checksumAnnotations(files.config, files.scripts),
              ...identityOfPods(props.identity, KUBERNETES_EVENTS),
            },
          },
          spec: podSpec(props),
        },
      },
    });
  }
}

const podSpec = (props: KubernetesEventsProps): PodSpec => ({
  serviceAccountName: KUBERNETES_EVENTS,
  automountServiceAccountToken: true,
  terminationGracePeriodSeconds: 30,
  // Fargate gives every pod the highest class itself.
  priorityClassName: props.onFargate ? undefined : 'system-cluster-critical',
  ...ON_LINUX,
  securityContext: asUser(NOBODY),
  containers: [container(props)],
  volumes: [
    // One folder: a script finds its modules and settings next to itself.
    { name: 'config', projected: { sources: Object.values(CONFIG_MAPS).map((name) => ({ configMap: { name } })) } },
    { name: 'state', emptyDir: { sizeLimit: Quantity.fromString(`${EVENTS_VOLUME_MEBIBYTES}Mi`) } },
  ],
});

function container(props: KubernetesEventsProps): Container {
  // It answers as long as its event loop runs; in an outage of CloudWatch a restart would not help.
  const probe = { httpGet: { path: '/', port: IntOrString.fromString('http') }, timeoutSeconds: 5 };
  return {
    name: KUBERNETES_EVENTS,
    image: IMAGES.fluentBit,
    // The image's own start script adds plugins in Go that nothing here uses.
    command: ['/fluent-bit/bin/fluent-bit'],
    args: [`--config=${PATHS.configuration}/${CONFIGURATION_FILE}`],
    env: [
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      // Only the role of the service account, never that of the node.
      { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
    ],
    ports: [{ name: 'http', containerPort: props.httpPort }],
    startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...probe, periodSeconds: 15 },
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 5 },
    resources: resources(props),
    securityContext: HARDENED,
    volumeMounts: [
      { name: 'config', mountPath: PATHS.configuration, readOnly: true },
      { name: 'state', mountPath: PATHS.state },
    ],
  };
}
