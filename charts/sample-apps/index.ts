import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  KubePodDisruptionBudget,
  KubeService,
  KubeServiceAccount,
  type PodSpec,
  type Probe as ProbeSpec,
  Quantity,
} from 'cdk8s-plus-28/lib/imports/k8s';
import { Construct } from 'constructs';
import type { SampleAppName } from '../../model/schema/sample-apps';
import { ComponentChart } from '../common/chart';
import { checksumAnnotations } from '../common/checksum';
import { HARDENED, NOT_ROOT } from '../common/hardening';
import type { ServiceAccountRef } from '../common/iam';
import { addNetworkPolicy, fromNamespace, fromPods, type NetworkPolicyProps } from '../common/network-policy';
import { ON_LINUX } from '../common/nodes';
import { resources } from '../common/size';
import type { Probe, SampleApp, SampleContainer } from './app';
import { CATALOGUE } from './catalogue';

/** Props of the sample applications. */
export interface SampleAppsProps {
  /** Applications of the catalogue, each with the namespace that it runs in. */
  readonly apps: readonly { readonly name: SampleAppName; readonly namespace: string }[];
  /** Network policies of the pods. @default - none */
  readonly network?: {
    /** Agents that scrape the applications. */
    readonly scrapers: readonly ServiceAccountRef[];
  };
}

/** Sample applications, each in its namespace. They call no AWS API and no Kubernetes API. */
export class SampleApps extends ComponentChart {
  constructor(
    scope: Construct,
    private readonly props: SampleAppsProps,
  ) {
    super(scope, 'sample-apps', { wave: 'applications' });
    for (const { name, namespace } of props.apps) this.addApp(name, namespace, CATALOGUE[name]);
  }

  /** Agents reach the metrics, pods of the namespace the rest. The application itself connects to nothing. */
  private addNetworkPolicy(scope: Construct, app: SampleApp, props: NetworkPolicyProps): void {
    const { network } = this.props;
    if (!network) return;
    const ports = (metrics: boolean) =>
      portsOf(app).flatMap(([name, port]) => ((name === app.metrics?.port) === metrics ? [port] : []));
    addNetworkPolicy(scope, {
      ...props,
      ingress: [
        ...(ports(true).length > 0 && network.scrapers.length > 0 ? [fromPods(network.scrapers, ports(true))] : []),
        ...(ports(false).length > 0 ? [fromNamespace(ports(false))] : []),
      ],
    });
  }

  private addApp(name: string, namespace: string, app: SampleApp): void {
    const scope = new Construct(this, `${namespace}.${name}`);
    // The name of the application is its own, and not that of the chart.
    const selectorLabels = { 'app.kubernetes.io/name': name };
    const labels = { ...this.componentLabels, ...selectorLabels };
    const annotations = scrapeAnnotations(app);
    const metadata = { name, namespace, labels };
    new KubeServiceAccount(scope, 'service-account', { metadata, automountServiceAccountToken: false });
    if (app.files) {
      new KubeConfigMap(scope, 'config', { metadata: { ...metadata, name: configMapName(name) }, data: app.files });
    }
    new KubeDeployment(scope, 'deployment', {
      metadata,
      spec: {
        replicas: app.replicas,
        selector: { matchLabels: selectorLabels },
        template: {
          metadata: {
            labels,
            annotations: { ...annotations, ...(app.files && checksumAnnotations(app.files)) },
          },
          spec: podSpec(name, app, selectorLabels),
        },
      },
    });
    const ports = portsOf(app);
    this.addNetworkPolicy(scope, app, { ...metadata, selectorLabels });
    if (ports.length > 0) {
      new KubeService(scope, 'service', {
        metadata: { ...metadata, annotations },
        spec: {
          selector: selectorLabels,
          ports: ports.map(([port, number]) => ({
            name: port,
            port: number,
            targetPort: IntOrString.fromString(port),
          })),
        },
      });
    }
    if (app.replicas > 1) {
      new KubePodDisruptionBudget(scope, 'disruption-budget', {
        metadata,
        spec: { maxUnavailable: IntOrString.fromNumber(1), selector: { matchLabels: selectorLabels } },
      });
    }
  }
}

/** Ports of an application: name and number. */
const portsOf = ({ containers }: SampleApp): [name: string, port: number][] =>
  containers.flatMap((container) => Object.entries(container.ports ?? {}));

const configMapName = (app: string): string => `${app}-config`;

/**
 * Annotations that metric agents look for: Alloy at pods first, the CloudWatch agent at services. Neither scrapes twice what
 * both pod and service announce.
 */
function scrapeAnnotations({ metrics, containers }: SampleApp): Record<string, string> {
  if (!metrics) return {};
  const port = containers.map((container) => container.ports?.[metrics.port]).find((number) => number !== undefined);
  if (port === undefined) throw new Error(`no container has port "${metrics.port}"`);
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(port),
    ...(metrics.path ? { 'prometheus.io/path': metrics.path } : {}),
  };
}

function podSpec(name: string, app: SampleApp, selectorLabels: Record<string, string>): PodSpec {
  const containers = [...(app.initContainers ?? []), ...app.containers];
  const scratch = new Set(containers.flatMap((container) => Object.keys(container.scratch ?? {})));
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    // Not the variables of every service of the namespace.
    enableServiceLinks: false,
    ...ON_LINUX,
    securityContext: NOT_ROOT,
    topologySpreadConstraints:
      app.replicas > 1
        ? [
            {
              topologyKey: 'topology.kubernetes.io/zone',
              maxSkew: 1,
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: selectorLabels },
            },
          ]
        : undefined,
    initContainers: app.initContainers?.map(containerSpec),
    containers: app.containers.map(containerSpec),
    volumes: list([
      ...(app.files ? [{ name: 'config', configMap: { name: configMapName(name) } }] : []),
      ...[...scratch].map((folder) => ({ name: folder, emptyDir: { sizeLimit: Quantity.fromString('64Mi') } })),
    ]),
  };
}

function containerSpec(container: SampleContainer): Container {
  const { files = {}, scratch = {} } = container;
  return {
    name: container.name,
    image: container.image,
    command: container.command && [...container.command],
    args: container.args && [...container.args],
    env: list(Object.entries(container.env ?? {}).map(([name, value]) => ({ name, value }))),
    ports: list(Object.entries(container.ports ?? {}).map(([name, containerPort]) => ({ name, containerPort }))),
    ...(container.probe ? probes(container.probe) : {}),
    resources: resources({ cpuRequest: container.cpu, memoryLimit: container.memory }),
    securityContext: { ...HARDENED, runAsUser: container.user, runAsGroup: container.user },
    volumeMounts: list([
      ...Object.entries(files).map(([mountPath, subPath]) => ({ name: 'config', mountPath, subPath, readOnly: true })),
      ...Object.entries(scratch).map(([name, mountPath]) => ({ name, mountPath })),
    ]),
  };
}

/** Nothing rather than an empty list in the output. */
const list = <T>(items: T[]): T[] | undefined => (items.length > 0 ? items : undefined);

/** Ready as soon as it responds, restarted when it stops responding for a while; it has two minutes to start. */
function probes(probe: Probe): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const check = probeSpec(probe);
  return {
    startupProbe: { ...check, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...check, periodSeconds: 10, timeoutSeconds: 2 },
    livenessProbe: { ...check, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
  };
}

function probeSpec(probe: Probe): ProbeSpec {
  if ('exec' in probe) return { exec: { command: [...probe.exec] } };
  if ('tcpSocket' in probe) return { tcpSocket: { port: IntOrString.fromString(probe.tcpSocket.port) } };
  return { httpGet: { path: probe.httpGet.path, port: IntOrString.fromString(probe.httpGet.port) } };
}
