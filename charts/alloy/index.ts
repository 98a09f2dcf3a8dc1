import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubePodDisruptionBudget,
  KubeService,
  KubeStatefulSet,
  type PersistentVolumeClaimSpec,
  type PodSpec,
  type Probe,
  Quantity,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { walGibibytes } from '../../model/budgets/alloy';
import { scrapeJobs } from '../../model/facts/scrape-jobs';
import { IMAGES } from '../../model/names/images';
import { WORKSPACE_CONFIG_MAP } from '../../model/names/prometheus-workspace';
import { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { addClusterRole } from '../common/cluster-role';
import { asUser, HARDENED } from '../common/hardening';
import { addServiceAccount, type IdentitySettings, identityOfPods } from '../common/identity';
import { addNetworkPolicy, agentEgress, fromPods, type NetworkSettings } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { type ContainerSize, resources } from '../common/size';
import { type AlloyConfigurationProps, alloyConfiguration, ENVIRONMENT_VARIABLES } from './configuration';
import { renderAlloy } from './syntax';

/** Name of everything that belongs to Alloy: objects, pods, IAM role. */
export const ALLOY = 'alloy';

const CONFIG_MAP = `${ALLOY}-config`;
const CONFIG_FILE = 'config.alloy';
const CONFIG_PATH = '/etc/alloy';
const DATA_PATH = '/var/lib/alloy/data';
const PORT_NAME = 'http-metrics';
/** User `alloy` of the image. https://github.com/grafana/alloy/blob/main/Dockerfile */
const USER_ID = 473;

/** Props of Alloy: of its configuration, and of its pods. */
export interface AlloyProps extends AlloyConfigurationProps, ContainerSize {
  /** How the pods get AWS credentials. */
  readonly identity: IdentitySettings;
  /** Port for probes and for traffic between the pods. */
  readonly httpPort: number;
  /** Network policy of the pods. @default - none */
  readonly network?: NetworkSettings;
  /** Pods run on Fargate too, where nobody reaches kubelets. @default false */
  readonly onFargate?: boolean;
  /** Volume that keeps a pod's write-ahead log. @default - none: it is on the node, and lost when the pod moves */
  readonly persistentWal?: Volume;
}

/** A volume of a pod. */
export interface Volume {
  /** Size, a Kubernetes quantity. */
  readonly size: string;
  /** StorageClass. @default - the default class of the cluster */
  readonly storageClassName?: string;
}

/** Grafana Alloy: scrapes what is annotated, log agents, kubelets and itself, and writes to Amazon Managed Service for Prometheus. */
export class Alloy extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: AlloyProps,
  ) {
    super(scope, ALLOY, { namespace: props.namespace, wave: 'metricsAgents' });
    const configuration = { [CONFIG_FILE]: renderAlloy(alloyConfiguration(props)) };
    new KubeConfigMap(this, 'config', { metadata: { name: CONFIG_MAP }, data: configuration });
    // https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
    if (props.onFargate)
      this.notices.push(
        'pods on Fargate have no metrics of CPU, memory and volumes (nobody reaches their kubelets); their own metrics and, by kube-state-metrics, their state are known (docs/metrics.md)',
      );
    addServiceAccount(this, ALLOY, { identity: props.identity });
    this.addPermissions();
    this.addService();
    if (props.network) this.addNetworkPolicy(props.network);
    if (props.replicas > 1) this.addDisruptionBudget();
    this.addStatefulSet(configuration);
  }

  /** What discovery watches, and the metrics of kubelets: `nodes/metrics`, not `nodes/proxy`, which may run commands in pods. */
  private addPermissions(): void {
    const watch = ['list', 'watch'];
    const { namespace, onNodes } = this.props;
    addClusterRole(this, ALLOY, namespace, [
      { apiGroups: [''], resources: ['pods', 'services', ...(onNodes ? ['nodes'] : [])], verbs: watch },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: watch },
      ...(onNodes ? [{ apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] }] : []),
    ]);
  }

  /** Gives the pods their DNS names; peers find each other by it, so it lists pods before they are ready. */
  private addService(): void {
    new KubeService(this, 'service', {
      metadata: { name: ALLOY },
      spec: {
        clusterIp: 'None',
        publishNotReadyAddresses: true,
        selector: this.selectorLabels,
        ports: [{ name: PORT_NAME, port: this.props.httpPort, targetPort: IntOrString.fromString(PORT_NAME) }],
      },
    });
  }

  /** Anyone who reaches the port can read and reload the configuration, so only peers may. Probes come from the node. */
  private addNetworkPolicy(network: NetworkSettings): void {
    const { httpPort, namespace, replicas } = this.props;
    addNetworkPolicy(this, {
      name: ALLOY,
      selectorLabels: this.selectorLabels,
      ingress: replicas > 1 ? [fromPods([{ namespace, name: ALLOY }], [httpPort])] : [],
      egress: agentEgress(scrapeJobs(this.props), network),
    });
  }

  /** One pod at a time leaves; the others take over its targets. A pod that is not ready does not block a node drain. */
  private addDisruptionBudget(): void {
    new KubePodDisruptionBudget(this, 'pod-disruption-budget', {
      metadata: { name: ALLOY },
      spec: {
        maxUnavailable: IntOrString.fromNumber(1),
        selector: { matchLabels: this.selectorLabels },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
  }

  /**
   * A StatefulSet even without volumes. It never runs an old and a new pod for the same targets at once; the workspace would
   * treat their samples as duplicates. It also keeps the pod names, which are labels of their series.
   */
  private addStatefulSet(configuration: Record<string, string>): void {
    const { persistentWal, replicas } = this.props;
    new KubeStatefulSet(this, 'stateful-set', {
      metadata: { name: ALLOY },
      spec: {
        serviceName: ALLOY,
        replicas,
        podManagementPolicy: 'Parallel',
        minReadySeconds: 10,
        selector: { matchLabels: this.selectorLabels },
        template: {
          metadata: {
            labels: this.componentLabels,
            annotations: { ...checksumAnnotations(configuration), ...identityOfPods(this.props.identity, ALLOY) },
          },
          spec: this.podSpec(),
        },
        ...(persistentWal && {
          // The write-ahead log of a pod that does not come back is worthless within hours.
          persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
          volumeClaimTemplates: [
            { metadata: { name: 'data', labels: this.componentLabels }, spec: volumeClaim(persistentWal) },
          ],
        }),
      },
    });
  }

  private podSpec(): PodSpec {
    const { memoryLimit, persistentWal, scrapeIntervalSeconds } = this.props;
    const walSize = Quantity.fromString(`${walGibibytes(memoryLimit, scrapeIntervalSeconds)}Gi`);
    return {
      serviceAccountName: ALLOY,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      // Metrics matter most when the cluster is full.
      priorityClassName: 'system-cluster-critical',
      // Alloy has a minute to send what it holds (remote_write's flush deadline).
      terminationGracePeriodSeconds: 90,
      ...ON_LINUX,
      topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: this.selectorLabels },
      })),
      securityContext: { ...asUser(USER_ID), fsGroupChangePolicy: 'OnRootMismatch' },
      containers: [this.container()],
      volumes: [
        { name: 'config', configMap: { name: CONFIG_MAP } },
        ...(persistentWal ? [] : [{ name: 'data', emptyDir: { sizeLimit: walSize } }]),
        { name: 'tmp', emptyDir: { sizeLimit: Quantity.fromString('64Mi') } },
      ],
    };
  }

  private container(): Container {
    const { httpPort } = this.props;
    return {
      name: ALLOY,
      image: IMAGES.alloy,
      imagePullPolicy: 'IfNotPresent',
      args: this.args(),
      env: this.environment(),
      ports: [{ name: PORT_NAME, containerPort: httpPort, protocol: 'TCP' }],
      // No CPU limit: a throttled scrape is a gap in a graph. Alloy derives Go's memory limit from its cgroup.
      resources: resources(this.props),
      ...probes(),
      securityContext: HARDENED,
      volumeMounts: [
        { name: 'config', mountPath: CONFIG_PATH, readOnly: true },
        { name: 'data', mountPath: DATA_PATH },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    };
  }

  /** https://grafana.com/docs/alloy/latest/reference/cli/run/ */
  private args(): string[] {
    const { httpPort, replicas } = this.props;
    return [
      'run',
      `${CONFIG_PATH}/${CONFIG_FILE}`,
      `--storage.path=${DATA_PATH}`,
      // No host: listens on IPv4 and IPv6.
      `--server.http.listen-addr=:${httpPort}`,
      '--disable-reporting',
      '--server.http.disable-support-bundle',
      ...(replicas > 1
        ? [
            '--cluster.enabled=true',
            `--cluster.name=${this.props.cluster.name}`,
            `--cluster.join-addresses=dns+${ALLOY}.${this.props.namespace}.svc:${httpPort}`,
            '--cluster.advertise-address=$(POD_IP)',
          ]
        : []),
    ];
  }

  private environment(): Container['env'] {
    return [
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: ENVIRONMENT_VARIABLES.node, valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      // Only the role of the service account, never that of the node.
      { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
      ...(this.props.workspaceId === undefined
        ? [
            {
              name: ENVIRONMENT_VARIABLES.workspaceId,
              // Not optional: the pod waits (CreateContainerConfigError) until ACK has created the workspace and written its ID.
              valueFrom: { configMapKeyRef: { name: WORKSPACE_CONFIG_MAP.name, key: WORKSPACE_CONFIG_MAP.key } },
            },
          ]
        : []),
    ];
  }
}

function volumeClaim({ size, storageClassName }: Volume): PersistentVolumeClaimSpec {
  return {
    accessModes: ['ReadWriteOnce'],
    storageClassName,
    resources: { requests: { storage: Quantity.fromString(size) } },
  };
}

/**
 * `/-/ready` responds once the configuration is loaded, and from then on always. As a liveness probe it therefore checks that the
 * process still responds. `/-/healthy` fails when any component fails: an outage of AMP would restart every pod.
 */
function probes(): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const ready = {
    httpGet: { path: '/-/ready', port: IntOrString.fromString(PORT_NAME) },
    timeoutSeconds: 5,
  } satisfies Probe;
  return {
    // Reading a long write-ahead log takes minutes.
    startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 120 },
    readinessProbe: { ...ready, periodSeconds: 10, failureThreshold: 3 },
    livenessProbe: { ...ready, periodSeconds: 30, failureThreshold: 4 },
  };
}
