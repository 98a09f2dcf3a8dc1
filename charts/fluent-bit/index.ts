import {
  type Container,
  type EnvVar,
  IntOrString,
  KubeConfigMap,
  KubeDaemonSet,
  type PodSpec,
  type Probe,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { isLimited } from '../../model/budgets/limits';
import { TERMINATION_GRACE_PERIOD_SECONDS } from '../../model/budgets/reading';
import { clusterHosts } from '../../model/facts/destinations';
import { IMAGES } from '../../model/names/images';
import { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { addClusterRole } from '../common/cluster-role';
import { FILTERED, HARDENED } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { A_TENTH_AT_A_TIME, ON_EC2_NODES } from '../common/nodes';
import { resources } from '../common/size';
import { CONFIGURATION_FILE, configurationFiles } from './configuration';
import { scripts } from './scripts';
import { type FluentBitSettings, PATHS } from './settings';

/** Name of everything that belongs to Fluent Bit: objects, pods, container, IAM role. */
export const FLUENT_BIT = 'fluent-bit';

/** ConfigMaps: what differs between environments, and the scripts, which do not. */
const CONFIG_MAPS = { config: `${FLUENT_BIT}-config`, scripts: `${FLUENT_BIT}-lua` } as const;
const PORT_NAME = 'http-metrics';

/** Props of the DaemonSet: the settings of its configuration and of its pods. */
export interface FluentBitProps extends FluentBitSettings {
  /** How the pods get AWS credentials. */
  readonly identity: IdentitySettings;
  /** CPU request of one pod, a Kubernetes quantity. */
  readonly cpuRequest: string;
}

/**
 * Fluent Bit on every EC2 node: container logs, journal and dataplane to CloudWatch Logs.
 * There is no NetworkPolicy: the pods use the node's network, to which policies do not apply.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
 */
export class FluentBit extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: FluentBitProps,
  ) {
    super(scope, FLUENT_BIT, { namespace: props.namespace, wave: 'agents' });
    const files = { config: configurationFiles(props), scripts: scripts() };
    new KubeConfigMap(this, 'config', { metadata: { name: CONFIG_MAPS.config }, data: files.config });
    new KubeConfigMap(this, 'scripts', { metadata: { name: CONFIG_MAPS.scripts }, data: files.scripts });
    if (isLimited(props.limits) && !props.cloudwatch)
      this.notices.push(
        'logs.limits: nobody hears which lines are left out, because logs.cloudwatch is false and counts go to CloudWatch; look at each pod that may flood',
      );
    addServiceAccount(this, FLUENT_BIT, { identity: props.identity });
    this.addPermissions();
    this.addDaemonSet({
      ...checksumAnnotations(files.config, files.scripts),
      ...identityOfPods(props.identity, FLUENT_BIT),
    });
  }

  /**
   * Labels and annotations of pods, no more. From the kubelet: the list of the node's own pods, with `nodes/pods`, not with
   * `nodes/proxy`, which may run commands in pods. Else from the API server: pods one by one.
   * https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/#fine-grained-authorization
   */
  private addPermissions(): void {
    const fromKubelet = this.props.fluentBit.kubeletAuthorization === 'fine-grained';
    addClusterRole(this, FLUENT_BIT, this.props.namespace, [
      { apiGroups: [''], resources: [fromKubelet ? 'nodes/pods' : 'pods'], verbs: ['get'] },
    ]);
  }

  private addDaemonSet(checksum: Record<string, string>): void {
    new KubeDaemonSet(this, 'daemon-set', {
      metadata: { name: FLUENT_BIT },
      spec: {
        selector: { matchLabels: this.selectorLabels },
        updateStrategy: A_TENTH_AT_A_TIME,
        minReadySeconds: 10,
        template: {
          metadata: { labels: this.componentLabels, annotations: checksum },
          spec: this.podSpec(),
        },
      },
    });
  }

  private podSpec(): PodSpec {
    return {
      ...ON_EC2_NODES,
      serviceAccountName: FLUENT_BIT,
      automountServiceAccountToken: true,
      // The node's network: the kubelet answers on 127.0.0.1, and logs leave the node also when the pod network is broken.
      hostNetwork: true,
      dnsPolicy: needsClusterDns(this.props) ? 'ClusterFirstWithHostNet' : 'Default',
      priorityClassName: 'system-node-critical',
      terminationGracePeriodSeconds: TERMINATION_GRACE_PERIOD_SECONDS,
      // Log files belong to root and are closed to others.
      securityContext: { runAsUser: 0, runAsGroup: 0, ...FILTERED },
      containers: [this.container()],
      volumes: [
        {
          name: 'config',
          // One folder: a script finds its modules and settings next to itself.
          projected: { sources: Object.values(CONFIG_MAPS).map((name) => ({ configMap: { name } })) },
        },
        ...hostPaths(this.props).map(({ name, path }) => ({
          name,
          hostPath: { path, type: 'DirectoryOrCreate' },
        })),
      ],
    };
  }

  private container(): Container {
    const { cpuRequest, fluentBit } = this.props;
    const { httpPort, memoryLimit } = fluentBit;
    return {
      name: FLUENT_BIT,
      image: IMAGES.fluentBit,
      // The image's own start script adds plugins in Go that nothing here uses.
      command: ['/fluent-bit/bin/fluent-bit'],
      args: [`--config=${PATHS.configuration}/${CONFIGURATION_FILE}`],
      env: [fromField('NODE_NAME', 'spec.nodeName'), fromField('NODE_IP', 'status.hostIP')],
      // The port of the container is the node's; set, because Kubernetes would add it.
      ports: [{ name: PORT_NAME, containerPort: httpPort, hostPort: httpPort, protocol: 'TCP' }],
      // It answers 200 as long as its event loop runs; in an outage of CloudWatch a restart would not help.
      startupProbe: probe('/', { periodSeconds: 2, failureThreshold: 60 }),
      livenessProbe: probe('/', { periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 5 }),
      readinessProbe: probe('/api/v2/health', { periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 3 }),
      // No CPU limit: throttling would slow down reading while the kubelet rotates files away.
      resources: resources({ cpuRequest, memoryLimit }),
      securityContext: { ...HARDENED, privileged: false },
      volumeMounts: [
        { name: 'config', mountPath: PATHS.configuration, readOnly: true },
        ...hostPaths(this.props).map(({ name, path, readOnly }) => ({ name, mountPath: path, readOnly })),
      ],
    };
  }
}

/**
 * Names inside the cluster: the API server's, or that of a destination. Without one, logs do not wait for cluster DNS; with
 * one, what is read before CoreDNS answers stays on disk and is tried again.
 */
const needsClusterDns = ({ fluentBit, destinations }: FluentBitSettings): boolean =>
  fluentBit.kubeletAuthorization === 'none' || clusterHosts(destinations).length > 0;

const fromField = (name: string, fieldPath: string): EnvVar => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const probe = (path: string, timing: Omit<Probe, 'httpGet'>): Probe => ({
  ...timing,
  httpGet: { path, port: IntOrString.fromString(PORT_NAME) },
});

/** Folders of the node, at the same place in the container; only what Fluent Bit has to remember is writable. */
const hostPaths = ({ streams }: FluentBitSettings): { name: string; path: string; readOnly?: boolean }[] => [
  { name: 'pod-logs', path: PATHS.podLogs, readOnly: true },
  ...(streams.host || streams.dataplane ? [{ name: 'journal', path: PATHS.journal, readOnly: true }] : []),
  { name: 'state', path: PATHS.state },
];
