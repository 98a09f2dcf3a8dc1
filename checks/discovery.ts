import type { Labels } from './relabel';

/** The fields of a pod that Kubernetes service discovery of Prometheus reads. */
export interface DiscoveredPod {
  readonly namespace?: string;
  readonly name?: string;
  readonly ip?: string;
  readonly node?: string;
  readonly phase?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Containers: their name and ports. */
  readonly containers: Record<string, { readonly port: number; readonly protocol?: string }[]>;
}

/** A service as Kubernetes service discovery sees it. */
export interface DiscoveredService {
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** Ports of the endpoints. */
  readonly ports: { readonly port: number; readonly protocol?: string }[];
}

const sanitize = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, '_');
const join = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
const meta = (prefix: string, values: Labels = {}): Labels =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}_${sanitize(name)}`, value]));

const POD = '__meta_kubernetes_pod';
const SERVICE = '__meta_kubernetes_service';
const SLICE = '__meta_kubernetes_endpointslice';

function podLabels(pod: DiscoveredPod): Labels {
  return {
    [`${POD}_name`]: pod.name ?? 'web-0',
    [`${POD}_ip`]: pod.ip ?? '10.0.0.7',
    [`${POD}_node_name`]: pod.node ?? 'ip-10-0-0-1',
    [`${POD}_phase`]: pod.phase ?? 'Running',
    ...meta(`${POD}_label`, pod.labels),
    ...meta(`${POD}_annotation`, pod.annotations),
  };
}

const containerPort = (name: string, { port, protocol = 'TCP' }: { port: number; protocol?: string }): Labels => ({
  [`${POD}_container_name`]: name,
  [`${POD}_container_port_number`]: String(port),
  [`${POD}_container_port_protocol`]: protocol,
});

/** Targets of role `pod`: one for each port of each container, and one without port for a container that declares none. */
export function podTargets(pod: DiscoveredPod): Labels[] {
  const common = { ...podLabels(pod), __meta_kubernetes_namespace: pod.namespace ?? 'shop' };
  const ip = pod.ip ?? '10.0.0.7';
  return Object.entries(pod.containers).flatMap(([name, ports]): Labels[] =>
    ports.length === 0
      ? [{ ...common, __address__: ip, [`${POD}_container_name`]: name }]
      : ports.map((port) => ({ ...common, __address__: join(ip, port.port), ...containerPort(name, port) })),
  );
}

/**
 * Targets of role `endpointslice`: one for each port of the service and pod behind it, and one for each other port of the
 * pod's containers.
 */
export function serviceTargets(service: DiscoveredService, pod: DiscoveredPod): Labels[] {
  const common = {
    __meta_kubernetes_namespace: pod.namespace ?? 'shop',
    [`${SERVICE}_name`]: service.name,
    ...meta(`${SERVICE}_label`, service.labels),
    ...meta(`${SERVICE}_annotation`, service.annotations),
    ...podLabels(pod),
  };
  const ip = pod.ip ?? '10.0.0.7';
  const declared = Object.entries(pod.containers).flatMap(([name, ports]) => ports.map((port) => ({ name, port })));
  const bound = service.ports.map((port) => {
    const container = declared.find((it) => it.port.port === port.port);
    return {
      ...common,
      __address__: join(ip, port.port),
      [`${SLICE}_port`]: String(port.port),
      [`${SLICE}_port_protocol`]: port.protocol ?? 'TCP',
      [`${SLICE}_endpoint_node_name`]: pod.node ?? 'ip-10-0-0-1',
      ...(container && containerPort(container.name, container.port)),
    };
  });
  const others = declared
    .filter(({ port }) => !service.ports.some((it) => it.port === port.port))
    .map(({ name, port }) => ({ ...common, __address__: join(ip, port.port), ...containerPort(name, port) }));
  return [...bound, ...others];
}
