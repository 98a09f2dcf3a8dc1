import { type Container, IntOrString, KubeDaemonSet } from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { collectorsOf, NODE_EXPORTER, NODE_EXPORTER_PORT, NODE_FILESYSTEMS } from '../../model/facts/node-exporter';
import { IMAGES } from '../../model/names/images';
import { ComponentChart } from '../common/chart';
import { asUser, HARDENED, NOBODY } from '../common/hardening';
import type { ServiceAccountRef } from '../common/iam';
import { addServiceAccount } from '../common/identity';
import { addNetworkPolicy, fromPods } from '../common/network-policy';
import { A_TENTH_AT_A_TIME, ON_EC2_NODES } from '../common/nodes';
import { type ContainerSize, resources } from '../common/size';

/** Where the container sees the file systems of its node. */
const ROOT = '/host';

/** Props of node_exporter. */
export interface NodeExporterProps extends ContainerSize {
  /** Namespace of the pods. */
  readonly namespace: string;
  /** Metrics that somebody reads; the collectors that run follow from them. */
  readonly metrics: readonly string[];
  /** Who scrapes it. @default - there are no network policies */
  readonly scraper?: ServiceAccountRef;
}

/**
 * node_exporter on every EC2 node: memory, processors, disks and clocks, which the kernel shows to every container, and two file
 * systems, which are mounted read-only. So it needs neither the network nor the processes of the node, and is not root.
 * https://github.com/prometheus/node_exporter
 */
export class NodeExporter extends ComponentChart {
  constructor(scope: Construct, props: NodeExporterProps) {
    super(scope, NODE_EXPORTER, { namespace: props.namespace, wave: 'metricsAgents' });
    addServiceAccount(this, NODE_EXPORTER);
    if (props.scraper)
      addNetworkPolicy(this, {
        name: NODE_EXPORTER,
        selectorLabels: this.selectorLabels,
        ingress: [fromPods([props.scraper], [NODE_EXPORTER_PORT])],
      });
    new KubeDaemonSet(this, 'daemon-set', {
      metadata: { name: NODE_EXPORTER },
      spec: {
        selector: { matchLabels: this.selectorLabels },
        updateStrategy: A_TENTH_AT_A_TIME,
        template: {
          metadata: { labels: this.componentLabels },
          spec: {
            ...ON_EC2_NODES,
            serviceAccountName: NODE_EXPORTER,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: 'system-node-critical',
            // Its volumes are the node's.
            securityContext: { ...asUser(NOBODY), fsGroup: undefined },
            containers: [container(props)],
            volumes: Object.entries(NODE_FILESYSTEMS).map(([name, path]) => ({
              name,
              hostPath: { path, type: 'DirectoryOrCreate' },
            })),
          },
        },
      },
    });
  }
}

function container(props: NodeExporterProps): Container {
  const probe = { httpGet: { path: '/', port: IntOrString.fromString('http-metrics') }, timeoutSeconds: 5 };
  const filesystems = Object.entries(NODE_FILESYSTEMS);
  return {
    name: NODE_EXPORTER,
    image: IMAGES.nodeExporter,
    args: [
      `--web.listen-address=:${NODE_EXPORTER_PORT}`,
      '--web.disable-exporter-metrics',
      `--path.rootfs=${ROOT}`,
      '--collector.disable-defaults',
      ...collectorsOf(props.metrics).map((collector) => `--collector.${collector}`),
      `--collector.filesystem.mount-points-include=^(${filesystems.map(([, path]) => path).join('|')})$`,
    ],
    ports: [{ name: 'http-metrics', containerPort: NODE_EXPORTER_PORT, protocol: 'TCP' }],
    livenessProbe: { ...probe, periodSeconds: 30, failureThreshold: 4 },
    readinessProbe: { ...probe, periodSeconds: 10 },
    resources: resources(props),
    securityContext: HARDENED,
    volumeMounts: filesystems.map(([name, path]) => ({ name, mountPath: `${ROOT}${path}`, readOnly: true })),
  };
}
